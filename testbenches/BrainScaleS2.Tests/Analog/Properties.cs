using FsCheck;
using FsCheck.Fluent;
using HwModel.BrainScaleS2.Analog;
using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Tests.Analog;

/// <summary>What holds for any parameters and any input.</summary>
public sealed class Properties
{
    private const int Tests = 20;

    public sealed record Case(int Seed, bool Coba, bool Exponential, bool Adaptation, bool Noise, int Slots)
    {
        public NeuronParameters Parameters(Random random) => new()
        {
            Capacitance = 0.1 + 2.4 * random.NextDouble(),
            Leak = 0.04 + random.NextDouble(),
            LeakPotential = 0.3 + 0.3 * random.NextDouble(),
            Threshold = 0.55 + 0.3 * random.NextDouble(),
            ResetPotential = 0.3 + 0.2 * random.NextDouble(),
            ResetTau = random.Next(2) * 0.5,
            ResetSlots = random.Next(5),
            RefractorySlots = 5 + random.Next(300),
            TauExcitatory = 0.3 + 10 * random.NextDouble(),
            TauInhibitory = 0.3 + 10 * random.NextDouble(),
            JumpExcitatory = 0.003,
            JumpInhibitory = 0.003,
            CobaExcitatory = Coba,
            CobaInhibitory = Coba && random.Next(2) == 0,
            ExponentialSlope = Exponential ? 0.01 + 0.02 * random.NextDouble() : 0,
            TauAdaptation = Adaptation ? 10 + 100 * random.NextDouble() : 0,
            AdaptationA = 0.2 * (random.NextDouble() - 0.5),
            AdaptationB = 0.02 * random.NextDouble(),
        };

        public AnalogArray Build(Func<AnalogOptions, AnalogOptions>? change = null, int neurons = 40)
        {
            var options = new AnalogOptions { SlotsPerStep = Slots, TemporalNoise = Noise, Mode = ChipMode.Calibrated, ChipSeed = (ulong)Seed };
            AnalogArray array = Lab.Array(Lab.Lif(), change is null ? options : change(options));
            var random = new Random(Seed);
            for (int n = 0; n < neurons; n++) array.Configure(n, Parameters(random));
            for (int driver = 0; driver < 16; driver++)
                for (int n = 0; n < neurons; n++)
                    Lab.Weight(array, driver, n, random.Next(-63, 64), random.Next(3));
            array.Neurons.ResetState();
            return array;
        }

        public DriverEvent[] Events(long shift = 0, int count = 150)
        {
            var random = new Random(Seed + 1);
            return [.. Enumerable.Range(0, count).Select(_ => new DriverEvent(shift + random.Next(6000), 0, random.Next(16), random.Next(3))).OrderBy(e => e.Slot)];
        }
    }

    private static readonly Arbitrary<Case> Cases = Arb.From(
        from seed in Gen.Choose(1, 1_000_000)
        from coba in Gen.Elements(true, false)
        from exponential in Gen.Elements(true, false)
        from adaptation in Gen.Elements(true, false)
        from noise in Gen.Elements(true, false)
        from slots in Gen.Elements(4, 8, 16)
        select new Case(seed, coba, exponential, adaptation, noise, slots));

    private static void ForAll(Func<Case, bool> holds, int tests = Tests) =>
        Prop.ForAll(Cases, holds).Check(Seeded.Cases(tests));

    [Fact]
    public void Membranes_stay_between_the_rails_and_correlation_between_its_bounds() => ForAll(c =>
    {
        AnalogArray array = c.Build();
        DriverEvent[] events = c.Events(count: 600);
        int next = 0;
        while (array.StartSlot < 6400)
        {
            for (; next < events.Length && events[next].Slot < array.StartSlot + c.Slots; next++) array.Deliver(events[next]);
            array.Advance();
            for (int n = 0; n < 40; n++)
                if (!(array.Neurons.Membrane(n) is >= 0 and <= 1.2))
                    return false;
        }
        for (int row = 0; row < 32; row++)
            for (int column = 0; column < 40; column++)
                if (!(array.Sensors(0).Causal(row, column) is >= 0 and <= 200 && array.Sensors(0).Acausal(row, column) is >= 0 and <= 200))
                    return false;
        return true;
    });

