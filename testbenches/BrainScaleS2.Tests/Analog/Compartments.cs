using HwModel.BrainScaleS2.Analog;

namespace HwModel.BrainScaleS2.Tests.Analog;

/// <summary>Compartments on a soma line: against nodal analysis of the circuit, and against conductances from membrane to membrane.</summary>
public sealed class Compartments
{
    private static readonly NeuronParameters Passive = Lab.Lif() with { Spikes = false };

    /// <summary>The usual pair: a dendrite with a conductance to the line, which runs to the right, and a soma that is shorted to it.</summary>
    [Fact]
    public void A_dendrite_and_a_soma_are_joined_by_the_conductance()
    {
        AnalogArray line = Lab.Array(Passive, neurons: 2), direct = Lab.Array(Passive, neurons: 2);
        line.Configure(0, Passive with { SomaConductance = 0.3, ConnectSomaRight = true });
        line.Configure(1, Passive with { ConnectSoma = true });
        direct.Configure(0, Passive with { ConductanceRight = 0.3 });
        foreach (AnalogArray array in (AnalogArray[])[line, direct])
        {
            array.Neurons.SetMembrane(0, 0.55);
            Lab.Run(array, 400);
        }
        Assert.Equal(direct.Neurons.Membrane(0), line.Neurons.Membrane(0));
        Assert.Equal(direct.Neurons.Membrane(1), line.Neurons.Membrane(1));
        Assert.True(line.Neurons.Membrane(1) > 0.41);
    }

    /// <summary>Steady state of compartments with different rest potentials: conductances to a line in the middle, solved as a linear network with the line as a node of its own.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Arms_of_a_line_settle_as_nodal_analysis_says(bool soma)
    {
        double[] arm = [0.2, 0.5, 0.9, 0], leak = [0.1, 0.3, 0.2, 0.4], rest = [0.3, 0.5, 0.7, 0.35];
        AnalogArray array = Lab.Array(Passive, neurons: 4);
        for (int n = 0; n < 4; n++)
            array.Configure(n, Passive with { Leak = leak[n], LeakPotential = rest[n], SomaConductance = arm[n], ConnectSomaRight = n < 3, ConnectSoma = soma && n == 3 });
        array.Neurons.Relax();
        Lab.Run(array, 400_000);
        // Node 4 is the line; a shorted soma hangs on it by a very large conductance.
        double[] links = [arm[0], arm[1], arm[2], soma ? 1e9 : 0];
        var matrix = new double[5, 6];
        for (int n = 0; n < 4; n++)
        {
            matrix[n, n] = leak[n] + links[n];
            matrix[n, 4] = matrix[4, n] = -links[n];
            matrix[n, 5] = leak[n] * rest[n];
            matrix[4, 4] += links[n];
        }
        double[] expected = Solve(matrix);
        for (int n = 0; n < 4; n++) Assert.Equal(expected[n], array.Neurons.Membrane(n), 1e-6);
    }

    [Fact]
    public void A_single_arm_and_a_line_without_arms_do_nothing()
    {
        AnalogArray array = Lab.Array(Passive, neurons: 3);
        array.Configure(0, Passive with { SomaConductance = 1, ConnectSomaRight = true });
        array.Configure(2, Passive with { ConnectSoma = true });
        array.Neurons.SetMembrane(0, 0.5);
        Lab.Run(array, 80);
        AnalogArray alone = Lab.Array(Passive, neurons: 3);
        alone.Neurons.SetMembrane(0, 0.5);
        Lab.Run(alone, 80);
        for (int n = 0; n < 3; n++) Assert.Equal(alone.Neurons.Membrane(n), array.Neurons.Membrane(n), 1e-12);
    }

    /// <summary>Two membranes on one line are one capacitor.</summary>
    [Fact]
    public void Membranes_shorted_to_a_line_share_their_charge()
    {
        NeuronParameters floating = Passive with { Leak = 0 };
        AnalogArray array = Lab.Array(floating, neurons: 3);
        array.Configure(0, floating with { ConnectSoma = true, ConnectSomaRight = true });
        array.Configure(1, floating with { ConnectSomaRight = true });
        array.Configure(2, floating with { ConnectSoma = true, Capacitance = 1.2 });
        array.Neurons.SetMembrane(0, 0.3);
        array.Neurons.SetMembrane(1, 0.9);
        array.Neurons.SetMembrane(2, 0.6);
        Lab.Run(array, 8);
        Assert.Equal((2.4 * 0.3 + 1.2 * 0.6) / 3.6, array.Neurons.Membrane(0), 1e-12);
        Assert.Equal(array.Neurons.Membrane(0), array.Neurons.Membrane(2));
        Assert.Equal(0.9, array.Neurons.Membrane(1), 1e-12);
    }

    /// <summary>Neurons 7 and 8 lie in different blocks of eight: what joined them is gone without a trace when one of them lets go, and wakes the other when it comes.</summary>
    [Fact]
    public void A_conductance_that_is_switched_off_leaves_nothing_behind()
    {
        AnalogArray array = Lab.Array(Passive, neurons: 9);
        array.Configure(7, Passive with { ConductanceRight = 0.5 });
        array.Neurons.SetMembrane(7, 0.6);
        Lab.Run(array, 80);
        Assert.True(array.Neurons.Membrane(8) > 0.41);
        array.Configure(7, Passive);
        double start = array.Neurons.Membrane(8);
        Lab.Run(array, 80 + 800);
        Assert.Equal(0.4 + (start - 0.4) * Math.Exp(-6.4 / 6), array.Neurons.Membrane(8), 1e-9);
        Lab.Run(array, 100_000);
        Assert.True(array.IsQuiescent);
        array.Configure(7, Passive with { ConductanceRight = 0.5, LeakPotential = 0.6 });
        Lab.Run(array, 200_000);
        Assert.True(array.Neurons.Membrane(8) > 0.41);
    }

    // Gauss with pivoting; the last column is the right side.
    private static double[] Solve(double[,] m)
    {
        int n = m.GetLength(0);
        for (int i = 0; i < n; i++)
        {
            int pivot = Enumerable.Range(i, n - i).MaxBy(r => Math.Abs(m[r, i]));
            for (int c = 0; c <= n; c++) (m[i, c], m[pivot, c]) = (m[pivot, c], m[i, c]);
            for (int r = 0; r < n; r++)
            {
                if (r == i) continue;
                double factor = m[r, i] / m[i, i];
                for (int c = i; c <= n; c++) m[r, c] -= factor * m[i, c];
            }
        }
        return [.. Enumerable.Range(0, n).Select(i => m[i, n] / m[i, i])];
    }
}
