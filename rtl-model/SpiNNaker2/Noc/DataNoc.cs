using HwModel.Kernel;
using HwModel.SpiNNaker2.Chip;

namespace HwModel.SpiNNaker2.Noc;

/// <summary>
/// The data network-on-chip on the chip's floorplan: 8 x 8 routers, quads of processing elements, the packet router's six ports in the middle, and places for bridges
/// at the border (Scholze et al., OJCAS 2026; positions: <see cref="Floorplan"/>).
/// </summary>
public sealed class DataNoc : Component
{
    private readonly NocRouter[] _routers = new NocRouter[Floorplan.Size * Floorplan.Size];
    private readonly QuadNode?[] _quads = new QuadNode?[Floorplan.Quads.Length];
    private readonly AsyncFifo<NocFlit>[] _toRouter = new AsyncFifo<NocFlit>[RouterEdge.Count];
    private readonly AsyncFifo<NocFlit>[] _fromRouter = new AsyncFifo<NocFlit>[RouterEdge.Count];

    /// <param name="parent">What holds it.</param>
    /// <param name="name">Name.</param>
    /// <param name="clock">Clock of the network.</param>
    /// <param name="routerClock">Clock of the packet router.</param>
    /// <param name="peClock">Clock of each of the 152 processing elements; null for the first of a quad: that quad is not built.</param>
    /// <param name="parameters">Times and sizes; null: the defaults.</param>
    public DataNoc(Component parent, string name, ClockDomain clock, ClockDomain routerClock, Func<int, ClockDomain?> peClock, NocParameters? parameters = null)
        : base(parent, name, clock)
    {
        parameters ??= new NocParameters();
        Describe("credits", parameters.Credits);
        Describe("hop_cycles", parameters.HopCycles);
        for (int index = 0; index < _routers.Length; index++) _routers[index] = Build(new NocPosition((byte)(index & 7), (byte)(index >> 3)), clock, peClock, parameters);
        foreach (NocRouter router in _routers)
        {
            if (router.At.X > 0) Join(this[router.At with { X = (byte)(router.At.X - 1) }], MeshPort.East, router);
            if (router.At.Y > 0) Join(this[router.At with { Y = (byte)(router.At.Y - 1) }], MeshPort.North, router);
        }
        for (int edge = 0; edge < RouterEdge.Count; edge++)
        {
            (NocPosition tile, int local) = RouterEdge.Tap(edge);
            _toRouter[edge] = new AsyncFifo<NocFlit>(this, $"to_router[{edge}]", clock, routerClock, parameters.RouterCrossingDepth);
            _fromRouter[edge] = new AsyncFifo<NocFlit>(this, $"from_router[{edge}]", routerClock, clock, parameters.RouterCrossingDepth);
            Wiring.Connect(this[tile].FlitOut[MeshPort.Local + local], _toRouter[edge].Input);
            Wiring.Connect(_fromRouter[edge].Output, this[tile].FlitIn[MeshPort.Local + local]);
        }
    }

    /// <summary>All routers, row by row from the south-west.</summary>
    public IReadOnlyList<NocRouter> Routers => _routers;

    /// <summary>The quads in the order of their core numbers; null where one was not built.</summary>
    public IReadOnlyList<QuadNode?> Quads => _quads;

    /// <summary>The router at a position.</summary>
    public NocRouter this[NocPosition at] => _routers[at.Index];

    /// <summary>Where a processing element's packets go in.</summary>
    /// <param name="pe">0 to 151.</param>
    public In<NocFlit> FromPe(int pe) => _quads[pe / Floorplan.PesPerQuad]!.FromPe(pe % Floorplan.PesPerQuad);

    /// <summary>What drives a processing element's input.</summary>
    public Out<NocFlit> ToPe(int pe) => _quads[pe / Floorplan.PesPerQuad]!.ToPe(pe % Floorplan.PesPerQuad);

    /// <summary>What drives an input of the packet router, in its clock.</summary>
    /// <param name="edge">0 to 5 (<see cref="RouterEdge"/>).</param>
    public Out<NocFlit> ToRouter(int edge) => _toRouter[edge].Output;

    /// <summary>Where an output of the packet router goes, in its clock.</summary>
    public In<NocFlit> FromRouter(int edge) => _fromRouter[edge].Input;

    /// <summary>Connects a bridge at a border node; both of its ports are in the network's clock.</summary>
    public void Attach(NocPosition at, In<NocFlit> fromNoc, Out<NocFlit> toNoc)
    {
        if (Floorplan.QuadAt(at) >= 0 || at == Floorplan.RouterSouth || at == Floorplan.RouterNorth)
            throw new ArgumentException($"{Path}: nothing can be attached at ({at.X},{at.Y}), where a quad or the packet router is; bridges are at the border", nameof(at));
        Wiring.Connect(this[at].FlitOut[MeshPort.Local], fromNoc);
        Wiring.Connect(toNoc, this[at].FlitIn[MeshPort.Local]);
    }

    private NocRouter Build(NocPosition at, ClockDomain clock, Func<int, ClockDomain?> peClock, NocParameters parameters)
    {
        int quad = Floorplan.QuadAt(at);
        if (quad < 0 || peClock(quad * Floorplan.PesPerQuad) is null) return new NocRouter(this, $"router[{at.Y}][{at.X}]", at, parameters, RouterEdge.Directions(at));
        int first = quad * Floorplan.PesPerQuad;
        QuadNode node = new(this, $"quad[{at.Y}][{at.X}]", at, clock, [peClock(first)!, peClock(first + 1)!, peClock(first + 2)!, peClock(first + 3)!], parameters);
        _quads[quad] = node;
        return node.Router;
    }

    private static void Join(NocRouter a, int direction, NocRouter b)
    {
        int back = MeshPort.Opposite(direction);
        Wiring.Connect(a.FlitOut[direction], b.FlitIn[back]);
        Wiring.Connect(b.CreditOut[back], a.CreditIn[direction]);
        Wiring.Connect(b.FlitOut[back], a.FlitIn[direction]);
        Wiring.Connect(a.CreditOut[direction], b.CreditIn[back]);
    }
}