    [Fact]
    public void Without_input_a_membrane_leaks_towards_rest() => ForAll(c =>
    {
        AnalogArray array = (c with { Exponential = false, Adaptation = false, Noise = false }).Build(neurons: 8);
        var random = new Random(c.Seed);
        for (int n = 0; n < 8; n++) array.Neurons.SetMembrane(n, 0.1 + 0.4 * random.NextDouble());
        for (int step = 0; step < 100; step++)
        {
            double[] before = Distances(array);
            array.Advance();
            double[] after = Distances(array);
            for (int n = 0; n < 8; n++)
                if (array.Neurons.Parameters(n) is { } p && p.LeakPotential < p.Threshold && after[n] > before[n] + 1e-15)
                    return false;
        }
        return true;

        static double[] Distances(AnalogArray array) => [.. Enumerable.Range(0, 8).Select(n => Math.Abs(array.Neurons.Membrane(n) - array.Neurons.Parameters(n).LeakPotential))];
    });

    [Fact]
    public void Shifting_all_input_by_whole_steps_shifts_all_spikes() => ForAll(c =>
    {
        // Without adaptation and exponential term the leak potential is the state of rest from the start.
        c = c with { Noise = false, Adaptation = false, Exponential = false };
        AnalogArray early = c.Build();
        AnalogArray late = c.Build();
        // Neurons that fire without input do it on their own clock.
        long start = 6_400;
        bool[] restless = new bool[ChipGeometry.Neurons];
        foreach (AnalogSpike s in Lab.Run(early, start)) restless[s.Neuron] = true;
        long shift = 100 * c.Slots;
        Lab.Run(late, start + shift);
        List<AnalogSpike> spikes = Lab.Run(early, start + 8000, c.Events(start));
        List<AnalogSpike> shifted = Lab.Run(late, start + shift + 8000, c.Events(start + shift));
        return spikes.Where(s => !restless[s.Neuron]).Select(s => (s.Slot + shift, s.Neuron)).SequenceEqual(shifted.Where(s => !restless[s.Neuron]).Select(s => (s.Slot, s.Neuron)));
    }, 10);

    [Fact]
    public void The_order_in_which_events_are_handed_over_does_not_matter() => ForAll(c =>
    {
        AnalogArray a = c.Build();
        AnalogArray b = c.Build();
        DriverEvent[] events = c.Events();
        for (int step = 0; step < 6000 / c.Slots; step++)
        {
            DriverEvent[] present = [.. events.Where(e => e.Slot / c.Slots == step)];
            foreach (DriverEvent e in present) a.Deliver(e);
            foreach (DriverEvent e in present.Reverse()) b.Deliver(e);
            a.Advance();
            b.Advance();
        }
        return HashOf(a) == HashOf(b);
    }, 10);

    [Fact]
    public void Equal_neurons_in_other_columns_do_the_same() => ForAll(c =>
    {
        NeuronParameters p = c.Parameters(new Random(c.Seed));
        AnalogArray array = Lab.Array(p, new AnalogOptions { SlotsPerStep = c.Slots }, neurons: 250);
        var random = new Random(c.Seed);
        for (int driver = 0; driver < 16; driver++)
        {
            int weight = random.Next(-20, 64);
            foreach (int column in (int[])[0, 13, 249]) Lab.Weight(array, driver, column, weight, driver % 3);
        }
        List<AnalogSpike> spikes = Lab.Run(array, 6400, c.Events());
        long[] Of(int neuron) => [.. spikes.Where(s => s.Neuron == neuron).Select(s => s.Slot)];
        return Of(0).SequenceEqual(Of(13)) && Of(0).SequenceEqual(Of(249));
    });

