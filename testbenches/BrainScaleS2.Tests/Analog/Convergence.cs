using HwModel.BrainScaleS2.Analog;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.OdeSolvers;

namespace HwModel.BrainScaleS2.Tests.Analog;

/// <summary>Halving the step against MathNet's classical Runge-Kutta with steps of 0.5 ns.</summary>
public sealed class Convergence
{
    private const int EndSlot = 1280;
    private const double End = EndSlot * Lab.Slot;

    [Fact]
    public void Conductance_based_inputs_are_of_second_order()
    {
        NeuronParameters p = Lab.Lif(10, 5) with { CobaExcitatory = true, CobaInhibitory = true, CobaReference = 0.25, ReversalExcitatory = 1.0, ReversalInhibitory = 0.2, Spikes = false };
        double reference = Integrate(
            (_, y) => Vector<double>.Build.Dense([(-p.Leak * (y[0] - p.LeakPotential) - y[1] / 0.25 * (y[0] - 1.0) - y[2] / 0.25 * (y[0] - 0.2)) / p.Capacitance, -y[1] / 5, -y[2] / 5]),
            0.4, 0.126, 0.050);
        double[] errors = Errors(p, reference, weight: 126, inhibitory: 50);
        AssertRatios(errors, 3.4, 4.6);
        Assert.InRange(errors[^1], 0, 1e-4);
    }

    [Fact]
    public void Exponential_and_adaptation_terms_are_of_first_order()
    {
        NeuronParameters p = Lab.Lif(10, 5) with
        {
            ExponentialSlope = 0.02,
            ExponentialThreshold = 0.56,
            TauAdaptation = 30,
            AdaptationA = 0.1,
            AdaptationPotential = 0.4,
            OffsetCurrent = 0.03,
            Spikes = false,
        };
        double reference = Integrate(
            (_, y) => Vector<double>.Build.Dense(
            [
                (-p.Leak * (y[0] - p.LeakPotential) + p.Leak * 0.02 * Math.Exp((y[0] - 0.56) / 0.02) - y[3] + y[1] - y[2] + 0.03) / p.Capacitance,
                -y[1] / 5,
                -y[2] / 5,
                (0.1 * (y[0] - 0.4) - y[3]) / 30,
            ]),
            0.4, 0.040, 0.010, 0);
        double[] errors = Errors(p, reference, weight: 40, inhibitory: 10);
        AssertRatios(errors, 1.8, 2.2);
        Assert.InRange(errors[^1], 0, 1e-3);
    }

    [Fact]
    public void Leaky_integrators_are_exact_at_every_step()
    {
        NeuronParameters p = Lab.Lif(10, 5) with { Spikes = false, OffsetCurrent = 0.01 };
        double reference = Integrate(
            (_, y) => Vector<double>.Build.Dense([(-p.Leak * (y[0] - 0.4) + y[1] - y[2] + 0.01) / p.Capacitance, -y[1] / 5, -y[2] / 5]), 0.4, 0.040, 0.010);
        foreach (double error in Errors(p, reference, weight: 40, inhibitory: 10)) Assert.InRange(error, 0, 1e-11);
    }

    [Fact]
    public void Two_compartments_joined_by_a_conductance_are_of_first_order()
    {
        NeuronParameters p = Lab.Lif(10, 5) with { Spikes = false };
        double reference = Integrate(
            (_, y) => Vector<double>.Build.Dense(
            [
                (-p.Leak * (y[0] - 0.4) + y[1] + 0.3 * (y[2] - y[0])) / p.Capacitance,
                -y[1] / 5,
                (-p.Leak * (y[2] - 0.4) + 0.3 * (y[0] - y[2])) / p.Capacitance,
            ]),
            0.4, 0.040, 0.4);
        var errors = new double[4];
        for (int i = 0; i < 4; i++)
        {
            AnalogArray array = Lab.Array(p, new AnalogOptions { SlotsPerStep = 2 << i }, neurons: 2);
            array.Configure(0, p with { ConductanceRight = 0.3 });
            Lab.Weight(array, 0, 0, 40);
            Lab.Run(array, EndSlot, Lab.Event(0));
            errors[i] = Math.Abs(array.Neurons.Membrane(0) - reference);
        }
        AssertRatios(errors, 1.8, 2.2);
    }

    private static double Integrate(Func<double, Vector<double>, Vector<double>> slope, params double[] start) =>
        RungeKutta.FourthOrder(Vector<double>.Build.Dense(start), 0, End, (int)(End / 0.0005) + 1, slope)[^1][0];

    private static double[] Errors(NeuronParameters p, double reference, int weight, int inhibitory)
    {
        var errors = new double[4];
        for (int i = 0; i < 4; i++)
        {
            AnalogArray array = Lab.Array(p, new AnalogOptions { SlotsPerStep = 2 << i });
            Lab.Weight(array, 0, 0, Math.Min(63, weight));
            Lab.Weight(array, 1, 0, Math.Max(0, weight - 63));
            Lab.Weight(array, 2, 0, -inhibitory);
            Lab.Run(array, EndSlot, Lab.Event(0, 0), Lab.Event(0, 1), Lab.Event(0, 2));
            errors[i] = Math.Abs(array.Neurons.Membrane(0) - reference);
        }
        return errors;
    }

    private static void AssertRatios(double[] errors, double low, double high, [System.Runtime.CompilerServices.CallerMemberName] string name = "")
    {
        Notebook.Note("convergence", name.Replace('_', ' '), $"error ratios of halved steps {low} to {high}", $"{string.Join(", ", errors.Skip(1).Zip(errors, (b, a) => (b / a).ToString("F2", System.Globalization.CultureInfo.InvariantCulture)))}; smallest error {errors.Min():E1} V");
        for (int i = 1; i < errors.Length; i++) Assert.InRange(errors[i] / errors[i - 1], low, high);
    }
}
