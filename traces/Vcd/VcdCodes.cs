using System.Text;

namespace HwModel.Traces;

/// <summary>Finds the signal of an identifier code: by array index for dense codes, by dictionary for whatever other producers think of.</summary>
internal sealed class VcdCodes
{
    // All codes of up to three characters: 94 + 94^2 + 94^3.
    private const int DirectLimit = 839_514;

    // The longest code whose number fits 63 bits.
    private const int LongestNumber = 9;

    private readonly Dictionary<long, int> _numbers = [];
    private readonly Dictionary<string, int> _texts = [];
    private int[] _direct = [];

    /// <summary>The signal of a code, or -1.</summary>
    public int Find(ReadOnlySpan<byte> code)
    {
        long number = Number(code);
        if ((ulong)number < (ulong)_direct.Length) return _direct[number] - 1;
        if (number >= 0) return number < DirectLimit ? -1 : _numbers.GetValueOrDefault(number, -1);
        if (_texts.Count == 0) return -1;
        return _texts.GetValueOrDefault(Encoding.Latin1.GetString(code), -1);
    }

    /// <summary>Notes the signal of a code that is not known yet.</summary>
    public void Add(ReadOnlySpan<byte> code, int signal)
    {
        long number = Number(code);
        if (number is >= 0 and < DirectLimit)
        {
            if (number >= _direct.Length) Array.Resize(ref _direct, (int)Math.Min(DirectLimit, Math.Max(number + 1, 2 * _direct.Length)));
            _direct[number] = signal + 1;
        }
        else if (number >= 0)
        {
            _numbers.Add(number, signal);
        }
        else
        {
            _texts.Add(Encoding.Latin1.GetString(code), signal);
        }
    }

    // The inverse of IdentifierCode.Write; -1 for a code that is too long or has other characters.
    private static long Number(ReadOnlySpan<byte> code)
    {
        if (code.Length > LongestNumber) return -1;
        long number = 0;
        for (int i = code.Length - 1; i >= 0; i--)
        {
            int digit = code[i] - IdentifierCode.First;
            if ((uint)digit >= IdentifierCode.Base) return -1;
            number = number * IdentifierCode.Base + digit + 1;
        }
        return number - 1;
    }
}
