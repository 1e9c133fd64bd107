using System.Diagnostics;
using System.Text;
using HwModel.Registers.Tests.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit.Abstractions;

namespace HwModel.Registers.Tests.Generated;

/// <summary>The generator as a part of the compiler.</summary>
public sealed class GeneratorTests(ITestOutputHelper output)
{
    [Fact]
    public void An_unrelated_edit_regenerates_nothing()
    {
        GeneratorDriver driver = Generation.Driver(("a.rdl", Specifications.Hardware), ("b.rdl", Specifications.Counters));
        CSharpCompilation compilation = Generation.Compilation("class A { }");
        driver = driver.RunGenerators(compilation);
        driver = driver.RunGenerators(compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText("class B { int x; }")));
        GeneratorRunResult result = driver.GetRunResult().Results[0];
        Assert.Equal(2, result.GeneratedSources.Length);
        Assert.NotEmpty(result.TrackedOutputSteps);
        IEnumerable<IncrementalGeneratorRunStep> steps = new[] { RegisterGenerator.RegisterGenerator.FilesStep, RegisterGenerator.RegisterGenerator.SourcesStep }
            .SelectMany(name => result.TrackedSteps[name]).Concat(result.TrackedOutputSteps.SelectMany(s => s.Value));
        Assert.All(steps.SelectMany(s => s.Outputs), o => Assert.True(o.Reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, o.Reason.ToString()));
    }

    [Fact]
    public void An_edit_of_a_comment_in_a_specification_changes_no_source()
    {
        var text = new MemoryText("a.rdl", Specifications.Counters);
        GeneratorDriver driver = Generation.Driver().AddAdditionalTexts([text]).RunGenerators(Generation.Compilation());
        string before = driver.GetRunResult().GeneratedTrees.Single().ToString();
        driver = driver.ReplaceAdditionalText(text, new MemoryText("a.rdl", Specifications.Counters + "\n// more\n")).RunGenerators(Generation.Compilation());
        Assert.Equal(before, driver.GetRunResult().GeneratedTrees.Single().ToString());
        Assert.All(driver.GetRunResult().Results[0].TrackedOutputSteps.SelectMany(s => s.Value).SelectMany(s => s.Outputs), o => Assert.True(o.Reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged));
    }

    [Fact]
    public void Errors_stand_at_their_line_in_the_specification()
    {
        GeneratorRunResult result = Generation.Driver(("regs/x.rdl", "addrmap top {\n  reg {\n    field { swmode; } f = 0;\n  } a;\n};\n")).RunGenerators(Generation.Compilation()).GetRunResult().Results[0];
        Diagnostic error = Assert.Single(result.Diagnostics);
        Assert.Equal("regs/x.rdl(3,13): error HWR0001: RDL0401: There is no property 'swmode'. Did you mean 'swmod'?", error.ToString());
        Assert.Empty(result.GeneratedSources);
    }

    [Theory]
    [InlineData("addrmap top { reg { regwidth = 128; accesswidth = 64; field { sw = r; } f[100] = 0; } a; };", "HWR0002")]
    [InlineData("addrmap top { reg { regwidth = 128; field {} f = 0; } a; };", "HWR0002")]
    [InlineData("addrmap top { reg { field { paritycheck; } f = 0; } a; };", "HWR0002")]
    [InlineData("addrmap top { reg { field {} f = 0; } a[500000]; };", "HWR0002")]
    [InlineData("addrmap top { reg { field { counter; overflow; hw = r; } f[2] = 0; field { counter; overflow; hw = r; } g[2] = 0; f -> incr = g -> overflow; g -> incr = f -> overflow; } a; };", "HWR0003")]
    [InlineData("addrmap top { reg { field { sw = r; hw = w; } f; field { sw = r; hw = w; } g; f -> next = g; g -> next = f; } a; };", "HWR0003")]
    public void What_is_not_generated_is_refused(string text, string id)
    {
        GeneratorRunResult result = Generation.Driver(("x.rdl", text)).RunGenerators(Generation.Compilation()).GetRunResult().Results[0];
        Assert.Contains(result.Diagnostics, d => d.Id == id);
        Assert.Empty(result.GeneratedSources);
    }

    [Fact]
    public void Includes_are_found_among_the_additional_files_and_types_are_not_generated_twice()
    {
        GeneratorRunResult result = Generation.Driver(
            ("/p/chip/top.rdl", "`include \"../common/t.rdl\"\naddrmap top { t a; };"),
            ("/p/common/t.rdl", "`ifndef T\n`define T\nreg t { field {} f = 0; };\naddrmap small { t x; };\n`endif\n")).RunGenerators(Generation.Compilation()).GetRunResult().Results[0];
        Assert.Empty(result.Diagnostics);
        Assert.Equal(["SmallRegisters.g.cs", "TopRegisters.g.cs"], result.GeneratedSources.Select(s => s.HintName).Order());
    }

    [Fact]
    public void The_same_specification_gives_the_same_text()
    {
        string Text() => Generation.Driver(("a.rdl", Specifications.Interrupts)).RunGenerators(Generation.Compilation()).GetRunResult().GeneratedTrees.Single().ToString();
        Assert.Equal(Text(), Text());
    }

    [Fact]
    public void Ten_thousand_registers_are_generated_in_time()
    {
        var text = new StringBuilder("addrmap big {\n  default sw = rw; default hw = r; default reset = 0;\n");
        for (int i = 0; i < 10_000; i++)
        {
            text.Append($"  reg {{ name = \"Register {i}\"; field {{ desc = \"enable\"; }} en; field {{}} mode[3:2]; field {{ hw = w; sw = r; }} busy; field {{ hw = rw; we; woclr; }} err[7:5]; ")
                .Append($"field {{}} threshold[15:8] = 0x{i & 0xff:X}; field {{ counter; sw = r; }} count[31:16]; }} r{i} @ 0x{i * 4:X};\n");
        }
        text.Append("};\n");
        TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
        CSharpCompilation compilation = Generation.Compilation();
        GeneratorDriver driver = Generation.Driver(("big.rdl", text.ToString())).RunGenerators(compilation);
        GeneratorRunResult result = driver.GetRunResult().Results[0];
        double used = (Process.GetCurrentProcess().TotalProcessorTime - before).TotalMilliseconds;
        int length = result.GeneratedSources.Single().SourceText.Length;
        output.WriteLine($"10000 registers, 60000 fields: {used:F0} ms of processor time, {length >> 20} MiB of C#");
        compilation = compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText("class B { int x; }"));
        before = Process.GetCurrentProcess().TotalProcessorTime;
        driver = driver.RunGenerators(compilation);
        double again = (Process.GetCurrentProcess().TotalProcessorTime - before).TotalMilliseconds;
        output.WriteLine($"after an edit elsewhere: {again:F1} ms of processor time");
        Assert.True(again < 1000);
        // The goal is 5 s on an idle machine; other tests run beside this one.
        Assert.True(used < 60_000);
    }
}