    [Fact]
    public void No_interval_is_shorter_than_the_refractory_time() => ForAll(c =>
    {
        AnalogArray array = c.Build();
        List<AnalogSpike> spikes = Lab.Run(array, 6400, c.Events(count: 600));
        foreach (IGrouping<int, AnalogSpike> train in spikes.GroupBy(s => s.Neuron))
        {
            long last = long.MinValue / 2;
            foreach (AnalogSpike s in train)
            {
                if (s.Slot - last < array.Neurons.Parameters(s.Neuron).RefractorySlots) return false;
                last = s.Slot;
            }
        }
        return spikes.Count > 0;
    });

    [Fact]
    public void Scalar_and_vector_code_give_the_same_bits() => ForAll(c =>
    {
        AnalogArray vector = c.Build(o => o with { Simd = true });
        AnalogArray scalar = c.Build(o => o with { Simd = false });
        List<AnalogSpike> a = Lab.Run(vector, 6400, c.Events(count: 600));
        List<AnalogSpike> b = Lab.Run(scalar, 6400, c.Events(count: 600));
        return a.SequenceEqual(b) && HashOf(vector) == HashOf(scalar);
    });

    [Fact]
    public void A_restored_snapshot_goes_on_with_the_same_bits() => ForAll(c =>
    {
        AnalogArray first = c.Build();
        DriverEvent[] events = c.Events(count: 600);
        long half = 3200 / c.Slots * c.Slots;
        Lab.Run(first, half, [.. events.Where(e => e.Slot < half)]);
        var writer = new StateWriter();
        first.Save(writer);
        AnalogArray second = new(first.Options);
        second.Load(new StateReader(writer.Written.ToArray()));
        if (HashOf(first) != HashOf(second)) return false;
        List<AnalogSpike> a = Lab.Run(first, 6400, [.. events.Where(e => e.Slot >= half)]);
        List<AnalogSpike> b = Lab.Run(second, 6400, [.. events.Where(e => e.Slot >= half)]);
        return a.SequenceEqual(b) && HashOf(first) == HashOf(second);
    }, 15);

    [Fact]
    public void Skipping_resting_neurons_changes_no_spike() => ForAll(c =>
    {
        c = c with { Noise = false };
        AnalogArray skipping = c.Build();
        AnalogArray plain = c.Build(o => o with { SkipQuiescent = false });
        return Lab.Run(skipping, 9600, c.Events()).SequenceEqual(Lab.Run(plain, 9600, c.Events()));
    });

    [Fact]
    public void Causal_pairs_raise_only_causal_and_acausal_pairs_only_acausal_correlation()
    {
        Prop.ForAll(Arb.From(Gen.Choose(1, 2000)), Arb.From(Gen.Choose(1, 40)), (delay, pairs) =>
        {
            var options = new AnalogOptions { Mode = ChipMode.Uncalibrated, ChipSeed = (ulong)pairs };
            AnalogArray array = Lab.Array(Lab.Lif(), options);
            for (int pair = 0; pair < pairs; pair++)
            {
                array.Sensors(0).Pre(1, 0, pair * 1_000_000L);
                array.Sensors(0).Post(7, pair * 1_000_000L + delay);
                array.Sensors(0).Post(8, pair * 1_000_000L + 500_000);
                array.Sensors(0).Pre(2, 0, pair * 1_000_000L + 500_000 + delay);
            }
            return array.Sensors(0).Causal(1, 7) > 0 && array.Sensors(0).Acausal(1, 7) < 1e-6
                && array.Sensors(0).Acausal(2, 8) > 0 && array.Sensors(0).Causal(2, 8) < 1e-6;
        }).Check(Seeded.Cases(10));
    }

    internal static ulong HashOf(AnalogArray array)
    {
        var hash = new StateHash(0);
        array.Hash(ref hash);
        return hash.Value;
    }
}
