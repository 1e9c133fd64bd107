using System.Numerics;
using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Noc;

/// <summary>What a mesh router holds: for each input the flits in its registers and its FIFO, with the output and the first cycle in which they may leave.</summary>
internal sealed class PortBuffers : IStatePart
{
    private readonly int _capacity;
    private readonly int _shift;
    private readonly int _mask;
    private readonly NocFlit[] _flits;
    private readonly long[] _eligible;
    private readonly byte[] _outputs;
    private readonly int[] _head;
    private readonly int[] _count;

    /// <param name="inputs">Inputs.</param>
    /// <param name="capacity">Flits of each.</param>
    public PortBuffers(int inputs, int capacity)
    {
        _capacity = capacity;
        _shift = BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)capacity));
        _mask = (1 << _shift) - 1;
        _flits = new NocFlit[inputs << _shift];
        _eligible = new long[inputs << _shift];
        _outputs = new byte[inputs << _shift];
        _head = new int[inputs];
        _count = new int[inputs];
    }

    /// <summary>Bit i: input i holds a flit.</summary>
    public uint Occupied { get; private set; }

    public string Schema => $"ports({_count.Length},{_capacity})";

    public int Count(int input) => _count[input];

    public bool HasRoom(int input) => _count[input] < _capacity;

    /// <summary>The first cycle in which the oldest flit of an input may leave.</summary>
    public long EligibleAt(int input) => _eligible[At(input)];

    /// <summary>The output that the oldest flit of an input leaves by.</summary>
    public int OutputOf(int input) => _outputs[At(input)];

    /// <exception cref="InvalidOperationException">The buffer is full: the sender had no credit.</exception>
    public void Write(int input, in NocFlit flit, int output, long eligible)
    {
        if (_count[input] == _capacity) throw new InvalidOperationException($"a flit arrived at port {input} while its buffer of {_capacity} was full: the sender had no credit for it");
        int at = (input << _shift) + ((_head[input] + _count[input]++) & _mask);
        _flits[at] = flit;
        _outputs[at] = (byte)output;
        _eligible[at] = eligible;
        Occupied |= 1u << input;
    }

    /// <summary>The fault of a FIFO that takes one more: the newest flit is overwritten.</summary>
    public void Overwrite(int input, in NocFlit flit) => _flits[(input << _shift) + ((_head[input] + _count[input] - 1) & _mask)] = flit;

    /// <summary>The fault of a FIFO that mixes its two newest flits, where they go the same way.</summary>
    public void Swap(int input)
    {
        if (_count[input] < 2) return;
        int last = (input << _shift) + ((_head[input] + _count[input] - 1) & _mask);
        int before = (input << _shift) + ((_head[input] + _count[input] - 2) & _mask);
        if (_flits[last].Route == _flits[before].Route) (_flits[last], _flits[before]) = (_flits[before], _flits[last]);
    }

    public NocFlit Take(int input)
    {
        int at = At(input);
        _head[input] = (_head[input] + 1) & _mask;
        if (--_count[input] == 0) Occupied &= ~(1u << input);
        return _flits[at];
    }

    public void Reset(PowerOn powerOn) => Clear();

    public void Save(StateWriter writer)
    {
        for (int input = 0; input < _count.Length; input++)
        {
            writer.Write(_count[input]);
            for (int i = 0; i < _count[input]; i++)
            {
                int at = (input << _shift) + ((_head[input] + i) & _mask);
                writer.WriteValue(in _flits[at]);
                writer.Write((int)_outputs[at]);
                writer.Write(_eligible[at]);
            }
        }
    }

    public void Load(StateReader reader)
    {
        Clear();
        for (int input = 0; input < _count.Length; input++)
            for (int left = reader.ReadInt32(); left > 0; left--)
                Write(input, reader.ReadValue<NocFlit>(), reader.ReadInt32(), reader.ReadInt64());
    }

    public void Hash(ref StateHash hash)
    {
        for (int input = 0; input < _count.Length; input++)
        {
            hash.Add(_count[input]);
            for (int i = 0; i < _count[input]; i++) hash.Add<NocFlit>(in _flits[(input << _shift) + ((_head[input] + i) & _mask)]);
        }
    }

    public void DeclareTrace(TraceDeclaration trace)
    {
        for (int input = 0; input < _count.Length; input++) trace.Bits($"count[{input}]", BitOperations.Log2((uint)_capacity) + 1);
    }

    public void SampleTrace(TraceSampler sampler)
    {
        for (int input = 0; input < _count.Length; input++) sampler.Bits((ulong)_count[input]);
    }

    private int At(int input) => (input << _shift) + _head[input];

    private void Clear()
    {
        Array.Clear(_head);
        Array.Clear(_count);
        Occupied = 0;
    }
}
