using HwModel.BrainScaleS2.Learning;

namespace HwModel.BrainScaleS2.Tests.Learning;

/// <summary>EventProp against central differences and against fixed cases that were computed independently, in double precision.</summary>
public sealed class EventPropCases
{
    [Theory]
    [InlineData(20, 10, 0, 5, 6.470142623148934)]
    [InlineData(20, 10, 0.3, 4, 6.16459003594295)]
    [InlineData(20, 10, 0, 4.01, 12.888328611797819)]
    [InlineData(10, 10, 0, 5, 2.591711018190738)]
    [InlineData(10, 10, 0.3, 2.5, 6.342213639420836)]
    public void Spike_times_follow_the_closed_forms(double membrane, double synapse, double v, double i, double expected) =>
        Assert.Equal(expected, new LifModel(membrane, synapse).NextCrossing(v, i, double.PositiveInfinity)!.Value, 1e-11);

    [Theory]
    [InlineData(20, 5, 6.349604207872797)]
    [InlineData(20, 10, 4)]
    [InlineData(10, 10, Math.E)]
    public void A_single_spike_fires_the_neuron_from_the_critical_weight_on(double membrane, double synapse, double critical)
    {
        var model = new LifModel(membrane, synapse);
        Assert.Null(model.NextCrossing(0, critical * 0.999999, double.PositiveInfinity));
        Assert.NotNull(model.NextCrossing(0, critical * 1.000001, double.PositiveInfinity));
    }

    [Fact]
    public void One_layer_gives_the_spikes_and_gradients_of_the_fixed_case()
    {
        EventLayer layer = OneLayer();
        InputSpike[] input = [new(0.001, 0), new(0.004, 1), new(0.009, 2)];
        List<LayerSpike> spikes = layer.Forward(input, 1);
        Assert.Equal(2, spikes.Count);
        Assert.Equal(0.006604849239511871, spikes[0].Time, 1e-14);
        Assert.Equal(3.4116502301800176, spikes[0].Current, 1e-11);
        Assert.Equal(0.011707735321294242, spikes[1].Time, 1e-14);
        Assert.Equal(3.938886524069393, spikes[1].Current, 1e-11);
        var gradient = new double[6];
        var inputErrors = new double[3];
        layer.Backward(input, spikes, [1, 1], gradient, inputErrors);
        AssertClose([-1.187670868753e-3, -1.061558176223e-3, -7.84907406126e-4, -1.057402322396e-3, 0, -6.61317703326e-4], gradient, 1e-11);
        AssertClose([0.391998340844, 0.700961589187, 0.907040069969], inputErrors, 1e-10);
        Assert.Equal(2, inputErrors.Sum(), 1e-11);
        AssertFiniteDifferences(layer.Weights, gradient, () => layer.Forward(input, 1).Sum(s => s.Time), 1e-6);
    }

    [Fact]
    public void Two_layers_give_the_loss_and_gradients_of_the_fixed_case()
    {
        (EventLayer hidden, EventLayer output, InputSpike[] input) = TwoLayers();
        (double loss, double[] g1, double[] g2, double shift, double[] first) = Gradients(hidden, output, input, exact: true);
        AssertClose([0.011644392152593548, 0.014725405229402998, 0.015149676327139069], first, 1e-13);
        Assert.Equal(1.8950213273976744, loss, 1e-10);
        AssertClose([0.0516825224738, -0.1027582198216, 0.0205637517554], g2.AsSpan(0, 3), 1e-9);
        AssertClose([0, -0.0040904958399, 0.0035328914000], g2.AsSpan(3, 3), 1e-9);
        AssertClose([0, 0, 0], g2.AsSpan(6, 3), 1e-12);
        AssertClose([0.0412619174011, -0.0984373994995, 0.0191535147205], g2.AsSpan(9, 3), 1e-9);
        AssertClose([0.1419209650007, -0.7809644473232, 0, 0.1143340441213], g1.AsSpan(0, 4), 1e-9);
        AssertClose(new double[8], g1.AsSpan(4, 8), 1e-12);
        AssertClose([0.0240501423403, -0.4838230467291, 0, 0], g1.AsSpan(12, 4), 1e-9);
        AssertClose([0.2222521320630, -0.7267505819654, 0, 0.1808600531989], g1.AsSpan(16, 4), 1e-9);
        Assert.Equal(4.679348380954, shift, 1e-8);
    }

