using System.Globalization;
using System.Numerics;
using HwModel.SystemRdl.Model;

namespace HwModel.SystemRdl.Tests.Chips;

/// <summary>
/// A register map written down by hand, one register or field to a line: <c>0x014 error_status</c> and below it <c>31 error r</c> or <c>15:0 count r =0</c>
/// (bits, name, software access, and the reset value where the source gives one). Effects follow in words of the language.
/// </summary>
internal static class GoldenMap
{
    /// <summary>Compares every line with the model; a register of the table has exactly the fields of the table.</summary>
    public static void Check(AddressMapNode top, string table)
    {
        RegisterNode? register = null;
        var listed = new HashSet<string>();
        foreach (string line in table.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words[0].StartsWith("0x", StringComparison.Ordinal))
            {
                Complete(register, listed);
                register = Find(top, words, listed);
                continue;
            }
            Field(register!, words, line, listed);
        }
        Complete(register, listed);
    }

    private static RegisterNode Find(AddressMapNode top, string[] words, HashSet<string> listed)
    {
        listed.Clear();
        Node? node = top;
        foreach (string part in words[1].Split('.')) node = node?.Child(part.Split('[')[0]);
        var register = Assert.IsType<RegisterNode>(node, exactMatch: false);
        Assert.True(Number(words[0]) == register.AbsoluteAddress, $"{register.Path} is at 0x{register.AbsoluteAddress:X} and not at {words[0]}");
        int bracket = words[1].LastIndexOf('[');
        if (words[1].EndsWith(']')) Assert.Equal(int.Parse(words[1][(bracket + 1)..^1], CultureInfo.InvariantCulture), Assert.Single(register.Dimensions));
        else Assert.Empty(register.Dimensions);
        if (words.Length > 2 && words[2] == "+") Assert.Equal(Number(words[3]), register.Stride);
        return register;
    }

    private static void Field(RegisterNode register, string[] words, string line, HashSet<string> listed)
    {
        FieldNode? field = register.Fields.SingleOrDefault(f => f.InstanceName == words[1]);
        Assert.True(field is not null, $"{register.Path} has no field {words[1]}");
        listed.Add(words[1]);
        string[] bits = words[0].Split(':');
        string where = $"{field.Path}: {line}";
        Assert.True(Number(bits[0]) == field.Msb && Number(bits[^1]) == field.Lsb, $"{where}: bits {field.Msb}:{field.Lsb}");
        Assert.True(words[2] == field.Software.Keyword(), $"{where}: software access {field.Software.Keyword()}");
        foreach (string word in words.Skip(3))
        {
            if (word.StartsWith('=')) Assert.True(field.Reset == Number(word[1..]), $"{where}: reset {field.Reset}");
            else Assert.True(Has(field, word), $"{where}: lacks {word}");
        }
    }

    private static bool Has(FieldNode field, string word) => word switch
    {
        "rclr" => field.OnRead == OnRead.Clear,
        "woclr" => field.OnWrite == OnWrite.OneClears,
        "woset" => field.OnWrite == OnWrite.OneSets,
        "wzc" => field.OnWrite == OnWrite.ZeroClears,
        "pulse" => field.IsSinglePulse,
        "counter" => field.Counter is not null,
        "saturates" => field.Counter?.Up?.Saturate is not null,
        "intr" => field.Interrupt is not null,
        "sticky" => field.Sticky == Stickiness.Bit,
        "swmod" => field.HasSoftwareModified,
        "swacc" => field.HasSoftwareAccessed,
        _ => field.Encode?.Name == word,
    };

    private static void Complete(RegisterNode? register, HashSet<string> listed)
    {
        if (register is null) return;
        Assert.Equal(register.Fields.Select(f => f.InstanceName).Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    private static BigInteger Number(string text) =>
        text.StartsWith("0x", StringComparison.Ordinal) ? BigInteger.Parse("0" + text[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture) : BigInteger.Parse(text, CultureInfo.InvariantCulture);
}
