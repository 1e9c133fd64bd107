using System.Text.RegularExpressions;
using HwModel.SystemRdl.Diagnostics;

namespace HwModel.SystemRdl.Tests.Invalid;

/// <summary>Named inputs that are wrong: each line with an error ends in a comment <c>//! id ...</c>, and exactly these errors must come.</summary>
public sealed partial class InvalidInput
{
    public static TheoryData<string> Names => [.. All().Select(c => c.Name)];

    private static IEnumerable<(string Name, string Text)> All() =>
        InvalidText.Cases.Concat(InvalidStructure.Cases).Concat(InvalidProperties.Cases).Concat(InvalidBehaviour.Cases);

    [Theory]
    [MemberData(nameof(Names))]
    public void Gives_the_intended_errors_on_the_intended_lines(string name)
    {
        string text = All().Single(c => c.Name == name).Text;
        RdlResult result = Specification.Compile(text);
        string[] expected = [.. Expected(text).Order(StringComparer.Ordinal)];
        string[] actual = [.. Specification.Errors(result).Order(StringComparer.Ordinal)];
        Assert.True(
            expected.SequenceEqual(actual),
            $"expected {string.Join(" ", expected)}\nactual {string.Join(" ", actual)}\n{string.Concat(result.Diagnostics.Where(d => d.Severity == RdlSeverity.Error).Select(DiagnosticRenderer.Render))}");
        Assert.Null(result.Top);
        Assert.All(
            result.Diagnostics,
            d => Assert.True(d.Location.IsNone || (d.SourceLine is { } line && d.Location.Column <= line.Length + 1), $"no source line for {d}"));
    }

    [Fact]
    public void There_are_at_least_sixty_and_their_names_differ()
    {
        string[] names = [.. All().Select(c => c.Name)];
        Assert.True(names.Length >= 60);
        Assert.Equal(names.Length, names.Distinct().Count());
    }

    [Fact]
    public void Nearly_every_error_has_an_input()
    {
        var tested = All().SelectMany(c => Expected(c.Text)).Select(e => e[..7]).ToHashSet();
        // Includes and limits have tests of their own; a position in a file cannot be given for a missing top.
        string[] elsewhere = ["RDL0010", "RDL0011", "RDL0209", "RDL0210", "RDL0951", "RDL0952", "RDL0953", "RDL0954", "RDL0955", "RDL0957", "RDL0958", "RDL0960"];
        string[] untested = [.. RdlDiagnosticIds.All.Where(r => r.Severity == RdlSeverity.Error).Select(r => r.Id).Except(tested).Except(elsewhere)];
        Assert.Empty(untested);
    }

    private static IEnumerable<string> Expected(string text)
    {
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            Match mark = Mark().Match(lines[i]);
            if (!mark.Success) continue;
            foreach (string id in mark.Groups[1].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)) yield return $"{id}:{i + 1}";
        }
    }

    [GeneratedRegex(@"//!((?: RDL\d{4})+)")]
    private static partial Regex Mark();
}
