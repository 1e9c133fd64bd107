using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Registers;
using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Digital;

/// <summary>
/// The analog half of the neurons' configuration on the register bus, block by block: NW, NE, SW, SE (haldls, neuron: NeuronConfig). A circuit gets what is
/// written as soon as the core takes it. Switches that contradict themselves are kept and counted; what they do is said at their fields.
/// </summary>
[Module]
public sealed partial class NeuronControl(Component parent, string name) : Module(parent, name)
{
    /// <summary>Blocks, one for each quadrant.</summary>
    public const int Blocks = 4;

    /// <summary>Neurons of a block.</summary>
    public const int NeuronsPerBlock = ChipGeometry.Neurons / Blocks;

    /// <summary>Words from a neuron to the next.</summary>
    public const int WordsPerNeuron = 8;

    // Interface

    /// <summary>Register bus.</summary>
    [In(Count = Blocks, Depth = 1, Optional = true)] public partial In<OmnibusRequest>[] BusIn { get; }

    /// <summary>Register bus.</summary>
    [Out(Count = Blocks, Optional = true)] public partial Out<OmnibusReply>[] BusOut { get; }

    /// <summary>Neurons that have changed.</summary>
    [Out] public partial Out<NeuronUpdate> UpdateOut { get; }

    // State
    [Reg(Trace = false)] private readonly NeuronSramRegisters[] _registers = [new(), new(), new(), new()];
    [Reg] private long _writes;
    [Reg] private long _contradictions;
    private readonly NeuronSramFault _faults = parent.Simulation.Options.Faults.Of<NeuronSramFault>();

    // Behaviour

    /// <summary>Writes that reached a byte.</summary>
    public long Writes => _writes;

    /// <summary>Writes that left a neuron with switches that contradict themselves.</summary>
    public long Contradictions => _contradictions;

    /// <summary>The block and the place in it of a circuit.</summary>
    public static (int Block, int Place) PlaceOf(int neuron) =>
        (neuron / ChipGeometry.Columns * 2 + neuron % ChipGeometry.Columns / NeuronsPerBlock, neuron % NeuronsPerBlock);

    /// <summary>The circuit at a place of a block.</summary>
    public static int NeuronAt(int block, int place) => block / 2 * ChipGeometry.Columns + block % 2 * NeuronsPerBlock + place;

    /// <summary>Bytes 2 to 7 of a circuit, byte 2 lowest.</summary>
    public ulong Bytes(int neuron)
    {
        (int block, int place) = PlaceOf(neuron);
        NeuronSramRegisters.NeuronConfigTGroup n = _registers[block].Neuron[place];
        return n.Byte2.ReadBits(0) | n.Byte3.ReadBits(0) << 8 | n.Byte4.ReadBits(0) << 16 | n.Byte5.ReadBits(0) << 24 | n.Byte6.ReadBits(0) << 32 | n.Byte7.ReadBits(0) << 40;
    }

    /// <summary>Sets the bytes of a circuit while the simulation stands still; the circuit itself is the caller's.</summary>
    public void Preset(int neuron, ulong bytes)
    {
        (int block, int place) = PlaceOf(neuron);
        for (int i = 0; i < NeuronWords.Count; i++)
        {
            _registers[block].Clock();
            _registers[block].TryWrite(Address(place, i), bytes >> 8 * i & 0xFF, 0xF);
        }
        _registers[block].Clock();
        Wake();
    }

    protected override Activity Tick()
    {
        bool active = false, served = false;
        for (int block = 0; block < Blocks; block++)
        {
            // One way leads to the core: an access a cycle.
            if (!served || (_faults & NeuronSramFault.SecondLost) != 0) served |= Serve(block, !served);
            _registers[block].Clock();
            active |= _registers[block].ActiveCount > 0 || BusIn[block].HasData;
        }
        return active ? Activity.Busy : Activity.Idle;
    }

    private bool Serve(int block, bool isFirst)
    {
        if (!BusIn[block].HasData || !BusOut[block].CanPush || !UpdateOut.CanPush) return false;
        OmnibusRequest request = BusIn[block].Pop();
        NeuronSramRegisters registers = _registers[(_faults & NeuronSramFault.BlocksMixed) != 0 ? block ^ 3 : block];
        long address = 4L * request.Address;
        ulong data = 0;
        bool mapped = request.IsWrite ? registers.TryWrite(address, request.Data, 0xF) : registers.TryRead(address, 0xF, out data);
        registers.Clock();
        BusOut[block].Push(new OmnibusReply((uint)data, !mapped && (_faults & NeuronSramFault.ErrorHidden) == 0));
        if (!mapped || !request.IsWrite) return true;
        _writes++;
        int neuron = NeuronAt(block, (int)request.Address / WordsPerNeuron);
        ulong bytes = Bytes(neuron);
        if ((_faults & NeuronSramFault.LastByteLost) != 0) bytes &= 0xFF_FFFF_FFFF;
        if ((_faults & NeuronSramFault.CapacitorBitLost) != 0) bytes &= ~(0x80UL << 24);
        if (NeuronWords.Decode(bytes).Contradictions(neuron).Any()) _contradictions++;
        if ((_faults & NeuronSramFault.Neighbour) != 0) neuron ^= 1;
        if (isFirst) UpdateOut.Push(new NeuronUpdate((ushort)neuron, bytes));
        return true;
    }

    private static long Address(int place, int i) => 4L * (WordsPerNeuron * place + NeuronWords.First + i);
}
