using HwModel.Kernel;
using HwModel.SpiNNaker2.Chip.Endpoints;
using HwModel.SpiNNaker2.Noc;
using HwModel.SpiNNaker2.Noc.Config;
using HwModel.SpiNNaker2.Pe.Peripherals;
using HwModel.SpiNNaker2.Power;

namespace HwModel.SpiNNaker2.Chip;

/// <summary>What is at the border of the mesh, and the endpoints of the configuration network.</summary>
public sealed partial class Spinnaker2Chip
{
    private const int Links = 6;
    private const int NocCrossing = 8;

    private readonly DramBridge[] _drams;
    private ConfigTarget _linkTarget = null!;

    /// <summary>DRAM interfaces.</summary>
    public const int Drams = 2;

    /// <summary>The configuration network.</summary>
    public ConfigNoc Config { get; }

    /// <summary>The management node: root of the configuration network.</summary>
    public ManagementNode Management { get; }

    /// <summary>The bridge to Ethernet.</summary>
    public EthernetBridge Ethernet { get; }

    /// <summary>A DRAM interface with its memory, 0 or 1.</summary>
    public DramBridge Dram(int number) => _drams[number];

    /// <summary>Puts the registers of a link at their place on the configuration network.</summary>
    /// <param name="link">0 to 5.</param>
    /// <param name="clock">Clock of its registers.</param>
    /// <param name="request">Accesses.</param>
    /// <param name="reply">Their answers.</param>
    public void ConnectLink(int link, ClockDomain clock, In<RegisterRequest> request, Out<RegisterReply> reply) => Cross(_linkTarget, 1 + link, clock, request, reply);

    private DramBridge[] BuildDrams()
    {
        var drams = new DramBridge[Drams];
        for (int number = 0; number < Drams; number++)
        {
            drams[number] = new DramBridge(Noc, $"dram[{number}]", Floorplan.Dram(number), Options.Dram);
            Noc.Attach(Floorplan.Dram(number), drams[number].FromNoc, drams[number].ToNoc);
        }
        return drams;
    }

    private EthernetBridge BuildEthernet()
    {
        var bridge = new EthernetBridge(Noc, "ethernet", Options.Ethernet);
        Noc.Attach(Floorplan.Ethernet, bridge.FromNoc, bridge.ToNoc);
        return bridge;
    }

    private ManagementNode BuildManagement()
    {
        var node = new ManagementNode(Config, "management", Options.Number);
        var inwards = new AsyncFifo<NocFlit>(Config, "management_from_noc", NocClock, Reference, NocCrossing);
        var outwards = new AsyncFifo<NocFlit>(Config, "management_to_noc", Reference, NocClock, NocCrossing);
        Noc.Attach(Floorplan.Management, inwards.Input, outwards.Output);
        Wiring.Connect(inwards.Output, node.FromNoc);
        Wiring.Connect(node.ToNoc, outwards.Input);
        Config.Attach(Floorplan.Management, node.FromConfig, node.ToConfig);
        return node;
    }

    private void BuildTargets()
    {
        foreach (NocRouter router in Noc.Routers)
        {
            NocPosition at = router.At;
            if (at == Floorplan.Management) continue;
            int quad = Floorplan.QuadAt(at);
            QuadRegisters? registers = quad >= 0 && quad < _quadRegisters.Length ? _quadRegisters[quad] : null;
            var home = new Component(Config, $"node[{at.Y}][{at.X}]");
            var target = new ConfigTarget(home, "target", at, WindowsOf(at, registers is not null));
            Config.Attach(at, target.FromNetwork, target.ToNetwork);
            Cross(target, 0, NocClock, router.Request, router.Reply);
            if (registers is not null)
            {
                Wiring.Connect(target.BlockRequest[1], registers.Request[QuadRegisters.ConfigPort]);
                Wiring.Connect(registers.Reply[QuadRegisters.ConfigPort], target.BlockReply[1]);
            }
            else if (at == Floorplan.RouterSouth) Cross(target, 1, RouterClock, Router.Request, Router.Reply);
            else if (at == Floorplan.RouterNorth) _linkTarget = target;
        }
    }

    // The mesh router first, then what is at the node.
    private static PeripheralWindow[] WindowsOf(NocPosition at, bool isQuad)
    {
        var mesh = new PeripheralWindow(ConfigMap.Mesh, 0x100);
        if (isQuad) return [mesh, new PeripheralWindow(ConfigMap.Quad, ConfigMap.Mesh)];
        if (at == Floorplan.RouterSouth) return [mesh, new PeripheralWindow(ConfigMap.PacketRouter, ConfigMap.PacketRouterBytes)];
        if (at != Floorplan.RouterNorth) return [mesh];
        return [mesh, .. Enumerable.Range(0, Links).Select(link => new PeripheralWindow(ConfigMap.Links + (ConfigMap.LinkStride * (uint)link), ConfigMap.LinkStride))];
    }

    private void Cross(ConfigTarget target, int port, ClockDomain clock, In<RegisterRequest> request, Out<RegisterReply> reply)
    {
        Component home = target.Parent!;
        var outwards = new AsyncFifo<RegisterRequest>(home, $"request[{port}]", Reference, clock, Options.Config.CrossingDepth);
        var back = new AsyncFifo<RegisterReply>(home, $"reply[{port}]", clock, Reference, Options.Config.CrossingDepth);
        Wiring.Connect(target.BlockRequest[port], outwards.Input);
        Wiring.Connect(outwards.Output, request);
        Wiring.Connect(reply, back.Input);
        Wiring.Connect(back.Output, target.BlockReply[port]);
    }
}
