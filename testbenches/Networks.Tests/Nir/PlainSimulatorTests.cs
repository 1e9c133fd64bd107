using System.Globalization;
using HwModel.Benches.Networks;
using HwModel.Networks.Nir;
using HwModel.Networks.Tests.Support;

namespace HwModel.Networks.Tests.Nir;

/// <summary>The reference simulator against recorded rows and closed forms.</summary>
public sealed class PlainSimulatorTests
{
    private static double[][] Rows(string file) =>
        [.. File.ReadLines(Samples.PathOf(file)).Select(line => line.Split(',').Select(value => double.Parse(value, CultureInfo.InvariantCulture)).ToArray())];

    private static (double[] Voltage, int[] Spikes) Run(double[][] rows, PlainReset reset, bool exponential)
    {
        var simulator = new PlainSimulator(NirReader.Read(Samples.PathOf("lif_norse")), 1e-4, reset, exponential);
        var voltage = new double[rows.Length];
        var spikes = new List<int>();
        for (int row = 0; row < rows.Length; row++)
        {
            simulator.Step(new Dictionary<string, double[]> { ["input"] = [rows[row][0]] });
            voltage[row] = simulator.Voltage("1")[0];
            if (simulator.Output("output")[0] != 0) spikes.Add(row);
        }
        return (voltage, [.. spikes]);
    }

    [Fact]
    public void Forward_Euler_gives_the_recorded_rows_of_the_other_software_stack()
    {
        double[][] rows = Rows("lif_spinnaker2.csv");
        (double[] voltage, int[] spikes) = Run(rows, PlainReset.ToValue, exponential: false);
        Assert.Equal([460, 510, 710, 760], spikes);
        Assert.Equal(spikes, Enumerable.Range(0, rows.Length).Where(row => rows[row][2] != 0));
        Assert.Equal(0.04, voltage[60], 8);
        Assert.Equal(0.040058271644909584, voltage[220], 8);
        Assert.Equal(0.07246453301615477, voltage[320], 8);
        // Its weight 102.02 was stored as 102; its voltages are 25 times larger.
        for (int row = 0; row < rows.Length; row++) Assert.Equal(voltage[row], rows[row][1] * 102.02 / 102 / 25, 1e-6);
    }

    [Fact]
    public void Exponential_Euler_with_subtraction_stays_close_to_the_exact_solution()
    {
        double[][] rows = Rows("lif_exact.csv");
        (double[] voltage, int[] spikes) = Run(rows, PlainReset.Subtract, exponential: true);
        Assert.Equal([460, 510, 710, 760], spikes);
        Assert.Equal(1 - Math.Exp(-0.04), voltage[60], 8);
        for (int row = 0; row < rows.Length; row++) Assert.Equal(rows[row][1], voltage[row], 6.3e-4);
    }

    [Fact]
    public void A_neuron_driven_by_its_leak_spikes_at_the_interval_of_the_closed_form()
    {
        const double step = 1e-6;
        var simulator = new PlainSimulator(NirReader.Read(Samples.PathOf("two_lif_neurons")), step, PlainReset.ToValue, exponential: true);
        var spikes = new List<int>();
        for (int t = 0; t < 60_000; t++)
        {
            simulator.Step(new Dictionary<string, double[]>());
            if (simulator.Output("lif1")[0] != 0) spikes.Add(t);
        }
        Assert.Equal(3, spikes.Count);
        double interval = 10e-3 * Math.Log(1.2 / 0.2); // 17.9176 ms
        for (int i = 1; i < spikes.Count; i++) Assert.InRange((spikes[i] - spikes[i - 1]) * step - interval, 0, step);
    }
}
