using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace HwModel.Traces;

/// <summary>
/// Writes a value change dump (IEEE 1364-2005 clause 18) that loads in GTKWave and in wellen (Surfer). No allocation per change; the values
/// of the first instant become $dumpvars, x for what has none; an instant without a change writes nothing.
/// </summary>
public sealed partial class VcdWriter : ITraceSink
{
    // Room behind the limit for one change of up to 64 bits: 'b', 64 digits, code and line end, written with 8-byte and 32-byte stores.
    private const int Margin = 128;

    private readonly Stream _stream;
    private readonly Stream? _owned;
    private readonly OutputFile? _file;
    private readonly VcdOptions _options;
    private readonly ulong _keepUnchanged;
    private readonly List<int> _firstEvents = [];
    private byte[] _buffer;
    private int _position;
    private int _limit;
    private Slot[] _slots = [];
    private TraceState.Cell[] _cells = [];
    private TraceState? _state;
    private Phase _phase = Phase.Declaring;
    private long _time;
    private long _multiplier = 1;
    private long _divisor = 1;

    /// <param name="stream">Takes the file's bytes; stays open.</param>
    /// <param name="options">How the file is written.</param>
    public VcdWriter(Stream stream, VcdOptions? options = null)
    {
        _stream = stream;
        _options = options ?? new VcdOptions();
        _keepUnchanged = _options.SuppressUnchanged ? 0UL : 1UL;
        _buffer = new byte[Math.Max(4096, _options.BufferSize)];
        _limit = _buffer.Length - Margin;
    }

    private VcdWriter(OutputFile file, Stream stream, VcdOptions options) : this(stream, options)
    {
        _file = file;
        _owned = stream;
    }

    private enum Phase
    {
        /// <summary>The present instant has its time stamp: changes are written right away.</summary>
        Stamped,

        /// <summary>The present instant has no change yet.</summary>
        Unstamped,

        /// <summary>In the first instant: values are collected for $dumpvars.</summary>
        Initial,

        /// <summary>Begun, without a time.</summary>
        Timeless,
        Declaring,
        Ended,
    }

    // What the fast path needs of a signal; TailLength 0 sends it the slow way.
    private struct Slot
    {
        public ulong Tail;
        public ulong Mask;
        public byte Lead;
        public byte TailLength;
    }

    /// <summary>How many value changes were written, initial values included.</summary>
    public long Changes { get; private set; }

    /// <summary>Writes a file; a name that ends in .gz is packed.</summary>
    /// <exception cref="IOException">The file cannot be made.</exception>
    public static VcdWriter Create(string path, VcdOptions? options = null)
    {
        options ??= new VcdOptions();
        OutputFile file = OutputFile.Create(path, options.Live);
        Stream stream = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new BlockGzipStream(file.Stream) : file.Stream;
        return new VcdWriter(file, stream, options);
    }

    /// <summary>The timescale that a file of this hierarchy gets.</summary>
    public static Timescale TimescaleOf(TraceHierarchy hierarchy, VcdOptions options) =>
        options.Timescale ?? Timescale.Coarsest((long)Int128.Min(long.MaxValue, (Int128)Math.Max(1, hierarchy.TimeGrid) * hierarchy.Unit.Femtoseconds));

    public void Begin(TraceHierarchy hierarchy)
    {
        if (_phase != Phase.Declaring) throw new InvalidOperationException("a trace can begin only once");
        hierarchy.Freeze();
        Timescale timescale = TimescaleOf(hierarchy, _options);
        _multiplier = Math.Max(1, hierarchy.Unit.Femtoseconds / timescale.Femtoseconds);
        _divisor = Math.Max(1, timescale.Femtoseconds / hierarchy.Unit.Femtoseconds);
        string[] codes = AssignCodes(hierarchy);
        _state = new TraceState(hierarchy);
        _cells = _state.Cells;
        GrowBuffer(hierarchy);
        var header = new StringBuilder();
        new VcdHeader(header, codes, _options).Write(hierarchy, timescale);
        foreach (ReadOnlyMemory<char> chunk in header.GetChunks()) _stream.Write(Encoding.ASCII.GetBytes(chunk.ToArray()));
        _phase = Phase.Timeless;
    }

    public void Time(long time)
    {
        if (time == _time && _phase <= Phase.Initial) return;
        if (_phase >= Phase.Declaring) throw new InvalidOperationException("a time is given before the trace has begun or after it has ended");
        if (_phase == Phase.Timeless)
        {
            _time = time;
            _phase = Phase.Initial;
            return;
        }
        if (time < _time) throw new ArgumentOutOfRangeException(nameof(time), time, $"time goes back from {_time}; times must not fall");
        if (_phase == Phase.Initial) WriteInitialValues();
        _time = time;
        _phase = Phase.Unstamped;
    }

