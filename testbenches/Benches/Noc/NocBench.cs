using FsCheck;
using FsCheck.Fluent;
using HwModel.SpiNNaker2.Chip;
using HwModel.SpiNNaker2.Registers;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;

namespace HwModel.Benches.Noc;

/// <summary>Random flits on the whole data network, watched at every router.</summary>
internal sealed class NocBench(NocCoverage coverage) : CaseBench<NocConfiguration, NocCommand>
{
    private readonly RegisterTour _tour = new(new NocRegisters(), new() { ["stat_top_control"] = TourRule.Moving });

    public override string Name => "flits";

    public override int LongestCase => 40;

    public override int Cases(Effort effort) => effort switch { Effort.Smoke => 32, Effort.Normal => 400, _ => 4000 };

    protected override Gen<NocConfiguration> Configurations =>
        from ratio in Gen.Choose(1, 3)
        from table in Gen.Elements(false, true)
        select new NocConfiguration(ratio, table);

    protected override Gen<NocCommand> Commands(NocConfiguration configuration) => Gen.Frequency(
        (8, from sender in Gen.Choose(0, 151)
            from receiver in Gen.Frequency((3, Gen.Choose(0, 151)), (2, Gen.Elements(0, 76, 128)))
            from mask in Gen.Frequency((2, Gen.Elements(1, 2, 4, 8)), (1, Gen.Choose(1, 15)))
            from flits in Gen.Frequency((3, Gen.Constant(1)), (2, Gen.Choose(2, 20)), (1, Gen.Choose(40, 80)))
            select (NocCommand)new Send(sender, receiver, mask, flits)),
        (2, from sender in Gen.Choose(0, 151) select (NocCommand)new ToRouter(sender)),
        (1, from receiver in Gen.Choose(0, 151) select (NocCommand)new Gather(receiver)),
        (2, from element in Gen.Elements(0, 1, 2, 3, 76, 128) from shut in Gen.Elements(false, true) select (NocCommand)new Shut(element, shut)),
        (2, from element in Gen.Elements(0, 1, 2, 3, 76, 128) from off in Gen.Elements(false, true) select (NocCommand)new SwitchOff(element, off)),
        (1, from element in Gen.Elements(0, 3, 76, 128) select (NocCommand)new Jam(element)),
        (2, from sender in Gen.Choose(0, 69) from receiver in Gen.Elements(0, 1, 2, 3, 76, 128) select (NocCommand)new Ask(sender, receiver)),
        (3, from cycles in Gen.Frequency((1, Gen.Choose(0, 20)), (2, Gen.Choose(60, 150))) select (NocCommand)new Pause(cycles)));

    protected override bool IsAllowed(NocConfiguration c) => c.PeRatio is >= 1 and <= 3;

    protected override void Execute(NocConfiguration configuration, IReadOnlyList<NocCommand> commands, CaseRun run)
    {
        var watch = new NocWatch(configuration, coverage, run);
        foreach (NocCommand command in commands)
        {
            switch (command)
            {
                case Send send:
                    for (int i = 0; i < Math.Clamp(send.Flits, 1, 100); i++) watch.Send(Element(send.From), Element(send.To), (send.Mask & 15) == 0 ? 1 : send.Mask & 15);
                    break;
                case ToRouter packet:
                    watch.SendToRouter(Element(packet.From));
                    break;
                case Gather gather:
                    for (int quad = 0; quad < Floorplan.Quads.Length; quad++) watch.Send(quad * 4, Element(gather.To), 1 << (Element(gather.To) & 3));
                    break;
                case Shut shut:
                    watch.Shut(Element(shut.Element), shut.IsShut);
                    break;
                case SwitchOff off:
                    watch.SwitchOff(Element(off.Element), off.IsOff);
                    break;
                case Jam jam:
                    watch.Shut(Element(jam.Element), true);
                    for (int i = 0; i < 12; i++) watch.Send(4, Element(jam.Element), 1 << (jam.Element & 3));
                    watch.Run(120);
                    watch.SwitchOff(Element(jam.Element), true);
                    watch.Run(20);
                    break;
                case Ask ask:
                    watch.Ask(4 + (Element(ask.From) % 70), Element(ask.To));
                    break;
                case Pause pause:
                    watch.Run(Math.Clamp(pause.Cycles, 0, 400));
                    break;
            }
        }
        watch.Finish();
        watch.Try(_tour);
    }

    private static int Element(int number) => (int)((uint)number % Floorplan.PeCount);
}
