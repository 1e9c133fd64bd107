using HwModel.SystemRdl.Diagnostics;

namespace HwModel.SystemRdl.Tests.Findings;

/// <summary>
/// Every finding of a text, word for word and with the place that it points to, as "line,column+length id message / line,column+length note";
/// and texts just inside the rules, of which nothing is said.
/// </summary>
public sealed class FindingTests
{
    private static readonly string[] AllWarnings = [.. RdlDiagnosticIds.All.Where(rule => rule.Severity == RdlSeverity.Warning).Select(rule => rule.Id)];

    // What most of the short texts lack, and what has texts of its own.
    private static readonly string[] Resets = ["RDL1001", "RDL1002"];

    public static TheoryData<string> Expressions => [.. ExpressionFindings.Cases.Select(c => c.Text)];

    public static TheoryData<string> Bits => [.. BitFindings.Cases.Select(c => c.Text)];

    public static TheoryData<string> Addresses => [.. AddressFindings.Cases.Select(c => c.Text)];

    public static TheoryData<string> Fields => [.. FieldFindings.Cases.Select(c => c.Text)];

    public static TheoryData<string> Warnings => [.. WarningFindings.Cases.Select(c => c.Text)];

    [Theory]
    [MemberData(nameof(Expressions))]
    public void Of_expressions(string text) => Check(ExpressionFindings.Cases, text, new RdlOptions { SuppressedWarnings = Resets });

    [Theory]
    [MemberData(nameof(Bits))]
    public void Of_bits(string text) => Check(BitFindings.Cases, text, new RdlOptions { SuppressedWarnings = Resets });

    [Theory]
    [MemberData(nameof(Addresses))]
    public void Of_addresses(string text) => Check(AddressFindings.Cases, text, new RdlOptions { SuppressedWarnings = Resets });

    [Theory]
    [MemberData(nameof(Fields))]
    public void Of_fields(string text) => Check(FieldFindings.Cases, text, new RdlOptions { SuppressedWarnings = Resets });

    [Theory]
    [MemberData(nameof(Warnings))]
    public void Of_what_is_right_but_odd(string text) => Check(WarningFindings.Cases, text, new RdlOptions { Warnings = AllWarnings });

    private static void Check((string Text, string[] Findings)[] cases, string text, RdlOptions options)
    {
        RdlResult result = Specification.Compile(text, options);
        Assert.Equal(cases.Single(c => c.Text == text).Findings, result.Diagnostics.Select(Told));
        Assert.Equal(result.Diagnostics.Any(d => d.Severity == RdlSeverity.Error), result.Top is null);
    }

    private static string Told(RdlDiagnostic d) =>
        $"{Place(d.Location)} {d.Id} {d.FullMessage}{(d.Secondary is { } second ? $" / {Place(second)} {d.SecondaryNote}" : "")}";

    private static string Place(SourceSpan at) => $"{at.Line},{at.Column}+{at.Length}";
}
