using HwModel.SpiNNaker2.Chip;
using HwModel.SpiNNaker2.Noc;

namespace HwModel.SpiNNaker2.Machines;

/// <summary>What passed which part of which chip of an event-level machine, for utilisation, heat maps and energy.</summary>
public sealed class MachineCounts
{
    private static readonly int Quads = Floorplan.Quads.Length;

    private readonly long[] _routed;
    private readonly long[] _links;
    private readonly long[] _linkUnits;
    private readonly long[] _sent;
    private readonly long[] _copies;

    internal MachineCounts(int chips)
    {
        _routed = new long[chips];
        _links = new long[chips * MachineShape.Links];
        _linkUnits = new long[chips * MachineShape.Links];
        _sent = new long[chips * Quads];
        _copies = new long[chips * Quads];
    }

    /// <summary>Packets that a chip's router took.</summary>
    public long Routed(int chip) => _routed[chip];

    /// <summary>Copies that left by a link.</summary>
    public long OnLink(int chip, int link) => _links[chip * MachineShape.Links + link];

    /// <summary>Units of 96 bits that left by a link.</summary>
    public long UnitsOnLink(int chip, int link) => _linkUnits[chip * MachineShape.Links + link];

    /// <summary>Copies that left by a network port.</summary>
    public long ToPort(int chip, int port)
    {
        long copies = 0;
        for (int quad = 0; quad < Quads; quad++)
            if (RouterEdge.Towards(Floorplan.Quads[quad]) == port)
                copies += _copies[chip * Quads + quad];
        return copies;
    }

    /// <summary>Flits on every link of a chip's mesh: the router that sends, its direction, the flits.</summary>
    public IEnumerable<(NocPosition From, int Direction, long Flits)> Mesh(int chip)
    {
        var flits = new long[Floorplan.Size * Floorplan.Size * MeshPort.Directions];
        for (int quad = 0; quad < Quads; quad++)
        {
            NocPaths.AddToRouter(quad, _sent[chip * Quads + quad], flits);
            NocPaths.AddFromRouter(quad, _copies[chip * Quads + quad], flits);
        }
        for (int link = 0; link < flits.Length; link++)
        {
            int at = link / MeshPort.Directions;
            yield return (new NocPosition((byte)(at % Floorplan.Size), (byte)(at / Floorplan.Size)), link % MeshPort.Directions, flits[link]);
        }
    }

    internal void Route(int chip) => _routed[chip]++;

    internal void Link(int chip, int link, int units)
    {
        _links[chip * MachineShape.Links + link]++;
        _linkUnits[chip * MachineShape.Links + link] += units;
    }

    internal void Send(int chip, int quad) => _sent[chip * Quads + quad]++;

    internal void Copy(int chip, int quad) => _copies[chip * Quads + quad]++;
}
