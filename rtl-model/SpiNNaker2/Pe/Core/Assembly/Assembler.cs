using System.Globalization;
using System.Text.RegularExpressions;
using HwModel.SpiNNaker2.Pe.Core.Decode;

namespace HwModel.SpiNNaker2.Pe.Core.Assembly;

/// <summary>A line that cannot be assembled; the message is one sentence with the line's number.</summary>
public sealed class AssemblyException(string message) : Exception(message);

/// <summary>
/// Assembles unified syntax by the templates of the decode table: a line is tried against each row's template, and the word found must disassemble
/// to the same text. Labels, .word, .align and comments (@ or ;-free lines with //) are known; the narrowest encoding is taken unless .w asks otherwise.
/// </summary>
public sealed class Assembler
{
    private static readonly Lazy<Dictionary<string, List<RowPattern>>> Patterns = new(MakePatterns);

    private readonly Disassembler _disassembler = new(DecodeTable.Instance);

    /// <summary>Assembles a text of one instruction, label or directive per line.</summary>
    /// <param name="source">The text.</param>
    /// <param name="origin">Address of its first halfword, a multiple of 4.</param>
    /// <exception cref="AssemblyException">A line is no instruction of the core.</exception>
    public ushort[] Assemble(string source, uint origin)
    {
        string[] lines = source.Split('\n');
        var labels = new Dictionary<string, uint>(StringComparer.Ordinal);
        // Labels move while encodings get narrower or wider; a few passes settle them.
        ushort[] code = [];
        for (int pass = 0; pass < 4; pass++)
        {
            ushort[] again = Pass(lines, origin, labels, final: pass > 1);
            if (pass > 1 && again.AsSpan().SequenceEqual(code)) return again;
            code = again;
        }
        return code;
    }

    private ushort[] Pass(string[] lines, uint origin, Dictionary<string, uint> labels, bool final)
    {
        var code = new List<ushort>();
        uint it = 0;
        for (int number = 1; number <= lines.Length; number++)
        {
            string line = Normalize(lines[number - 1]);
            uint address = origin + (uint)code.Count * 2;
            Match label = Regex.Match(line, @"^(?<name>[A-Za-z_.]\w*):\s*");
            if (label.Success)
            {
                labels[label.Groups["name"].Value] = address;
                line = line[label.Length..];
            }
            if (line.Length == 0 || Directive(line, code, labels)) continue;
            string text = WithLabels(line, labels, final, number, address);
            uint? word = Find(text, address, it) ?? throw new AssemblyException($"Line {number}: '{lines[number - 1].Trim()}' is no instruction of the core.");
            bool wide = DecodeTable.IsWide(word.Value >> 16) && word > 0xFFFF;
            if (wide) code.Add((ushort)(word >> 16));
            code.Add((ushort)word);
            it = NextIt(it, word.Value, wide);
        }
        return [.. code];
    }

    private static uint NextIt(uint it, uint word, bool wide)
    {
        if (!wide && word >> 8 == 0xBF && (word & 15) != 0) return word & 0xFF;
        return it == 0 || (it & 7) == 0 ? 0 : it & 0xE0 | it << 1 & 0x1F;
    }

    private static string Normalize(string line)
    {
        int comment = line.IndexOf("//", StringComparison.Ordinal);
        if (comment >= 0) line = line[..comment];
        comment = line.IndexOf('@', StringComparison.Ordinal);
        if (comment >= 0) line = line[..comment];
        line = Regex.Replace(line.Trim(), @"\s+", " ");
        return Regex.Replace(line, @"\s*,\s*", ", ");
    }

    private static bool Directive(string line, List<ushort> code, Dictionary<string, uint> labels)
    {
        if (line == ".align")
        {
            if ((code.Count & 1) != 0) code.Add(0xBF00);
            return true;
        }
        if (!line.StartsWith(".word ", StringComparison.Ordinal)) return false;
        string operand = line[6..].Trim();
        uint value = labels.TryGetValue(operand, out uint at) ? at : (uint)(ParseNumber(operand) ?? 0);
        code.Add((ushort)value);
        code.Add((ushort)(value >> 16));
        return true;
    }

