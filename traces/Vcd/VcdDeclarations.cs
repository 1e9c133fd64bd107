using System.Globalization;
using System.Text;

namespace HwModel.Traces;

/// <summary>Reads the declarations of a file, up to $enddefinitions (IEEE 1364-2005 18.2.3), from any producer.</summary>
internal sealed class VcdDeclarations(VcdSource source, VcdReaderOptions options, VcdCodes codes, List<string> warnings)
{
    private const int MaxWarnings = 100;

    private readonly List<string> _words = [];
    private readonly Stack<TraceScope> _open = new();
    private readonly Dictionary<string, EnumTable> _tables = [];
    private EnumTable? _nextTable;
    private Timescale? _timescale;
    private string _date = "";
    private string _version = "";
    private string _comment = "";
    private TraceHierarchy _hierarchy = new();
    private TraceScope _scope = new TraceHierarchy().Root;
    private long _totalBits;
    private int _scopes;

    public TraceHierarchy Read()
    {
        // Names come before the unit is known where a producer writes $timescale late; the hierarchy takes it at the end.
        var unitless = new TraceHierarchy();
        _hierarchy = unitless;
        _scope = unitless.Root;
        while (true)
        {
            int first = source.Next();
            if (first < 0) source.Throw("the file ends before $enddefinitions; it is empty, cut off, or no value change dump");
            ReadOnlySpan<byte> token = source.Token();
            if (first != '$') source.Throw($"{VcdSource.Show(token)} stands where a header command is expected; a header holds $date, $version, $comment, $timescale, $scope, $var, $upscope and ends with $enddefinitions $end");
            if (Command(Encoding.UTF8.GetString(token))) break;
        }
        if (_timescale is null) Warn("the header has no $timescale; 1 ns is taken");
        return Finish();
    }

    private TraceHierarchy Finish()
    {
        _hierarchy.Unit = _timescale ?? Timescale.Nanosecond;
        _hierarchy.Date = _date;
        _hierarchy.Version = _version;
        _hierarchy.Comment = _comment;
        _hierarchy.Freeze();
        return _hierarchy;
    }

    // True after $enddefinitions.
    private bool Command(string command)
    {
        switch (command)
        {
            case "$date": _date = FreeText(command); break;
            case "$version": _version = FreeText(command); break;
            case "$comment":
                string text = FreeText(command);
                if (_comment.Length + text.Length < options.MaxFreeText) _comment = _comment.Length == 0 ? text : _comment + "\n" + text;
                break;
            case "$timescale": ReadTimescale(); break;
            case "$scope": OpenScope(); break;
            case "$upscope":
                Words(command);
                if (!_open.TryPop(out TraceScope? outer)) source.Throw("$upscope closes no $scope");
                _scope = outer!;
                break;
            case "$var": Variable(); break;
            case "$attrbegin": Attribute(); break;
            case "$enddefinitions":
                Words(command);
                return true;
            case "$end":
                source.Throw("$end closes no command");
                break;
            default:
                Skip(command);
                if (command != "$attrend") Warn($"the header command {command} is unknown and skipped");
                break;
        }
        return false;
    }

    // The words up to $end.
    private void Words(string command)
    {
        _words.Clear();
        long length = 0;
        while (NextWord(command) is { } word)
        {
            length += word.Length + 1;
            if (length > options.MaxTokenLength) source.Throw($"{command} has more than {options.MaxTokenLength} characters before its $end; the file is damaged");
            _words.Add(word);
        }
    }

    private string FreeText(string command)
    {
        var text = new StringBuilder();
        while (NextWord(command) is { } word)
        {
            if (text.Length + word.Length < options.MaxFreeText) text.Append(text.Length > 0 ? " " : "").Append(word);
        }
        return text.ToString();
    }

    private void Skip(string command)
    {
        while (NextWord(command) is not null)
        {
        }
    }

    private string? NextWord(string command)
    {
        if (source.Next() < 0) source.Throw($"the file ends inside {command}; it was cut off");
        ReadOnlySpan<byte> token = source.Token();
        return token.SequenceEqual("$end"u8) ? null : Encoding.UTF8.GetString(token);
    }

    private void ReadTimescale()
    {
        Words("$timescale");
        string text = string.Concat(_words);
        if (!Timescale.TryParse(text, out Timescale timescale))
            source.Throw($"{Quote(text)} is no timescale; allowed is 1, 10 or 100 of s, ms, us, ns, ps or fs");
        _timescale = timescale;
    }

    // "misc 07 NAME COUNT NAMES... VALUES... HANDLE" declares an enumeration for wellen (Surfer), "misc 07 "" HANDLE" uses it for the next variable.
    private void Attribute()
    {
        Words("$attrbegin");
        if (_words is not ["misc", "07", _, _, ..]) return;
        if (_words.Count == 4)
        {
            _nextTable = _tables.GetValueOrDefault(_words[3]);
            return;
        }
        if (!int.TryParse(_words[3], NumberStyles.None, CultureInfo.InvariantCulture, out int count) || count < 1 || _words.Count != 5 + 2L * count)
        {
            Warn("an enumeration attribute has the wrong number of words and is skipped");
            return;
        }
        var values = new Dictionary<ulong, EnumValue>();
        for (int i = 0; i < count; i++)
            if (ulong.TryParse(_words[4 + count + i], NumberStyles.AllowBinarySpecifier, CultureInfo.InvariantCulture, out ulong value))
                values.TryAdd(value, new EnumValue(value, _words[4 + i]));
        if (values.Count > 0) _tables[_words[^1]] = new EnumTable(_words[2], values.Values);
    }

