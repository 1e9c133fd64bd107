namespace HwModel.Verification.Temporal;

/// <summary>A mistake in the text of properties, with its place.</summary>
public sealed class PropertyTextException(string file, int line, int column, string message)
    : FormatException($"{file}({line},{column}): {message}")
{
    /// <summary>Line, from 1.</summary>
    public int Line => line;

    /// <summary>Column, from 1.</summary>
    public int Column => column;
}
