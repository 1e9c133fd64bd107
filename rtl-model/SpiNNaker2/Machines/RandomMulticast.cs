using HwModel.Kernel;
using HwModel.SpiNNaker2.Chip;
using HwModel.SpiNNaker2.Router;

namespace HwModel.SpiNNaker2.Machines;

/// <summary>Random multicast traffic: processing elements that send packets at random times, each to a fixed random set of chips and elements.</summary>
public sealed record RandomMulticastOptions
{
    /// <summary>Sending elements of every chip.</summary>
    public int SourcesPerChip { get; init; } = 8;

    /// <summary>Chips that a source's packets go to.</summary>
    public int Chips { get; init; } = 4;

    /// <summary>Elements that get a packet on each of these chips.</summary>
    public int Elements { get; init; } = 8;

    /// <summary>Packets of a source in a second.</summary>
    public double Rate { get; init; } = 10_000;

    /// <summary>How far away a destination may be, in chips along x and y; 0: anywhere.</summary>
    public int Reach { get; init; }

    /// <summary>Seed.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>Builds routes and sources of random multicast traffic.</summary>
public static class RandomMulticast
{
    private const int SourceBits = 10;

    /// <summary>Fills a machine's tables and adds its sources. Entries that default routing makes needless are left out.</summary>
    public static void Install(EventMachine machine, RandomMulticastOptions options)
    {
        var random = RandomStream.Derive(options.Seed, "routes");
        var tree = new MulticastTree(machine.Shape);
        for (int chip = 0; chip < machine.Shape.Count; chip++)
        {
            for (int source = 0; source < options.SourcesPerChip; source++)
            {
                uint key = (uint)chip << SourceBits | (uint)source;
                tree.Start(chip);
                for (int i = 0; i < options.Chips; i++) tree.Add(Destination(machine.Shape, chip, options, ref random), Elements(options.Elements, ref random));
                foreach (TreeEntry entry in tree.Entries(key))
                    if (!entry.IsDefault) machine.AddRoute(entry.Chip, entry.Entry);
                machine.Add(new PoissonSource(chip, random.Next(Floorplan.PeCount), key, options.Rate, RandomStream.Derive(options.Seed, $"source {chip} {source}")));
            }
        }
    }

    private static int Destination(MachineShape shape, int from, RandomMulticastOptions options, ref RandomStream random)
    {
        if (options.Reach == 0) return random.Next(shape.Count);
        int chip = from;
        for (int step = 1 + random.Next(options.Reach); step > 0; step--) chip = shape.Neighbour(chip, random.Next(MachineShape.Links));
        return chip;
    }

    private static PeSet Elements(int count, ref RandomStream random)
    {
        PeSet set = default;
        for (int i = 0; i < count; i++) set |= PeSet.Of(random.Next(Floorplan.PeCount));
        return set;
    }

    private sealed class PoissonSource(int chip, int pe, uint key, double rate, RandomStream random) : ITrafficSource
    {
        private RandomStream _random = random;

        public long NextTime { get; private set; } = Gap(ref random, rate);

        public (int Chip, int Pe, uint Key, int Units) Take()
        {
            NextTime += Gap(ref _random, rate);
            return (chip, pe, key, 1);
        }

        private static long Gap(ref RandomStream random, double rate) => 1 + (long)(-Math.Log(1 - random.NextDouble()) / rate * 1e15);
    }
}