    public void Change(TraceHandle signal, ulong value)
    {
        int index = signal.Index;
        ref Slot slot = ref _slots[index];
        if (_phase != Phase.Stamped || slot.TailLength == 0)
        {
            ChangeSlowly(signal, value);
            return;
        }
        value &= slot.Mask;
        ref TraceState.Cell cell = ref _cells[index];
        if (((cell.Value ^ value) | cell.Unknown | _keepUnchanged) == 0) return;
        cell.Value = value;
        cell.Unknown = 0;
        int position = _position;
        if (position > _limit)
        {
            Flush();
            position = 0;
        }
        // A scalar has no 'b': its digit overwrites it. The stores run over the end of the change and are overwritten by the next.
        ref byte line = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_buffer), position);
        line = (byte)'b';
        line = ref Unsafe.Add(ref line, slot.Lead);
        int zeros = System.Numerics.BitOperations.LeadingZeroCount(value | 1);
        ulong aligned = value << zeros;
        BitDigits.Write32(ref line, (uint)(aligned >> 32));
        if (zeros < 32) BitDigits.Write32(ref Unsafe.Add(ref line, 32), (uint)aligned);
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref line, 64 - zeros), slot.Tail);
        _position = position + slot.Lead + 64 - zeros + slot.TailLength;
        Changes++;
    }

    /// <summary>A signed number has this value, in two's complement of the signal's width.</summary>
    public void Change(TraceHandle signal, long value) => Change(signal, unchecked((ulong)value));

    public void Change(TraceHandle signal, ReadOnlySpan<ulong> value, ReadOnlySpan<ulong> unknown = default)
    {
        TraceState state = Begun();
        TraceType type = state.TypeOf(signal);
        if (type.IsBits && value.Length != type.Words)
            throw new ArgumentException($"a vector of {type.Width} bits was given {value.Length} words; it takes {type.Words}");
        Changed(signal, state.Set(signal, value, unknown));
    }

    public void Change(TraceHandle signal, double value) => Changed(signal, Begun().Set(signal, value));

    public void Change(TraceHandle signal, string value) => Changed(signal, Begun().Set(signal, value));

    public void Unknown(TraceHandle signal) => Changed(signal, Begun().SetUnknown(signal));

    public void End(long time)
    {
        if (_phase == Phase.Ended) return;
        Begun();
        Time(time);
        if (_phase == Phase.Initial) WriteInitialValues();
        if (_phase == Phase.Unstamped) WriteStamp();
        Flush();
        _phase = Phase.Ended;
        _owned?.Dispose();
        _file?.Commit();
    }

    /// <summary>Hands all whole lines to the stream.</summary>
    public void Flush()
    {
        _stream.Write(_buffer, 0, _position);
        _position = 0;
        if (_options.Live) _stream.Flush();
    }

    public void Dispose()
    {
        if (_phase == Phase.Ended && _file is null) return;
        bool isAbandoned = _phase != Phase.Ended;
        _phase = Phase.Ended;
        try
        {
            if (isAbandoned && _options.Live) Flush();
            _owned?.Dispose();
        }
        catch (IOException) when (isAbandoned)
        {
            // What went wrong has been reported by the write before; the file is given up.
        }
        finally
        {
            _file?.Dispose();
        }
    }

    // Clocks change most: they get the shortest codes.
    private string[] AssignCodes(TraceHierarchy hierarchy)
    {
        _slots = new Slot[hierarchy.SignalCount];
        var codes = new string[hierarchy.SignalCount];
        int next = 0;
        for (int pass = 0; pass < 2; pass++)
            for (int i = 0; i < codes.Length; i++)
            {
                TraceVariable variable = hierarchy.Signals[i];
                bool isClock = (variable.Hints.Role & TraceRole.Clock) != 0;
                if (isClock != (pass == 0) || (variable.Type.Kind == TraceKind.Text && !_options.Texts)) continue;
                codes[i] = IdentifierCode.Text(next);
                Prepare(ref _slots[i], variable.Type, next++);
            }
        return codes;
    }

    private static void Prepare(ref Slot slot, TraceType type, int number)
    {
        bool isScalar = type.Kind == TraceKind.Event || (type.IsBits && type.Width == 1);
        Span<byte> tail = stackalloc byte[8];
        int length = 0;
        if (!isScalar) tail[length++] = (byte)' ';
        length += IdentifierCode.Write(number, tail[length..]);
        tail[length++] = (byte)'\n';
        slot.Tail = MemoryMarshal.Read<ulong>(tail);
        slot.Mask = TraceState.Mask(type.Width);
        slot.Lead = isScalar ? (byte)0 : (byte)1;
        slot.TailLength = type.IsBits && type.Width <= 64 ? (byte)length : (byte)0;
    }

    private void GrowBuffer(TraceHierarchy hierarchy)
    {
        int widest = 0;
        foreach (TraceVariable variable in hierarchy.Signals) widest = Math.Max(widest, variable.Type.Width);
        Reserve(widest + Margin);
    }

    private TraceState Begun() => _phase < Phase.Declaring && _state is not null
        ? _state
        : throw new InvalidOperationException("a change is given before the trace has begun or after it has ended");

    private void ChangeSlowly(TraceHandle signal, ulong value)
    {
        TraceState state = Begun();
        Changed(signal, state.Set(signal, value));
    }

    // The state holds the new value of the signal: writes it where it must be written.
    private void Changed(TraceHandle signal, bool isDifferent)
    {
        switch (_phase)
        {
            case Phase.Timeless: throw new InvalidOperationException("a change is given before the first time");
            case Phase.Initial:
                if (_state!.TypeOf(signal).Kind == TraceKind.Event) _firstEvents.Add(signal.Index);
                return;
        }
        if (!isDifferent && _options.SuppressUnchanged) return;
        if (_phase == Phase.Unstamped) WriteStamp();
        WriteValue(signal);
    }

    private void WriteInitialValues()
    {
        WriteStamp();
        Write("$dumpvars\n"u8);
        for (int i = 0; i < _slots.Length; i++)
            if (_state!.TypeOf(new TraceHandle(i)).Kind != TraceKind.Event) WriteValue(new TraceHandle(i));
        Write("$end\n"u8);
        foreach (int index in _firstEvents) WriteValue(new TraceHandle(index));
        _firstEvents.Clear();
    }
}
