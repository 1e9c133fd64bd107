using System.Runtime.CompilerServices;

namespace HwModel.Traces;

/// <summary>
/// The present value of every signal of a hierarchy: unknown at first; of an event the number of its occurrences. No allocation after construction.
/// </summary>
public sealed class TraceState
{
    private readonly TraceType[] _types;
    private readonly ulong[] _wide;
    private readonly string?[] _texts;

    public TraceState(TraceHierarchy hierarchy)
    {
        int count = hierarchy.SignalCount;
        _types = new TraceType[count];
        Cells = new Cell[count];
        int wide = 0;
        bool texts = false;
        for (int i = 0; i < count; i++)
        {
            TraceType type = _types[i] = hierarchy.Signals[i].Type;
            texts |= type.Kind == TraceKind.Text;
            if (type.IsBits && type.Words > 1)
            {
                Cells[i].Value = (ulong)wide;
                wide = checked(wide + 2 * type.Words);
            }
        }
        _wide = new ulong[wide];
        _texts = texts ? new string?[count] : [];
        for (int i = 0; i < count; i++) SetUnknown(new TraceHandle(i));
    }

    /// <summary>The value of a signal of up to 64 bits, or the place of a wider one in the store of wide values.</summary>
    internal struct Cell
    {
        public ulong Value;
        public ulong Unknown;
    }

    internal Cell[] Cells { get; }

    /// <summary>How many signals there are.</summary>
    public int Count => _types.Length;

    /// <summary>A signal's type.</summary>
    public TraceType TypeOf(TraceHandle signal) => _types[signal.Index];

    /// <summary>The bits of a vector, least significant word first (of a real: its IEEE 754 bits).</summary>
    public ReadOnlySpan<ulong> Bits(TraceHandle signal) => Words(signal, unknown: false);

    /// <summary>Which bits are x (value 1) or z (value 0), as many words as <see cref="Bits"/>.</summary>
    public ReadOnlySpan<ulong> UnknownBits(TraceHandle signal) => Words(signal, unknown: true);

    /// <summary>The value of a real.</summary>
    public double Real(TraceHandle signal) => BitConverter.UInt64BitsToDouble(Cells[signal.Index].Value);

    /// <summary>The value of a text.</summary>
    public string Text(TraceHandle signal) => _texts[signal.Index] ?? "";

    /// <summary>Sets a vector of at most 64 bits; true when that is a change.</summary>
    public bool Set(TraceHandle signal, ulong value)
    {
        TraceType type = _types[signal.Index];
        ref Cell cell = ref Cells[signal.Index];
        if (type.Kind == TraceKind.Event)
        {
            cell.Value++;
            return true;
        }
        if (!type.IsBits) throw WrongKind(type, "bits");
        if (type.Words > 1) return Set(signal, [value], default);
        value &= Mask(type.Width);
        if (cell.Value == value && cell.Unknown == 0) return false;
        cell.Value = value;
        cell.Unknown = 0;
        return true;
    }

    /// <summary>Sets a vector, least significant word first (missing words are zero); true when that is a change.</summary>
    public bool Set(TraceHandle signal, ReadOnlySpan<ulong> value, ReadOnlySpan<ulong> unknown)
    {
        TraceType type = _types[signal.Index];
        if (type.Kind == TraceKind.Event) return Set(signal, 1UL);
        if (!type.IsBits) throw WrongKind(type, "bits");
        if (!unknown.IsEmpty && unknown.Length != value.Length)
            throw new ArgumentException($"{value.Length} words of bits come with {unknown.Length} words of unknown bits; allowed is none or the same number");
        Span<ulong> bits = Words(signal, unknown: false);
        Span<ulong> unknowns = Words(signal, unknown: true);
        ulong different = 0;
        for (int i = 0; i < bits.Length; i++)
        {
            ulong mask = i == bits.Length - 1 ? Mask(type.Width - 64 * i) : ulong.MaxValue;
            ulong a = i < value.Length ? value[i] & mask : 0;
            ulong b = i < unknown.Length ? unknown[i] & mask : 0;
            different |= (a ^ bits[i]) | (b ^ unknowns[i]);
            bits[i] = a;
            unknowns[i] = b;
        }
        return different != 0;
    }

    /// <summary>Sets a real; true when that is a change.</summary>
    public bool Set(TraceHandle signal, double value)
    {
        if (_types[signal.Index].Kind != TraceKind.Real) throw WrongKind(_types[signal.Index], "a real");
        ref Cell cell = ref Cells[signal.Index];
        ulong bits = BitConverter.DoubleToUInt64Bits(value);
        if (cell.Value == bits) return false;
        cell.Value = bits;
        return true;
    }