    [Fact]
    public void Two_layers_agree_with_central_differences()
    {
        (EventLayer hidden, EventLayer output, InputSpike[] input) = TwoLayers();
        (_, double[] g1, double[] g2, _, _) = Gradients(hidden, output, input, exact: true);
        AssertFiniteDifferences(hidden.Weights, g1, () => Gradients(hidden, output, input, exact: true).Loss, 1e-6);
        AssertFiniteDifferences(output.Weights, g2, () => Gradients(hidden, output, input, exact: true).Loss, 1e-6);
    }

    [Fact]
    public void Poisson_inputs_through_two_neurons_agree_with_central_differences()
    {
        // 100 inputs of 200 Hz into one neuron, one downstream neuron, loss: the sum of its spike times (Wunderlich and Pehle 2021, figure 2).
        var random = new Random(5);
        List<InputSpike> input = [];
        for (int source = 0; source < 100; source++)
            for (double t = -Math.Log(random.NextDouble()) / 200; t < 0.2; t -= Math.Log(random.NextDouble()) / 200)
                input.Add(new InputSpike(t, source));
        input.Sort((a, b) => a.Time.CompareTo(b.Time));
        var first = new EventLayer(new LifModel(0.020, 0.005), 100, 1);
        var second = new EventLayer(new LifModel(0.020, 0.005), 1, 1) { Weights = { [0] = 7 } };
        for (int i = 0; i < 100; i++) first.Weights[i] = 0.05 + 0.03 * random.NextDouble();
        double Loss() => second.Forward(Next(first.Forward(input, 0.4)), 0.5).Sum(s => s.Time);
        List<LayerSpike> middle = first.Forward(input, 0.4);
        List<InputSpike> between = Next(middle);
        List<LayerSpike> output = second.Forward(between, 0.5);
        Assert.InRange(output.Count, 2, 1000);
        var g1 = new double[100];
        var g2 = new double[1];
        var errors = new double[between.Count];
        second.Backward(between, output, [.. output.Select(_ => 1.0)], g2, errors);
        first.Backward(input, middle, errors, g1, []);
        AssertFiniteDifferences(second.Weights, g2, Loss, 1e-6);
        AssertFiniteDifferences(first.Weights, g1, Loss, 1e-6);
    }

    [Fact]
    public void Measured_spike_times_give_the_gradient_of_the_exact_ones()
    {
        (EventLayer hidden, EventLayer output, InputSpike[] input) = TwoLayers();
        (_, double[] exact1, double[] exact2, _, _) = Gradients(hidden, output, input, exact: true);
        (_, double[] replay1, double[] replay2, _, _) = Gradients(hidden, output, input, exact: false);
        AssertClose(exact1, replay1, 1e-9);
        AssertClose(exact2, replay2, 1e-9);
    }

    [Fact]
    public void Jitter_of_100_ns_at_tau_s_of_6_us_keeps_the_direction_of_the_gradient()
    {
        (EventLayer hidden, EventLayer output, InputSpike[] input) = TwoLayers();
        (_, double[] e1, double[] e2, _, _) = Gradients(hidden, output, input, exact: true);
        List<double> cosines = [];
        for (int seed = 0; seed < 20; seed++)
        {
            (_, double[] j1, double[] j2, _, _) = Gradients(hidden, output, input, exact: false, new Random(seed), jitter: 0.005 * 0.1 / 6);
            double[] a = [.. e1, .. e2];
            double[] b = [.. j1, .. j2];
            cosines.Add(a.Zip(b, (x, y) => x * y).Sum() / Math.Sqrt(a.Sum(x => x * x) * b.Sum(x => x * x)));
        }
        cosines.Sort();
        Assert.True(cosines[10] > 0.95, string.Join(" ", cosines));
    }

