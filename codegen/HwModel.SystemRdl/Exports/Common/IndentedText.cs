using System.Text;

namespace HwModel.SystemRdl.Exports.Common;

/// <summary>Builds text line by line with indentation; lines end with a line feed.</summary>
internal sealed class IndentedText(string unit = "    ")
{
    private readonly StringBuilder _text = new();
    private int _depth;

    /// <summary>One line at the present depth; an empty line carries no blanks.</summary>
    public IndentedText Line(string line = "")
    {
        if (line.Length > 0)
        {
            for (int i = 0; i < _depth; i++) _text.Append(unit);
            _text.Append(line);
        }
        _text.Append('\n');
        return this;
    }

    /// <summary>A line, and what follows is one step deeper.</summary>
    public IndentedText Open(string line)
    {
        Line(line);
        _depth++;
        return this;
    }

    /// <summary>One step back, then the line.</summary>
    public IndentedText Close(string line)
    {
        _depth--;
        return Line(line);
    }

    public override string ToString() => _text.ToString();
}
