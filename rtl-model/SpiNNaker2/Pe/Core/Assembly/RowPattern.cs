using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using HwModel.SpiNNaker2.Pe.Core.Decode;

namespace HwModel.SpiNNaker2.Pe.Core.Assembly;

/// <summary>A row's template as a pattern for text, and the way from the matched text to the instruction word.</summary>
internal sealed class RowPattern
{
    private static readonly Dictionary<string, string[]> MnemonicTokens = new()
    {
        ["S"] = ["", "s"],
        ["*"] = ["", "s"],
        ["x"] = ["", "x"],
        ["r"] = ["", "r"],
        ["e"] = ["", "e"],
        ["rr"] = ["", "r"],
        ["bt"] = ["b", "t"],
        ["y"] = ["b", "t"],
        ["xy"] = ["bb", "bt", "tb", "tt"],
        ["ppp"] = ["s", "q", "sh", "u", "uq", "uh"],
        ["su"] = ["s", "u"],
        ["fx"] = ["s16", "u16", "s32", "u32"],
        ["cond"] = [.. Enumerable.Range(0, 14).Select(c => RegisterNames.Condition((uint)c)), "hs", "lo"],
        ["hint"] = ["nop", "yield", "wfe", "wfi", "sev", "nop.w", "yield.w", "wfe.w", "wfi.w", "sev.w", "dbg"],
        ["cps"] = ["cpsie", "cpsid"],
        ["it"] = ["it", "itt", "ite", "ittt", "itte", "itet", "itee", "itttt", "ittte", "ittet", "ittee", "itett", "itete", "iteet", "iteee"],
    };

    private readonly Regex _regex;
    private readonly List<string> _tokens = [];

    public RowPattern(DecodeRow row)
    {
        Row = row;
        int space = row.Syntax.IndexOf(' ', StringComparison.Ordinal);
        string mnemonic = space < 0 ? row.Syntax : row.Syntax[..space];
        Mnemonics = Expand(mnemonic);
        var pattern = new StringBuilder("^");
        string rest = row.Syntax;
        if (row.Syntax is "{cps}" or "{it}" or "{hint}") rest += row.Syntax == "{hint}" ? "{option}" : " {operand}";
        foreach (Match part in Regex.Matches(rest, @"\{(?<token>[^}]+)\}|(?<text>[^{]+)"))
        {
            if (part.Groups["text"].Success) pattern.Append(Regex.Escape(part.Groups["text"].Value));
            else pattern.Append(Group(part.Groups["token"].Value));
        }
        _regex = new Regex(pattern.Append('$').ToString(), RegexOptions.CultureInvariant);
    }

    public DecodeRow Row { get; }

    /// <summary>Every mnemonic that the row may have.</summary>
    public IReadOnlyList<string> Mnemonics { get; }

    /// <summary>The word of a text at an address; null where the row does not fit.</summary>
    public uint? Match(string text, uint address, uint it)
    {
        Match match = _regex.Match(text);
        if (!match.Success) return null;
        uint word = Row.Value;
        for (int i = 0; i < _tokens.Count; i++)
            if (!OperandEncoder.Set(Row, _tokens[i], match.Groups["t" + i.ToString(CultureInfo.InvariantCulture)].Value, address, it, ref word)) return null;
        if (Row.Syntax == "{it}")
        {
            int space = text.IndexOf(' ', StringComparison.Ordinal);
            if (RegisterNames.ParseCondition(text[(space + 1)..]) is not { } condition) return null;
            Row.TrySetField('c', (uint)condition, ref word);
            Row.TrySetField('k', OperandEncoder.ItMask(text[..space], (uint)condition), ref word);
        }
        return DecodeTable.Instance.Find(word, Row.Size == 4) == Row ? word : null;
    }

    private string Group(string token)
    {
        string pattern = token switch
        {
            _ when MnemonicTokens.TryGetValue(token, out string[]? values) && !(token == "x" && Row.Class == "system") => string.Join('|', values.OrderByDescending(value => value.Length).Select(Regex.Escape)),
            "mem" or "memx" or "memn" => @"\[\w+(?:, #-?\w+)?\]!?(?:, #-?\w+)?",
            "lit" => @"\[pc(?:, #-?\w+)?\]",
            "list" or "vlist" => @"\{[^}]*\}",
            "shift" => @"(?:, (?:lsl|lsr|asr|ror) #\w+|, rrx)?",
            "rot" => @"(?:, ror #\w+)?",
            "wb" => "!?",
            "operand" => @"\w+",
            "option" => @"(?: #\w+)?",
            "vi" => @"-?[0-9.]+",
            "i" or "ni" or "sa" or "lsb" or "width" or "fb" => @"-?\w+",
            _ => @"[\w#]+",
        };
        string name = "t" + _tokens.Count.ToString(CultureInfo.InvariantCulture);
        _tokens.Add(token);
        return $"(?<{name}>{pattern})";
    }

    private List<string> Expand(string mnemonic)
    {
        var results = new List<string> { "" };
        foreach (Match part in Regex.Matches(mnemonic, @"\{(?<token>[^}]+)\}|(?<text>[^{]+)"))
        {
            string[] values = part.Groups["text"].Success ? [part.Groups["text"].Value] : MnemonicTokens[part.Groups["token"].Value];
            results = [.. results.SelectMany(prefix => values.Select(value => prefix + value))];
        }
        if (Row.Syntax == "{hint}") results.RemoveAll(name => name.EndsWith(".w", StringComparison.Ordinal) != (Row.Size == 4) && name != "dbg");
        return results;
    }
}
