using FsCheck;
using FsCheck.Fluent;
using HwModel.Kernel;
using HwModel.SpiNNaker2.Registers;
using HwModel.SpiNNaker2.Router;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;

namespace HwModel.Benches.Router;

/// <summary>Random packets of all kinds through a packet router whose outputs open and shut.</summary>
internal sealed class RouterBench(RouterCoverage coverage) : CaseBench<RouterConfiguration, RouterCommand>
{
    private readonly RegisterTour _tour = new(new RouterRegisters(), new()
    {
        ["control"] = new TourRule(Changing: 1 << 15),
        ["counter_control"] = new TourRule(Changing: 0xFFFF0000),
        ["timing_control"] = new TourRule(Changing: 7 << 16),
    });

    public override string Name => "packets";

    public override int Cases(Effort effort) => effort switch { Effort.Smoke => 96, Effort.Normal => 1536, _ => 15360 };

    protected override Gen<RouterConfiguration> Configurations =>
        from entries in Gen.Choose(0, 12)
        from table in Gen.Choose(0, 1 << 20)
        from wait1 in Gen.Elements(0x00, 0x01, 0x0F, 0x1F, 0x40, 0xFF)
        from wait2 in Gen.Elements(0x00, 0x00, 0x08, 0x30)
        from phase in Gen.Choose(0, 3)
        select new RouterConfiguration(entries, table, wait1, wait2, phase);

    protected override Gen<RouterCommand> Commands(RouterConfiguration configuration) => Gen.Frequency(
        (6, from input in Gen.Choose(0, 11)
            from key in Gen.Choose(0, 63)
            from emergency in Gen.Frequency((5, Gen.Constant(0)), (1, Gen.Choose(1, 3)))
            from payload in Gen.Choose(0, 3)
            from flaw in Gen.Frequency((6, Gen.Constant(0)), (1, Gen.Choose(1, 3)))
            from packets in Gen.Frequency((4, Gen.Constant(1)), (1, Gen.Choose(2, 12)))
            select (RouterCommand)new Multicast(input, key, emergency, payload, flaw, packets)),
        (2, from input in Gen.Choose(0, 11) from chip in Gen.Choose(0, 7) from core in Gen.Choose(0, 159) select (RouterCommand)new ToCore(input, chip, core)),
        (1, from input in Gen.Choose(0, 11) from route in Gen.Choose(0, 7) select (RouterCommand)new ToNeighbour(input, route)),
        (2, from outputs in Gen.Frequency((1, Gen.Constant(0)), (2, Gen.Choose(0, 4095)), (1, Gen.Choose(0, 11).Select(i => 1 << i)), (1, Gen.Constant(4095))) select (RouterCommand)new Shut(outputs)),
        (3, from cycles in Gen.Frequency((2, Gen.Choose(0, 12)), (2, Gen.Choose(10, 120)), (1, Gen.Constant(300))) select (RouterCommand)new Pause(cycles)),
        (1, Gen.Constant((RouterCommand)new ReadCaptures())));

    protected override bool IsAllowed(RouterConfiguration c) =>
        c.Entries is >= 0 and <= 12 && c.Table >= 0 && c.Wait1 is (>= 0 and <= 0x40) or 0xFF && c.Wait2 is >= 0 and <= 0x30 && c.Phase is >= 0 and <= 3;

    protected override void Execute(RouterConfiguration configuration, IReadOnlyList<RouterCommand> commands, CaseRun run)
    {
        var watch = new RouterWatch(configuration, Draw(configuration), coverage, run);
        foreach (RouterCommand command in commands)
        {
            switch (command)
            {
                case Multicast multicast:
                    for (int i = 0; i < Math.Clamp(multicast.Packets, 1, 16); i++) watch.Send(multicast, i);
                    break;
                case ToCore core:
                    watch.Send(core);
                    break;
                case ToNeighbour neighbour:
                    watch.Send(neighbour);
                    break;
                case Shut shut:
                    watch.Shut(shut.Outputs & 4095);
                    break;
                case Pause pause:
                    watch.Run(Math.Clamp(pause.Cycles, 0, 400));
                    break;
                case ReadCaptures:
                    watch.ReadCaptures();
                    break;
            }
        }
        watch.Finish();
        watch.Try(_tour);
    }

    // Entries that overlap on six key bits; some have no target, some go to many elements.
    private static RouteEntry[] Draw(RouterConfiguration configuration)
    {
        var random = RandomStream.Derive((ulong)configuration.Table, "table");
        var entries = new RouteEntry[configuration.Entries];
        for (int i = 0; i < entries.Length; i++)
        {
            uint hole = (uint)(random.Next(3) == 0 ? random.Next(64) : random.Next(4));
            uint mask = 63 & ~hole;
            PeSet pes = default;
            int elements = random.Next(5) switch { 0 or 1 => 0, 2 => 1, 3 => 3, _ => 100 };
            for (int pe = 0; pe < elements; pe++) pes |= PeSet.Of((int)random.Next(152));
            entries[i] = new RouteEntry((uint)random.Next(64) & mask, mask, (byte)(random.Next(4) == 0 ? 0 : random.Next(64)), pes);
        }
        return entries;
    }
}