    /// <summary>Sets a text; true when that is a change.</summary>
    public bool Set(TraceHandle signal, string value)
    {
        if (_types[signal.Index].Kind != TraceKind.Text) throw WrongKind(_types[signal.Index], "a text");
        ref string? text = ref _texts[signal.Index];
        if (text == value) return false;
        text = value;
        return true;
    }

    /// <summary>Sets a signal to unknown; true when that is a change.</summary>
    public bool SetUnknown(TraceHandle signal)
    {
        TraceType type = _types[signal.Index];
        switch (type.Kind)
        {
            case TraceKind.Real: return Set(signal, double.NaN);
            case TraceKind.Text: return Set(signal, "");
            case TraceKind.Event: return false;
        }
        Span<ulong> bits = Words(signal, unknown: false);
        Span<ulong> unknowns = Words(signal, unknown: true);
        ulong different = 0;
        for (int i = 0; i < bits.Length; i++)
        {
            ulong mask = i == bits.Length - 1 ? Mask(type.Width - 64 * i) : ulong.MaxValue;
            different |= (mask ^ bits[i]) | (mask ^ unknowns[i]);
            bits[i] = mask;
            unknowns[i] = mask;
        }
        return different != 0;
    }

    /// <summary>Hands the present value of one signal to a sink, under the handle it has there.</summary>
    public void Send(TraceHandle signal, ITraceSink sink, TraceHandle target)
    {
        TraceType type = _types[signal.Index];
        switch (type.Kind)
        {
            case TraceKind.Real: sink.Change(target, Real(signal)); break;
            case TraceKind.Text: sink.Change(target, Text(signal)); break;
            case TraceKind.Event: break;
            default:
                if (type.Words == 1 && Cells[signal.Index].Unknown == 0) sink.Change(target, Cells[signal.Index].Value);
                else sink.Change(target, Bits(signal), UnknownBits(signal));
                break;
        }
    }

    /// <summary>Hands the present value of every signal that has one to a sink.</summary>
    public void SendAll(ITraceSink sink)
    {
        for (int i = 0; i < _types.Length; i++) Send(new TraceHandle(i), sink, new TraceHandle(i));
    }

    /// <summary>How often an event has occurred.</summary>
    public ulong Occurrences(TraceHandle signal) => Cells[signal.Index].Value;

    /// <summary>True when a signal has the same value here and in another state, where it may have another handle but has the same kind and width.</summary>
    public bool Equals(TraceHandle signal, TraceState other, TraceHandle otherSignal) => _types[signal.Index].Kind switch
    {
        TraceKind.Text => Text(signal) == other.Text(otherSignal),
        TraceKind.Real or TraceKind.Event => Cells[signal.Index].Value == other.Cells[otherSignal.Index].Value,
        _ => Bits(signal).SequenceEqual(other.Bits(otherSignal)) && UnknownBits(signal).SequenceEqual(other.UnknownBits(otherSignal)),
    };

    /// <summary>Takes the value that a signal of the same hierarchy has in another state.</summary>
    public void Copy(TraceHandle signal, TraceState other)
    {
        TraceType type = _types[signal.Index];
        if (type.Kind == TraceKind.Text)
        {
            _texts[signal.Index] = other._texts[signal.Index];
            return;
        }
        other.Words(signal, unknown: false).CopyTo(Words(signal, unknown: false));
        other.Words(signal, unknown: true).CopyTo(Words(signal, unknown: true));
    }

    /// <summary>Takes all values of another state of the same hierarchy.</summary>
    public void CopyAll(TraceState other)
    {
        other.Cells.CopyTo(Cells, 0);
        other._wide.CopyTo(_wide, 0);
        other._texts.CopyTo(_texts, 0);
    }

    /// <summary>Sets one word of a vector or the bits of a real.</summary>
    internal void SetWord(TraceHandle signal, int word, ulong value, ulong unknown)
    {
        Words(signal, unknown: false)[word] = value;
        Words(signal, unknown: true)[word] = unknown;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Mask(int width) => width >= 64 ? ulong.MaxValue : (1UL << width) - 1;

    private Span<ulong> Words(TraceHandle signal, bool unknown)
    {
        int words = _types[signal.Index].IsBits ? _types[signal.Index].Words : 1;
        ref Cell cell = ref Cells[signal.Index];
        if (words == 1) return new Span<ulong>(ref unknown ? ref cell.Unknown : ref cell.Value);
        return _wide.AsSpan((int)cell.Value + (unknown ? words : 0), words);
    }

    private static ArgumentException WrongKind(TraceType type, string given) =>
        new($"a signal of kind {type.Kind} was given {given}");
}