    private static EventLayer OneLayer()
    {
        var layer = new EventLayer(new LifModel(0.020, 0.005), 3, 2);
        ((double[])[5, -1, 3, 4, 2, 5.5]).CopyTo(layer.Weights, 0);
        return layer;
    }

    private static (EventLayer Hidden, EventLayer Output, InputSpike[] Input) TwoLayers()
    {
        var hidden = new EventLayer(new LifModel(0.020, 0.005), 5, 4);
        var output = new EventLayer(new LifModel(0.020, 0.005), 4, 3);
        double[] w1 = [3, 1, -.5, 2.2, .5, 2.5, 1.5, 1, 1.2, .8, 2.8, .4, 2, 1.4, .9, 1.9, 1.5, 1.5, 2, 1.8];
        double[] w2 = [2.2, .6, 1.1, .7, 2.4, .9, 1.3, 1, 2, 1.6, 1.2, .5];
        for (int i = 0; i < w1.Length; i++) hidden.Weights[i] = 2 * w1[i];
        for (int i = 0; i < w2.Length; i++) output.Weights[i] = 4 * w2[i];
        return (hidden, output, [new(0, 4), new(0.0075, 0), new(0.012, 3), new(0.018, 1), new(0.0225, 2)]);
    }

    private static (double Loss, double[] G1, double[] G2, double Shift, double[] First) Gradients(
        EventLayer hidden, EventLayer output, InputSpike[] input, bool exact, Random? random = null, double jitter = 0)
    {
        List<LayerSpike> middle = hidden.Forward(input, 0.060);
        List<InputSpike> between = Next(middle);
        List<LayerSpike> outputs = output.Forward(between, 0.060);
        if (!exact)
        {
            double Noise() => random is null ? 0 : jitter * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            middle = [.. hidden.Replay(input, middle.Select(s => (s.Time + Noise(), s.Neuron))).OrderBy(s => s.Time)];
            between = Next(middle);
            outputs = [.. output.Replay(between, outputs.Select(s => (s.Time + Noise(), s.Neuron))).OrderBy(s => s.Time)];
        }
        var first = new double[3];
        var errors = new double[3];
        FirstSpikeLoss.FirstSpikes(outputs, first);
        double loss = new FirstSpikeLoss(0.002, 0.0064, 0.003).Evaluate(first, 1, errors);
        var g1 = new double[20];
        var g2 = new double[12];
        var hiddenErrors = new double[between.Count];
        var inputErrors = new double[input.Length];
        output.Backward(between, outputs, FirstSpikeLoss.Spread(outputs, first, errors), g2, hiddenErrors);
        hidden.Backward(input, middle, hiddenErrors, g1, inputErrors);
        return (loss, g1, g2, inputErrors.Sum(), first);
    }

    private static List<InputSpike> Next(List<LayerSpike> spikes) => [.. spikes.Select(s => new InputSpike(s.Time, s.Neuron))];

    private static void AssertFiniteDifferences(double[] weights, double[] gradient, Func<double> loss, double tolerance, [System.Runtime.CompilerServices.CallerMemberName] string name = "")
    {
        double worst = 0;
        const double Step = 1e-6;
        double scale = gradient.Max(Math.Abs);
        for (int i = 0; i < weights.Length; i++)
        {
            double old = weights[i];
            weights[i] = old + Step;
            double up = loss();
            weights[i] = old - Step;
            double down = loss();
            weights[i] = old;
            double difference = (up - down) / (2 * Step);
            Assert.InRange(Math.Abs(difference - gradient[i]) / scale, 0, tolerance);
            worst = Math.Max(worst, Math.Abs(difference - gradient[i]) / scale);
        }
        Notebook.Note("EventProp", $"{name.Replace('_', ' ')}: {weights.Length} weights against central differences", $"below {tolerance:E0} relative", $"{worst:E1}");
    }

    private static void AssertClose(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], tolerance);
    }
}
