using HwModel.SpiNNaker2.Chip;
using HwModel.SpiNNaker2.Noc;

namespace HwModel.SpiNNaker2.Router;

/// <summary>The router's twelve outputs in one mask: bits 5:0 the links, bits 11:6 the network ports; and which processing elements are behind which port.</summary>
internal static class Outputs
{
    public const int Links = 6;

    public const int Count = Links + RouterEdge.Count;

    public const uint All = (1u << Count) - 1;

    private static readonly PeSet[] Pes = BehindPorts();
    private static readonly int[] PortOfQuad = PortsOfQuads();

    /// <summary>The processing elements behind a network port.</summary>
    public static ref readonly PeSet Behind(int port) => ref Pes[port];

    /// <summary>The network port of a quad.</summary>
    public static int PortOf(int quad) => PortOfQuad[quad];

    /// <summary>The ports that lead to a set of elements, in bits 5:0.</summary>
    public static uint PortsOf(in PeSet pes)
    {
        uint ports = 0;
        for (int port = 0; port < RouterEdge.Count; port++)
        {
            ref readonly PeSet behind = ref Pes[port];
            if (((pes.Low & behind.Low) | (pes.Middle & behind.Middle) | (pes.High & behind.High)) != 0) ports |= 1u << port;
        }
        return ports;
    }

    /// <summary>The lowest quad of a set that is behind a port.</summary>
    public static int FirstQuad(in PeSet pes, int port)
    {
        PeSet here = pes & Pes[port];
        int pe = here.Low != 0 ? System.Numerics.BitOperations.TrailingZeroCount(here.Low)
            : here.Middle != 0 ? 64 + System.Numerics.BitOperations.TrailingZeroCount(here.Middle)
            : 128 + System.Numerics.BitOperations.TrailingZeroCount(here.High);
        return pe / Floorplan.PesPerQuad;
    }

    /// <summary>A set without the elements of a quad.</summary>
    public static PeSet Without(in PeSet pes, int quad)
    {
        int first = quad * Floorplan.PesPerQuad;
        return first < 64 ? pes with { Low = pes.Low & ~(15UL << first) }
            : first < 128 ? pes with { Middle = pes.Middle & ~(15UL << (first - 64)) }
            : pes with { High = pes.High & ~(15UL << (first - 128)) };
    }

    /// <summary>A set without the elements behind a port.</summary>
    public static PeSet WithoutPort(in PeSet pes, int port)
    {
        ref readonly PeSet behind = ref Pes[port];
        return new PeSet(pes.Low & ~behind.Low, pes.Middle & ~behind.Middle, pes.High & ~behind.High);
    }

    private static int[] PortsOfQuads()
    {
        var ports = new int[Floorplan.Quads.Length];
        for (int quad = 0; quad < ports.Length; quad++) ports[quad] = RouterEdge.Towards(Floorplan.Quads[quad]);
        return ports;
    }

    private static PeSet[] BehindPorts()
    {
        var sets = new PeSet[RouterEdge.Count];
        for (int pe = 0; pe < Floorplan.PeCount; pe++) sets[RouterEdge.Towards(Floorplan.PositionOf(pe))] |= PeSet.Of(pe);
        return sets;
    }
}
