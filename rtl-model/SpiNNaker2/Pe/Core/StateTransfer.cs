using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Pe.Core;

/// <summary>Saves, restores or hashes state elements: each is named once, for all three.</summary>
internal ref struct StateTransfer
{
    private readonly StateWriter? _writer;
    private readonly StateReader? _reader;
    private readonly bool _hashes;

    public StateTransfer(StateWriter writer) => _writer = writer;

    public StateTransfer(StateReader reader) => _reader = reader;

    public StateTransfer(StateHash hash) => (Hash, _hashes) = (hash, true);

    public StateHash Hash;

    public readonly bool Loads => _reader is not null;

    public void Item(ref uint value)
    {
        if (_writer is not null) _writer.Write(value);
        else if (_reader is not null) value = _reader.ReadUInt32();
        else if (_hashes) Hash.Add(value);
    }

    public void Item(ref int value)
    {
        if (_writer is not null) _writer.Write(value);
        else if (_reader is not null) value = _reader.ReadInt32();
        else if (_hashes) Hash.Add(value);
    }

    public void Item(ref long value)
    {
        if (_writer is not null) _writer.Write(value);
        else if (_reader is not null) value = _reader.ReadInt64();
        else if (_hashes) Hash.Add(value);
    }

    public void Item(ref bool value)
    {
        if (_writer is not null) _writer.Write(value);
        else if (_reader is not null) value = _reader.ReadBoolean();
        else if (_hashes) Hash.Add(value);
    }

    public void Items(Span<uint> values)
    {
        foreach (ref uint value in values) Item(ref value);
    }

    public void Items(Span<int> values)
    {
        foreach (ref int value in values) Item(ref value);
    }

    public void Items(Span<long> values)
    {
        foreach (ref long value in values) Item(ref value);
    }

    public void Items(Span<bool> values)
    {
        foreach (ref bool value in values) Item(ref value);
    }
}
