namespace HwModel.Traces;

/// <summary>
/// Identifier codes of value changes (IEEE 1364-2005 18.2.3.8): the characters '!' to '~' as the digits of a bijective base-94 number, least
/// significant first, so that dense numbers give the shortest codes and readers may use the code as an array index.
/// </summary>
internal static class IdentifierCode
{
    public const byte First = (byte)'!';
    public const int Base = 94;

    /// <summary>The most characters that a code of a 32-bit number has.</summary>
    public const int MaxLength = 5;

    /// <summary>Writes the code of a number from 0; gives its length.</summary>
    public static int Write(int number, Span<byte> destination)
    {
        int length = 0;
        for (int rest = number; rest >= 0; rest = rest / Base - 1) destination[length++] = (byte)(First + rest % Base);
        return length;
    }

    /// <summary>The code of a number from 0 as text.</summary>
    public static string Text(int number)
    {
        Span<byte> code = stackalloc byte[MaxLength];
        return System.Text.Encoding.ASCII.GetString(code[..Write(number, code)]);
    }
}
