using HwModel.SystemRdl.Diagnostics;
using HwModel.SystemRdl.Model;

namespace HwModel.SystemRdl.Tests.FrontEnd;

/// <summary>SystemRDL 2.0, clause 16.</summary>
public sealed class PreprocessorTests
{
    private static RdlResult CompileFiles(string main, RdlOptions options, params (string, string)[] files) =>
        RdlCompiler.Compile([new RdlSource("d/main.rdl", main)], options with { Files = new MemoryFiles(files) });

    [Fact]
    public void Files_are_included_from_beside_the_file_and_from_the_folders()
    {
        RdlResult result = CompileFiles(
            "`include \"a.rdl\"\n`include \"b.rdl\"\naddrmap top { a x; b y; };",
            new RdlOptions { IncludeFolders = ["lib"] },
            ("d/a.rdl", "reg a { field {} f; };"),
            ("lib/b.rdl", "`include \"c.rdl\""),
            ("lib/c.rdl", "reg b { field {} g; };"));
        Assert.Empty(Specification.Errors(result));
        Assert.Equal(["d/a.rdl", "lib/b.rdl", "lib/c.rdl"], result.IncludedFiles);
        Assert.Equal("lib/c.rdl", result.Top!.At("y").TypeLocation.File);
    }

    [Fact]
    public void Errors_in_an_included_file_stand_there()
    {
        RdlResult result = CompileFiles("\n`include \"a.rdl\"\naddrmap top { a x; };", new RdlOptions(), ("d/a.rdl", "reg a {\n  field { swe; } f;\n};"));
        RdlDiagnostic error = Assert.Single(result.Diagnostics, d => d.Severity == RdlSeverity.Error);
        Assert.Equal(("RDL0401", "d/a.rdl", 2, 11), (error.Id, error.Location.File, error.Location.Line, error.Location.Column));
        Assert.Equal("  field { swe; } f;", error.SourceLine);
    }

    [Fact]
    public void A_file_that_includes_itself_is_an_error()
    {
        RdlResult result = CompileFiles("`include \"a.rdl\"\naddrmap top { a x; };", new RdlOptions(), ("d/a.rdl", "`include \"b.rdl\"\nreg a { field {} f; };"), ("d/b.rdl", "\n`include \"a.rdl\"\n"));
        RdlDiagnostic error = Assert.Single(result.Diagnostics, d => d.Severity == RdlSeverity.Error);
        Assert.Equal(("RDL0011", "d/b.rdl", 2), (error.Id, error.Location.File, error.Location.Line));
    }

    [Fact]
    public void A_file_may_be_included_twice_one_after_the_other()
    {
        RdlResult result = CompileFiles("addrmap top { reg { `include \"f.rdl\"\n } a; reg { `include \"f.rdl\"\n } b; };", new RdlOptions(), ("d/f.rdl", "field {} f;"));
        Assert.Empty(Specification.Errors(result));
        Assert.Equal(2, result.Top!.Children.Count);
    }

    [Fact]
    public void Macros_with_and_without_arguments_are_replaced()
    {
        AddressMapNode top = Specification.Top(
            """
            `define WIDTH 4
            `define TWICE(x) (x * 2)
            `define FIELD(name, width, value) \
                field { desc = "a string with name"; } \
                    name[width] = value;
            addrmap top { reg { `FIELD(a, `WIDTH, `TWICE(3)) `FIELD(b, `TWICE(`WIDTH), {2'b1, 2'b0}) } q; };
            """);
        RegisterNode q = top.At<RegisterNode>("q");
        Assert.Equal([("a", 0, 4, 6), ("b", 4, 8, 4)], q.Fields.Select(f => (f.InstanceName, f.Low, f.Width, (int)f.Reset!.Value)));
        Assert.Equal("a string with name", q.Fields[0].Description);
    }

    [Fact]
    public void Undef_forgets_a_macro()
    {
        RdlResult result = Specification.Compile("`define A\n`undef A\n`ifdef A\nnonsense\n`endif\naddrmap top { reg { field {} f; } q; };\n`A\n");
        Assert.Equal(["RDL0013:7"], Specification.Errors(result));
    }

    [Theory]
    [InlineData("", "c")]
    [InlineData("`define A", "a")]
    [InlineData("`define B", "b")]
    [InlineData("`define A\n`define B", "a")]
    public void The_first_branch_that_holds_is_taken(string defines, string expected)
    {
        AddressMapNode top = Specification.Top(
            $$"""
            {{defines}}
            addrmap top { reg {
            `ifdef A
              field {} a;
              `ifdef NEVER
                field {} `UNKNOWN "open
              `else
              `endif
            `elsif B
              field {} b;
            `else
              field {} c;
            `endif
            `ifndef A
            `endif
            } q; };
            """);
        Assert.Equal([expected], top.At<RegisterNode>("q").Fields.Select(f => f.InstanceName));
    }

    [Fact]
    public void Line_changes_the_places_that_are_shown()
    {
        RdlResult result = Specification.Compile("`line 100 \"gen.txt\" 0\naddrmap top {\n  reg { field { swe; } f; } q; };");
        RdlDiagnostic error = Assert.Single(result.Diagnostics, d => d.Severity == RdlSeverity.Error);
        Assert.Equal(("gen.txt", 101), (error.Location.File, error.Location.Line));
    }

    [Fact]
    public void Defines_may_come_from_outside()
    {
        RdlResult result = RdlCompiler.Compile(
            [new RdlSource("t", "addrmap top { reg { field {} f[`W]; } q; };")], new RdlOptions { Defines = new Dictionary<string, string> { ["W"] = "7" } });
        Assert.Equal(7, result.Top!.At<FieldNode>("q.f").Width);
    }
}