    /// <summary>Replaces a label operand by an address, or by an offset from PC in a literal load.</summary>
    private static string WithLabels(string line, Dictionary<string, uint> labels, bool final, int number, uint address)
    {
        Match last = Regex.Match(line, @"(?<=[ ,])(?<name>[A-Za-z_.]\w*)$");
        if (!last.Success || !Regex.IsMatch(line, @"^(b|bl|cbz|cbnz|ldr\w*|b\w\w)(\.[nw])? ")) return line;
        string name = last.Groups["name"].Value;
        if (RegisterNames.ParseRegister(name) is not null) return line;
        if (!labels.TryGetValue(name, out uint target))
        {
            if (final) throw new AssemblyException($"Line {number}: there is no label '{name}'.");
            target = address + 8;
        }
        string operand = line.StartsWith("ldr", StringComparison.Ordinal)
            ? string.Create(CultureInfo.InvariantCulture, $"[pc, #{(long)target - ((address + 4) & ~3u)}]")
            : "0x" + target.ToString("x", CultureInfo.InvariantCulture);
        return line[..last.Index] + operand;
    }

    private uint? Find(string text, uint address, uint it)
    {
        int space = text.IndexOf(' ', StringComparison.Ordinal);
        string mnemonic = space < 0 ? text : text[..space], operands = space < 0 ? "" : text[space..];
        string bare = WithoutCondition(mnemonic, it);
        foreach (string candidate in (string[])[bare, bare + ".w", bare + ".n"])
        {
            if (!Patterns.Value.TryGetValue(candidate, out List<RowPattern>? rows)) continue;
            foreach (RowPattern row in rows)
            {
                if (row.Match(candidate + operands, address, it) is not { } word) continue;
                string again = _disassembler.Text(word, row.Row.Size == 4, address, it);
                if (Same(again, text, mnemonic, candidate != bare)) return word;
            }
        }
        return null;
    }

    private static bool Same(string again, string text, string mnemonic, bool suffixAdded)
    {
        if (suffixAdded) again = mnemonic + again[(again.IndexOf(' ', StringComparison.Ordinal) is >= 0 and var at ? at : again.Length)..];
        return Canonical(again) == Canonical(text);
    }

    /// <summary>One way to write what has several: numbers in decimal, lists without ranges, no [rn, #0].</summary>
    private static string Canonical(string text)
    {
        text = Regex.Replace(text, @"0x([0-9a-fA-F]+)", match => long.Parse(match.Groups[1].Value, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture));
        text = text.Replace(", #0]", "]", StringComparison.Ordinal).Replace("hs ", "cs ", StringComparison.Ordinal).Replace("lo ", "cc ", StringComparison.Ordinal);
        return Regex.Replace(text, @"\{(?<list>[^}]*)\}", match => RegisterNames.ParseList(match.Value) is { } list ? RegisterNames.List(list) : match.Value);
    }

    private static string WithoutCondition(string mnemonic, uint it)
    {
        if (it == 0) return mnemonic;
        int end = mnemonic.IndexOf('.', StringComparison.Ordinal);
        if (end < 0) end = mnemonic.Length;
        string condition = RegisterNames.Condition(it >> 4);
        return end > 2 && mnemonic[(end - 2)..end] == condition ? mnemonic.Remove(end - 2, 2) : mnemonic;
    }

    internal static long? ParseNumber(string text)
    {
        bool negative = text.StartsWith('-');
        if (negative) text = text[1..];
        long value;
        bool good = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? long.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value)
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
        return good ? negative ? -value : value : null;
    }

    private static Dictionary<string, List<RowPattern>> MakePatterns()
    {
        var patterns = new Dictionary<string, List<RowPattern>>(StringComparer.Ordinal);
        foreach (DecodeRow row in DecodeTable.Instance.Rows)
        {
            if (row.Operation == Operation.Undefined) continue;
            var pattern = new RowPattern(row);
            foreach (string mnemonic in pattern.Mnemonics)
            {
                if (!patterns.TryGetValue(mnemonic, out List<RowPattern>? list)) patterns[mnemonic] = list = [];
                list.Add(pattern);
            }
        }
        return patterns;
    }
}
