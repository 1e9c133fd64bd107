using System.Collections.Immutable;
using HwModel.Generators.Modules;
using HwModel.Generators.Payloads;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace HwModel.Kernel.Tests.Generators;

/// <summary>The generators' and the analyzer's diagnostics, each for a small wrong module, and what an unrelated edit costs.</summary>
public sealed class GeneratorTests
{
    private const string Head = """
        using HwModel.Kernel;
        namespace Sample;

        """;

    [Theory]
    [InlineData("HWM001", "class M", "[Module] public sealed class M(Component p) : Module(p, \"m\") { protected override Activity Tick() => Activity.Idle; }")]
    [InlineData("HWM001", "class M", "[Module] public partial class M(Component p) : Module(p, \"m\") { protected override Activity Tick() => Activity.Idle; }")]
    [InlineData("HWM002", "_count", "[Module] public sealed partial class M(Component p) : Module(p, \"m\") { private int _count; protected override Activity Tick() { _count++; return Activity.Idle; } }")]
    [InlineData("HWM003", "Data", "[Module] public sealed partial class M(Component p) : Module(p, \"m\") { [In] public partial Out<int> Data { get; } protected override Activity Tick() => Activity.Idle; }")]
    [InlineData("HWM003", "Data", "[Module] public sealed partial class M(Component p) : Module(p, \"m\") { [In] public partial In<int>[] Data { get; } protected override Activity Tick() => Activity.Idle; }")]
    [InlineData("HWM004", "_names", "[Module] public sealed partial class M(Component p) : Module(p, \"m\") { [Reg] private string _names = \"\"; protected override Activity Tick() => Activity.Idle; }")]
    [InlineData("HWM005", "State = S.C", "public enum S { [Arcs(B)] A, [Arcs(C)] B, [Arcs(A)] C } [Module] public sealed partial class M(Component p) : Module(p, \"m\") { [Reg, Fsm] private S _state; protected override Activity Tick() { switch (State) { case S.A: State = S.C; break; } return Activity.Idle; } }")]
    [InlineData("HWM006", "_state = S.B", "public enum S { [Arcs(B)] A, [Arcs(A)] B } [Module] public sealed partial class M(Component p) : Module(p, \"m\") { [Reg, Fsm] private S _state; protected override Activity Tick() { _state = S.B; return Activity.Idle; } }")]
    [InlineData("HWM007", "other._count", "[Module] public sealed partial class M(Component p, M other) : Module(p, \"m\") { [Reg] private int _count; protected override Activity Tick() { other._count = 1; return Activity.Idle; } }")]
    [InlineData("HWM008", "_state", "public enum S { A = 1, B = 2 } [Module] public sealed partial class M(Component p) : Module(p, \"m\") { [Reg, Fsm] private S _state; protected override Activity Tick() => Activity.Idle; }")]
    [InlineData("HWM008", "_state", "public enum S { A, B } [Module] public sealed partial class M(Component p) : Module(p, \"m\") { [Reg, Fsm] private S _state; protected override Activity Tick() => Activity.Idle; }")]
    [InlineData("HWM009", "Bad", "[Payload] public record struct Bad(int X);")]
    [InlineData("HWM009", "string Text", "[Payload] public readonly partial record struct Bad(string Text);")]
    [InlineData("HWM010", "b.Numbers", "[Module] public sealed partial class M(Component p) : Module(p, \"m\") { [In] public partial In<int> Numbers { get; } [Out] public partial Out<int> Sent { get; } protected override Activity Tick() => Activity.Idle; } static class Top { static void Build(M a, M b, M c) { Wiring.Connect(a.Sent, b.Numbers); Wiring.Connect(c.Sent, b.Numbers); } }")]
    public void A_mistake_is_reported_where_it_is(string id, string where, string code)
    {
        Diagnostic[] found = [.. Compile(Head + code).Where(diagnostic => diagnostic.Id.StartsWith("HWM", StringComparison.Ordinal))];
        Diagnostic diagnostic = Assert.Single(found);
        Assert.Equal(id, diagnostic.Id);
        Assert.Equal(DiagnosticSeverity.Error, diagnostic.Severity);
        string text = (Head + code).Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length);
        Assert.True(where.Contains(text) || text.Contains(where), $"at '{text}'");
        string pages = File.ReadAllText(Path.Combine(RepositoryPaths.Root, "codegen", "HwModel.Generators", "Diagnostics.md"));
        Assert.Contains($"## {id}", pages);
    }

    [Fact]
    public void A_right_module_has_no_diagnostics()
    {
        const string Code = """
            public enum S { [Arcs(B)] A, [Arcs(A)] B }
            [Payload] public readonly partial record struct P(int X, bool Y);
            [Module] public sealed partial class M(Component p, int depth) : Module(p, "m")
            {
                [In(Depth = nameof(depth), Count = 2)] public partial In<P>[] Data { get; }
                [Out] public partial Out<P> Sent { get; }
                [In] public partial SignalIn<bool> Enable { get; }
                [Out] public partial RegOut<bool> Full { get; }
                [Out] public partial WireOut<int> Level { get; }
                [Reg, Fsm] private S _state = S.B;
                [Reg] private P _last;
                [Reg(Width = 5)] private int _count = 3;
                [Reg] private readonly ulong[] _table = new ulong[depth];
                [Reg] private RandomStream _random;
                [Wired] private M _peer;
                private readonly int _limit = depth;
                protected override void Settle() => Level.Drive(_count);
                protected override Activity Tick() { switch (State) { case S.A: State = S.B; break; case S.B: State = S.A; break; } _count += _limit; return Activity.Idle; }
            }
            """;
        Assert.Empty(Compile(Head + Code).Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning && diagnostic.Id is not ("CS8618" or "CS0649" or "CS0169")));
    }

    [Fact]
    public void An_unrelated_edit_regenerates_nothing()
    {
        const string Module = Head + "[Module] public sealed partial class M(Component p) : Module(p, \"m\") { [Reg] private int _count; protected override Activity Tick() => Activity.Idle; }";
        CSharpCompilation compilation = Compilation(Module, "class Other { int F() => 1; }");
        GeneratorDriver driver = CSharpGeneratorDriver.Create([new ModuleGenerator().AsSourceGenerator()],
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        driver = driver.RunGenerators(compilation);
        SyntaxTree other = compilation.SyntaxTrees[1];
        driver = driver.RunGenerators(compilation.ReplaceSyntaxTree(other, CSharpSyntaxTree.ParseText("class Other { int F() => 2; }")));
        ImmutableArray<IncrementalGeneratorRunStep> steps = driver.GetRunResult().Results[0].TrackedSteps[ModuleGenerator.ModelStep];
        Assert.All(steps.SelectMany(step => step.Outputs), output => Assert.True(output.Reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, output.Reason.ToString()));
    }

    private static ImmutableArray<Diagnostic> Compile(string code)
    {
        CSharpCompilation compilation = Compilation(code);
        CSharpGeneratorDriver.Create(new ModuleGenerator().AsSourceGenerator(), new PayloadGenerator().AsSourceGenerator())
            .RunGeneratorsAndUpdateCompilation(compilation, out Compilation completed, out ImmutableArray<Diagnostic> generated);
        ImmutableArray<Diagnostic> analyzed = completed.WithAnalyzers([new ModuleAnalyzer()]).GetAllDiagnosticsAsync().GetAwaiter().GetResult();
        return [.. generated, .. analyzed];
    }

    private static CSharpCompilation Compilation(params string[] sources)
    {
        string[] platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        IEnumerable<MetadataReference> references = platform.Append(typeof(Module).Assembly.Location).Distinct().Select(path => MetadataReference.CreateFromFile(path));
        return CSharpCompilation.Create("Sample", sources.Select((source, i) => CSharpSyntaxTree.ParseText(source, path: $"Sample{i}.cs")), references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Disable));
    }
}
