using System.Globalization;
using System.Runtime.CompilerServices;

namespace HwModel.Verification.Cases;

/// <summary>An interpolated message that is put together only where a check fails.</summary>
[InterpolatedStringHandler]
public ref struct FailureMessage
{
    private DefaultInterpolatedStringHandler _text;
    private readonly bool _made;

    /// <summary>Called by the compiler.</summary>
    public FailureMessage(int literalLength, int formattedCount, bool holds, out bool isWanted)
    {
        _made = isWanted = !holds;
        if (isWanted) _text = new DefaultInterpolatedStringHandler(literalLength, formattedCount, CultureInfo.InvariantCulture);
    }

    internal string Text => _made ? _text.ToStringAndClear() : "";

    /// <summary>Called by the compiler.</summary>
    public void AppendLiteral(string text) => _text.AppendLiteral(text);

    /// <summary>Called by the compiler.</summary>
    public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

    /// <summary>Called by the compiler.</summary>
    public void AppendFormatted<T>(T value, string? format) => _text.AppendFormatted(value, format);
}
