using HwModel.BrainScaleS2.Analog;

namespace HwModel.BrainScaleS2.Tests.Analog;

/// <summary>Membranes against the solution of C dV/dt = -g V + I, tau dI/dt = -I written down by hand, and spike times against Goeltz et al. 2021.</summary>
public sealed class ClosedForms
{
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(16)]
    public void Equal_time_constants_peak_at_tau_with_Q_over_C_e(int slots)
    {
        AnalogArray array = Lab.Array(Lab.Lif() with { Spikes = false }, new AnalogOptions { SlotsPerStep = slots });
        Lab.Weight(array, 0, 0, 63);
        double peak = 0;
        long peakSlot = 0;
        array.Deliver(Lab.Event(0));
        for (int step = 0; step < 2000 / slots; step++)
        {
            array.Advance();
            double v = array.Neurons.Membrane(0) - 0.4;
            double t = array.StartSlot * Lab.Slot;
            double expected = 0.063 / 2.4 * t * Math.Exp(-t / 6);
            Assert.InRange(v - expected, -1e-12, 1e-12);
            if (v > peak) (peak, peakSlot) = (v, array.StartSlot);
        }
        double charge = 0.063 * 6;
        Assert.InRange(peak, charge / (2.4 * Math.E) * (1 - 1e-6 - Math.Pow(slots * Lab.Slot / 6, 2)), charge / (2.4 * Math.E) * (1 + 1e-12));
        Assert.InRange(peakSlot, 750 - slots, 750 + slots);
        Notebook.Note("8", $"peak of a membrane with tau_m = tau_s = 6 us, step of {slots} slots", $"Q/(C e) = {1000 * charge / (2.4 * Math.E):F6} mV at 6 us; membrane within 1e-12 V of the closed form", $"{1000 * peak:F6} mV at {peakSlot * Lab.Slot:F3} us");
    }

    [Fact]
    public void Weight_63_at_the_reference_setting_moves_the_membrane_by_about_81_mV()
    {
        var transfer = new NeuronTransfer(AnalogConstants.Default);
        NeuronParameters p = transfer.Calibrated(new NeuronTargets { TauMembrane = 6, TauExcitatory = 6, TauInhibitory = 6, SynapseDac = 1022, SynapticGm = 500 });
        AnalogArray array = Lab.Array(p with { Spikes = false });
        Lab.Weight(array, 0, 0, 63);
        array.Deliver(Lab.Event(0));
        double peak = 0;
        for (int step = 0; step < 300; step++)
        {
            array.Advance();
            peak = Math.Max(peak, array.Neurons.Membrane(0) - p.LeakPotential);
        }
        // Q / (C e) with 63 x 8 fC and 0.1 pF + 63 x 36.5 fF; the published anchor is 81 mV at 2.3 pF.
        Assert.InRange(peak, 0.504 / (2.4 * Math.E) * (1 - 1e-4), 0.504 / (2.4 * Math.E) * (1 + 1e-6));
        Assert.InRange(peak, 0.081 * 0.93, 0.081 * 1.07);
        Notebook.Note("8", "peak of weight 63", $"{1000 * 0.504 / (2.4 * Math.E):F3} mV by the formula, about 81 mV published", $"{1000 * peak:F3} mV");
    }

    [Theory]
    [InlineData(12, 6)]
    [InlineData(6, 12)]
    [InlineData(6, 6.0001)]
    [InlineData(60, 0.32)]
    [InlineData(0.5, 30)]
    public void Pulses_anywhere_in_a_step_superpose(double tauMembrane, double tauSynapse)
    {
        NeuronParameters p = Lab.Lif(tauMembrane, tauSynapse) with { Spikes = false };
        AnalogArray array = Lab.Array(p, new AnalogOptions { SlotsPerStep = 16 });
        Lab.Weight(array, 0, 0, 40);
        Lab.Weight(array, 1, 0, -25);
        long[] excitatory = [3, 16, 31, 200, 207];
        long[] inhibitory = [5, 16, 100];
        List<DriverEvent> events = [.. excitatory.Select(s => Lab.Event(s, 0)), .. inhibitory.Select(s => Lab.Event(s, 1))];
        double worst = 0;
        foreach (DriverEvent[] chunk in Enumerable.Range(0, 100).Select(step => events.Where(e => e.Slot / 16 == step).ToArray()))
        {
            foreach (DriverEvent e in chunk) array.Deliver(e);
            array.Advance();
            double expected = p.LeakPotential;
            foreach (long s in excitatory) expected += 0.040 * Response(p, tauMembrane, tauSynapse, (array.StartSlot - s) * Lab.Slot);
            foreach (long s in inhibitory) expected -= 0.025 * Response(p, tauMembrane, tauSynapse, (array.StartSlot - s) * Lab.Slot);
            worst = Math.Max(worst, Math.Abs(expected - array.Neurons.Membrane(0)));
        }
        Assert.InRange(worst, 0, 1e-10);
    }

    [Fact]
    public void An_integrator_without_leak_keeps_its_charge()
    {
        AnalogArray array = Lab.Array(Lab.Lif() with { Leak = 0, Spikes = false, TauExcitatory = 0.32 });
        Lab.Weight(array, 0, 0, 50);
        Lab.Run(array, 8000, Lab.Event(0));
        Assert.InRange(array.Neurons.Membrane(0) - 0.4 - 0.050 * 0.32 / 2.4, -1e-12, 1e-12);
    }

    [Fact]
    public void Spike_times_follow_the_formulas_of_Goeltz_within_a_slot_and_a_nanosecond()
    {
        var random = new System.Random(3);
        int checkedCases = 0;
        double earliest = 0, latest = 0;
        for (int round = 0; round < 400; round++)
        {
            bool equal = round % 2 == 0;
            double tauSynapse = 3 + 6 * random.NextDouble();
            NeuronParameters p = Lab.Lif(equal ? tauSynapse : 2 * tauSynapse, tauSynapse) with { JumpExcitatory = 0.003, JumpInhibitory = 0.003 };
            AnalogArray array = Lab.Array(p, new AnalogOptions { SlotsPerStep = round % 3 == 0 ? 16 : 8, Correlation = false });
            long[] slots = [.. Enumerable.Range(0, 4).Select(_ => (long)random.Next(150)).Order()];
            int[] weights = [.. slots.Select(_ => random.Next(-10, 50))];
            for (int i = 0; i < 4; i++) Lab.Weight(array, i, 0, weights[i]);
            List<AnalogSpike> spikes = Lab.Run(array, 6400, [.. slots.Select((s, i) => Lab.Event(s, i))]);
            double? expected = SpikeTime(p, equal, tauSynapse, slots, weights);
            if (expected is not { } time || time <= slots[^1] * Lab.Slot + 0.05) continue;
            checkedCases++;
            Assert.NotEmpty(spikes);
            Assert.InRange(spikes[0].Slot * Lab.Slot - time, -0.001, 0.009);
            (earliest, latest) = (Math.Min(earliest, spikes[0].Slot * Lab.Slot - time), Math.Max(latest, spikes[0].Slot * Lab.Slot - time));
        }
        Notebook.Note("9", $"spike times of {checkedCases} random neurons less those of the formulas", $"-1 to 9 ns (a slot and a nanosecond)", $"{1000 * earliest:F2} to {1000 * latest:F2} ns");
        Assert.InRange(checkedCases, 100, 400);
    }

    private static double Response(NeuronParameters p, double tauMembrane, double tauSynapse, double t)
    {
        if (t <= 0) return 0;
        return (Math.Exp(-t / tauMembrane) - Math.Exp(-t / tauSynapse)) / (p.Capacitance * (1 / tauSynapse - 1 / tauMembrane));
    }

    // The time T of the first crossing when all inputs are in; null where the formula has none. theta counts from the leak potential.
    private static double? SpikeTime(NeuronParameters p, bool equal, double tau, long[] slots, int[] weights)
    {
        double theta = p.Leak * (p.Threshold - p.LeakPotential);
        double a1 = 0;
        double a2 = 0;
        double b = 0;
        for (int i = 0; i < slots.Length; i++)
        {
            double t = slots[i] * Lab.Slot / tau;
            double w = p.JumpExcitatory * weights[i];
            a1 += w * Math.Exp(t);
            a2 += w * Math.Exp(t / 2);
            b += w * t * Math.Exp(t);
        }
        if (equal)
        {
            double z = -theta / a1 * Math.Exp(b / a1);
            return a1 <= 0 || z < -1 / Math.E ? null : tau * (b / a1 - Lab.LambertW(z));
        }
        double root = a2 * a2 - 4 * a1 * theta;
        return root < 0 || a1 <= 0 || a2 <= 0 ? null : 2 * tau * Math.Log(2 * a1 / (a2 + Math.Sqrt(root)));
    }
}
