using HwModel.Kernel;
using HwModel.SpiNNaker2.Chip;
using HwModel.SpiNNaker2.Registers;

namespace HwModel.SpiNNaker2.Noc;

/// <summary>
/// The output of a mesh router for each of the 64 destinations: first along x, then along y, or by the table in its registers. The node's own coordinate is
/// decoded before the table. On the packet router's tiles both tiles' coordinates are the node's own.
/// </summary>
internal sealed class RouteDecoder : IStatePart
{
    private readonly NocPosition _at;
    private readonly NocFault _faults;
    private readonly byte[] _outputs = new byte[Floorplan.Size * Floorplan.Size];

    public RouteDecoder(NocPosition at, NocFault faults)
    {
        (_at, _faults) = (at, faults);
        DecodeXFirst();
    }

    public string Schema => "decoder";

    /// <summary>The output; <see cref="MeshPort.Local"/> for the node itself.</summary>
    public int Output(NocPosition destination) => _outputs[destination.Index];

    /// <summary>Takes the mode and the table of the registers over.</summary>
    public void Decode(NocRegisters registers)
    {
        if (registers.DecodeMode.Mode == NocRegisters.NocDecodeE.XFirst)
        {
            DecodeXFirst();
            return;
        }
        for (int index = 0; index < _outputs.Length; index++)
        {
            var to = new NocPosition((byte)(index & 7), (byte)(index >> 3));
            int entry = (_faults & NocFault.TableSwapped) != 0 ? to.X << 3 | to.Y : index;
            _outputs[index] = IsOwn(to) ? (byte)MeshPort.Local : (byte)(registers.RouteLut[entry >> 4].Directions >> (2 * (entry & 15)) & 3);
        }
    }

    public void Reset(PowerOn powerOn) => DecodeXFirst();

    public void Save(StateWriter writer) => writer.WriteArray(_outputs);

    public void Load(StateReader reader) => reader.ReadArray(_outputs);

    public void Hash(ref StateHash hash)
    {
        foreach (byte output in _outputs) hash.Add(output);
    }

    public void DeclareTrace(TraceDeclaration trace)
    {
    }

    public void SampleTrace(TraceSampler sampler)
    {
    }

    private void DecodeXFirst()
    {
        for (int index = 0; index < _outputs.Length; index++) _outputs[index] = (byte)XFirst(new NocPosition((byte)(index & 7), (byte)(index >> 3)));
    }

    private int XFirst(NocPosition to)
    {
        if (IsOwn(to)) return MeshPort.Local;
        int alongX = to.X > _at.X ? MeshPort.East : MeshPort.West;
        int alongY = to.Y > _at.Y ? MeshPort.North : MeshPort.South;
        bool yFirst = (_faults & NocFault.YFirst) != 0;
        if (to.X == _at.X) return alongY;
        return to.Y == _at.Y || !yFirst ? alongX : alongY;
    }

    private bool IsOwn(NocPosition to) => to == _at || (IsRouter(_at) && IsRouter(to));

    private static bool IsRouter(NocPosition at) => at == Floorplan.RouterSouth || at == Floorplan.RouterNorth;
}
