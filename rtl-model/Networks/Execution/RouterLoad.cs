using HwModel.SpiNNaker2.Machines;
using HwModel.SpiNNaker2.Noc;

namespace HwModel.Networks.Execution;

/// <summary>The utilisation of a packet router.</summary>
internal static class RouterLoad
{
    /// <summary>Packets per cycle of the multicast engine, of the network ports and of the links.</summary>
    public static List<Amount> Of(double cycles, long routed, Func<int, long> toPort, Func<int, long> onLink) =>
    [
        new("multicast engine", routed / cycles),
        .. Enumerable.Range(0, RouterEdge.Count).Select(port => new Amount($"network port {port}", toPort(port) / cycles)),
        .. Enumerable.Range(0, MachineShape.Links).Select(link => new Amount($"link {link}", onLink(link) / cycles)),
    ];
}