    private void OpenScope()
    {
        Words("$scope");
        if (_words.Count == 0) source.Throw("$scope has no type and no name; allowed is $scope TYPE NAME $end");
        if (_open.Count >= options.MaxDepth) source.Throw($"more than {options.MaxDepth} scopes are within one another, the limit");
        if (++_scopes > options.MaxVariables) source.Throw($"there are more than {options.MaxVariables} scopes, the limit");
        if (!ScopeKinds.IsKnown(_words[0])) Warn($"the scope type {Quote(_words[0])} is unknown and read as module");
        string name = string.Join(' ', _words.Skip(1));
        _open.Push(_scope);
        // A scope without a name is transparent.
        if (name.Length == 0) return;
        if (_scope.PathLength + 1 + name.Length > options.MaxPathLength) source.Throw($"the path of a scope has more than {options.MaxPathLength} characters, the limit");
        _scope = _scope.Scope(name, ScopeKinds.Parse(_words[0]));
    }

    private void Variable()
    {
        Words("$var");
        if (_words.Count < 4) source.Throw($"$var has {_words.Count} words; allowed is $var TYPE SIZE CODE NAME $end, with an optional [left:right] after the name");
        if (_hierarchy.Variables.Count >= options.MaxVariables) source.Throw($"there are more than {options.MaxVariables} variables, the limit");
        string keyword = _words[0];
        if (!TraceType.Keywords.Contains(keyword))
        {
            Warn($"the variable type {Quote(keyword)} is unknown and read as wire");
            keyword = "wire";
        }
        TraceKind kind = KindOf(keyword);
        if (!int.TryParse(_words[1], NumberStyles.None, CultureInfo.InvariantCulture, out int width))
            source.Throw($"the size {Quote(_words[1])} of the variable {Quote(_words[3])} is no number; allowed are 1 to {TraceType.MaxWidth} bits");
        if (kind is TraceKind.Real) width = 64;
        else if (kind is TraceKind.Text or TraceKind.Event) width = 1;
        if (width is < 1 or > TraceType.MaxWidth)
            source.Throw($"the variable {Quote(_words[3])} has {width} bits; allowed are 1 to {TraceType.MaxWidth}");
        (string name, BitRange? range) = NameAndRange(width);
        if (_scope.PathLength + 1 + name.Length > options.MaxPathLength) source.Throw($"the path of a variable has more than {options.MaxPathLength} characters, the limit");
        bool isBits = kind is TraceKind.Bits or TraceKind.Integer;
        Declare(name, new TraceType(kind, width, keyword, isBits ? range : null, isBits ? _nextTable : null));
        _nextTable = null;
    }

    private void Declare(string name, TraceType type)
    {
        byte[] code = Encoding.UTF8.GetBytes(_words[2]);
        int signal = codes.Find(code);
        if (signal >= 0)
        {
            TraceVariable original = _hierarchy.Signals[signal];
            if (original.Type.Width != type.Width || original.Type.IsBits != type.IsBits || (!type.IsBits && type.Kind != original.Type.Kind))
                source.Throw($"the variable {Quote(name)} ({type.Keyword}, {type.Width} bits) shares the code {Quote(_words[2])} with {Quote(original.Name)} ({original.Type.Keyword}, {original.Type.Width} bits); variables of one code must have equal sizes");
        }
        else
        {
            _totalBits += type.Width;
            if (_totalBits > options.MaxTotalBits) source.Throw($"the signals have more than {options.MaxTotalBits} bits together, the limit");
        }
        TraceVariable? twin = _scope.Find(name);
        if (twin is not null && twin.Signal.Index == signal) return;
        for (int i = 1; twin is not null; i++)
        {
            string other = string.Create(CultureInfo.InvariantCulture, $"{name}$DUP{_hierarchy.Variables.Count + i}");
            if (_scope.Find(other) is not null) continue;
            Warn($"the scope '{_scope.Path}' has two variables named {Quote(name)}; the second is read as '{other}'");
            name = other;
            twin = null;
        }
        TraceVariable variable = _scope.Register(name, signal >= 0 ? new TraceHandle(signal) : null, type, null);
        if (signal < 0) codes.Add(code, variable.Signal.Index);
    }

    // Words 3 and up: "name", "name[7:0]", "name [7:0]", "name [3]", "mem[3] [7:0]", "\escaped[3] [7:0]".
    private (string Name, BitRange? Range) NameAndRange(int width)
    {
        string name = _words[3];
        bool isEscaped = name[0] == '\\';
        BitRange? range = null;
        for (int i = 4; i < _words.Count; i++)
        {
            string word = _words[i];
            if (word[0] == '[')
            {
                name += word;
                isEscaped = false;
            }
            else
            {
                name += " " + word;
            }
        }
        int open = isEscaped || !name.EndsWith(']') ? -1 : name.LastIndexOf('[');
        if (open > 0)
        {
            string[] ends = name[(open + 1)..^1].Split(':');
            if (ends.Length == 2 &&
                int.TryParse(ends[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int left) &&
                int.TryParse(ends[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int right))
            {
                name = name[..open];
                range = new BitRange(left, right);
                if (range.Value.Width != width) range = null;
            }
        }
        return (name, range);
    }

    private static TraceKind KindOf(string keyword) => keyword switch
    {
        "real" or "realtime" or "shortreal" => TraceKind.Real,
        "string" => TraceKind.Text,
        "event" => TraceKind.Event,
        "integer" or "int" or "shortint" or "longint" => TraceKind.Integer,
        _ => TraceKind.Bits,
    };

    private void Warn(string warning)
    {
        if (warnings.Count < MaxWarnings) warnings.Add(FormattableString.Invariant($"{source.Name}, line {source.Line}: {warning}"));
    }

    private static string Quote(string word) => VcdSource.Show(Encoding.UTF8.GetBytes(word));
}
