using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace HwModel.Traces;

/// <summary>The lines of the body, other than the fast path.</summary>
public sealed partial class VcdWriter
{
    // Makes room for a whole line, so that only whole lines go to the stream.
    private void Reserve(int bytes)
    {
        if (_position + bytes <= _buffer.Length) return;
        Flush();
        if (bytes <= _buffer.Length) return;
        _buffer = new byte[(int)BitOperations.RoundUpToPowerOf2((uint)bytes)];
        _limit = _buffer.Length - Margin;
    }

    private void Write(ReadOnlySpan<byte> line)
    {
        Reserve(line.Length);
        line.CopyTo(_buffer.AsSpan(_position));
        _position += line.Length;
    }

    private void WriteStamp()
    {
        long time = _time;
        if (_divisor > 1)
        {
            (time, long rest) = Math.DivRem(_time, _divisor);
            if (rest != 0)
                throw new TraceTimeException($"the time {_time} is no multiple of {_divisor}, the step of the file; choose a finer timescale or grid");
        }
        Int128 scaled = (Int128)time * _multiplier;
        if (scaled > long.MaxValue || scaled < 0) throw new TraceTimeException($"the time {_time} is negative or too large for the file's timescale; choose a coarser one");
        time = (long)scaled;
        _phase = Phase.Stamped;
        Reserve(Margin);
        _buffer[_position++] = (byte)'#';
        time.TryFormat(_buffer.AsSpan(_position), out int length, default, CultureInfo.InvariantCulture);
        _position += length;
        _buffer[_position++] = (byte)'\n';
    }

    private void WriteValue(TraceHandle signal)
    {
        ref Slot slot = ref _slots[signal.Index];
        if (slot.Tail == 0) return;
        TraceType type = _state!.TypeOf(signal);
        switch (type.Kind)
        {
            case TraceKind.Text: WriteText(_state.Text(signal)); break;
            case TraceKind.Real: WriteReal(_state.Real(signal)); break;
            case TraceKind.Event: WriteScalar('1'); break;
            default: WriteBits(type.Width, _state.Bits(signal), _state.UnknownBits(signal)); break;
        }
        MemoryMarshal.Write(_buffer.AsSpan(_position), slot.Tail);
        _position += _buffer.AsSpan(_position).IndexOf((byte)'\n') + 1;
        Changes++;
    }

    private void WriteScalar(char digit)
    {
        Reserve(Margin);
        _buffer[_position++] = (byte)digit;
    }

    // C notation, the shortest text that reads back as the same double.
    private void WriteReal(double value)
    {
        Reserve(Margin);
        _buffer[_position++] = (byte)'r';
        if (double.IsFinite(value))
        {
            value.TryFormat(_buffer.AsSpan(_position), out int length, default, CultureInfo.InvariantCulture);
            _position += length;
        }
        else
        {
            ReadOnlySpan<byte> word = double.IsNaN(value) ? "nan"u8 : value > 0 ? "inf"u8 : "-inf"u8;
            word.CopyTo(_buffer.AsSpan(_position));
            _position += word.Length;
        }
    }

    // White space, control and non-ASCII characters as octal escapes of their UTF-8 bytes.
    private void WriteText(string text)
    {
        Reserve(Encoding.UTF8.GetMaxByteCount(text.Length) * 4 + Margin);
        _buffer[_position++] = (byte)'s';
        Span<byte> bytes = stackalloc byte[4];
        foreach (Rune rune in text.EnumerateRunes())
        {
            int length = rune.EncodeToUtf8(bytes);
            foreach (byte code in bytes[..length])
            {
                if (code is > (byte)' ' and < 0x7f and not (byte)'\\' and not (byte)'"')
                {
                    _buffer[_position++] = code;
                    continue;
                }
                _buffer[_position++] = (byte)'\\';
                byte letter = code switch { (byte)'\n' => (byte)'n', (byte)'\t' => (byte)'t', (byte)'\\' => code, (byte)'"' => code, _ => 0 };
                if (letter != 0)
                {
                    _buffer[_position++] = letter;
                    continue;
                }
                for (int shift = 6; shift >= 0; shift -= 3) _buffer[_position++] = (byte)('0' + (code >> shift & 7));
            }
        }
    }

    // Digits without leading zeros; a vector that is all x or all z as one digit (both extend to the left, IEEE 1364-2005 18.2.1); else all digits.
    private void WriteBits(int width, ReadOnlySpan<ulong> value, ReadOnlySpan<ulong> unknown)
    {
        Reserve(width + Margin);
        if (width > 1) _buffer[_position++] = (byte)'b';
        int top = value.Length - 1;
        ulong anyUnknown = 0;
        foreach (ulong word in unknown) anyUnknown |= word;
        if (anyUnknown != 0 && Uniform(width, value, unknown) is { } letter)
        {
            _buffer[_position++] = (byte)letter;
            return;
        }
        int digits = width - 64 * top;
        if (anyUnknown == 0)
        {
            while (top > 0 && value[top] == 0) top--;
            digits = 64 - BitOperations.LeadingZeroCount(value[top] | 1);
        }
        for (int i = top; i >= 0; i--)
        {
            BitDigits.Write64(ref _buffer[_position], value[i] << (64 - digits), unknown[i] << (64 - digits));
            _position += digits;
            digits = 64;
        }
    }

    // 'x' or 'z' when all bits are that.
    private static char? Uniform(int width, ReadOnlySpan<ulong> value, ReadOnlySpan<ulong> unknown)
    {
        for (int i = 0; i < value.Length; i++)
        {
            ulong mask = TraceState.Mask(width - 64 * i);
            if (unknown[i] != mask || value[i] != (value[0] == 0 ? 0 : mask)) return null;
        }
        return value[0] == 0 ? 'z' : 'x';
    }
}
