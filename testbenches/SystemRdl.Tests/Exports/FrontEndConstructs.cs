using System.Text.RegularExpressions;
using HwModel.SystemRdl.Model;

namespace HwModel.SystemRdl.Tests.Exports;

/// <summary>The specifications in the front end's own tests: every string in their sources that is a map, the body of a register or the body of a field.</summary>
internal static partial class FrontEndConstructs
{
    public static IEnumerable<AddressMapNode> All()
    {
        string folder = Path.Combine(RepositoryPaths.Root, "testbenches", "SystemRdl.Tests", "FrontEnd");
        foreach (string file in Directory.EnumerateFiles(folder, "*.cs").Order(StringComparer.Ordinal))
        {
            foreach (Match literal in Literal().Matches(File.ReadAllText(file)))
            {
                string text = literal.Groups["raw"].Success ? literal.Groups["raw"].Value : Regex.Unescape(literal.Groups["plain"].Value);
                if (text.Length < 3) continue;
                string[] readings = [text, $"addrmap top {{ reg {{ {text} }} q; }};", $"addrmap top {{ reg {{ field {{ {text} }} f; }} q; }};"];
                AddressMapNode? top = readings.Select(r => RdlCompiler.Compile([new RdlSource("t.rdl", r)]).Top).FirstOrDefault(t => t is not null);
                if (top is not null) yield return top;
            }
        }
    }

    /// <summary>A C# string, raw or plain; interpolated ones are left out.</summary>
    [GeneratedRegex("(?<!\\$)\"\"\"\\n(?<raw>.*?)\"\"\"|(?<![$\"])\"(?<plain>([^\"\\\\\\n]|\\\\.)+)\"(?!\")", RegexOptions.Singleline)]
    private static partial Regex Literal();
}
