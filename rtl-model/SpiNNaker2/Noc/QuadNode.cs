using HwModel.Kernel;
using HwModel.SpiNNaker2.Chip;

namespace HwModel.SpiNNaker2.Noc;

/// <summary>
/// A node of the mesh with a quad of processing elements: router, crossbar, and for each element an asynchronous FIFO each way, because every element has its own clock,
/// which may change or stop. The other side of <see cref="FromPe"/> and <see cref="ToPe"/> is in the element's clock.
/// </summary>
/// <remarks>
/// When an element is cut off, what waits in the FIFO towards it is dropped: the side of the FIFO that belongs to the element is in reset and then without supply, so that nothing
/// from before can come out of it when the supply is back. What the element has sent before is on the network's side and goes its way.
/// </remarks>
public sealed class QuadNode : Component
{
    private readonly AsyncFifo<NocFlit>[] _fromPe = new AsyncFifo<NocFlit>[Floorplan.PesPerQuad];
    private readonly AsyncFifo<NocFlit>[] _toPe = new AsyncFifo<NocFlit>[Floorplan.PesPerQuad];

    /// <param name="parent">What holds it.</param>
    /// <param name="name">Name.</param>
    /// <param name="at">Position on the mesh.</param>
    /// <param name="clock">Clock of the network.</param>
    /// <param name="peClocks">Clocks of the four processing elements.</param>
    /// <param name="parameters">Times and sizes; null: the defaults.</param>
    public QuadNode(Component parent, string name, NocPosition at, ClockDomain clock, IReadOnlyList<ClockDomain> peClocks, NocParameters? parameters = null)
        : base(parent, name, clock)
    {
        if (peClocks.Count != Floorplan.PesPerQuad) throw new ArgumentException($"{Path}: a quad has {Floorplan.PesPerQuad} clocks, not {peClocks.Count}", nameof(peClocks));
        parameters ??= new NocParameters();
        Describe("x", (int)at.X);
        Describe("y", (int)at.Y);
        Router = new NocRouter(this, "router", at, parameters);
        Crossbar = new QuadCrossbar(this, "crossbar");
        Wiring.Connect(Router.FlitOut[MeshPort.Local], Crossbar.FromRouter);
        Wiring.Connect(Crossbar.ToRouter, Router.FlitIn[MeshPort.Local]);
        for (int pe = 0; pe < Floorplan.PesPerQuad; pe++)
        {
            _fromPe[pe] = new AsyncFifo<NocFlit>(this, $"from_pe[{pe}]", peClocks[pe], clock, parameters.CrossingDepth);
            _toPe[pe] = new AsyncFifo<NocFlit>(this, $"to_pe[{pe}]", clock, peClocks[pe], parameters.CrossingDepth);
            Wiring.Connect(_fromPe[pe].Output, Crossbar.FromPe[pe]);
            Wiring.Connect(Crossbar.ToPe[pe], _toPe[pe].Input);
        }
    }

    /// <summary>The mesh router.</summary>
    public NocRouter Router { get; }

    /// <summary>The crossbar to the elements.</summary>
    public QuadCrossbar Crossbar { get; }

    /// <summary>Connects the level that says whether an element is cut off because its supply is off, in the network's clock.</summary>
    public void Isolate(int pe, SignalOut<bool> level)
    {
        Wiring.Connect(level, Crossbar.Isolated[pe]);
        if ((Simulation.Options.Faults.Of<NocFault>() & NocFault.CrossingKept) == 0) Wiring.Connect(level, _toPe[pe].Clear);
    }

    /// <summary>Flits for an element that were dropped because it was off: by the crossbar, and in the FIFO towards it.</summary>
    public long DroppedAsOff(int pe) => Crossbar.DroppedAsOff(pe) + _toPe[pe].Dropped;

    /// <summary>Where a processing element's packets go in.</summary>
    public In<NocFlit> FromPe(int pe) => _fromPe[pe].Input;

    /// <summary>What drives a processing element's input.</summary>
    public Out<NocFlit> ToPe(int pe) => _toPe[pe].Output;
}
