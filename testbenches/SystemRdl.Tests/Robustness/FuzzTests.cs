using System.Diagnostics;
using System.Text;
using HwModel.SystemRdl.Diagnostics;
using Xunit.Abstractions;

namespace HwModel.SystemRdl.Tests.Robustness;

/// <summary>Time and memory are measured while no other test runs.</summary>
[CollectionDefinition("alone", DisableParallelization = true)]
public sealed class Alone;

/// <summary>Mutated specifications: whatever comes in, a result comes out, in bounded time and memory.</summary>
[Collection("alone")]
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const int SmokeCount = 12_000;

    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", "(", ")", ";", "=", "@", "+=", "%=", "->", ".", ",", "#", "`define X ", "`include \"self.rdl\"\n", "`ifdef X\n", "`else\n", "`endif\n", "`X", "'", "\"", "/*", "*/",
        "//", "addrmap", "regfile", "reg", "field", "mem", "signal", "external", "alias", "default", "enum", "property", "sw", "hw", "rw", "intr", "counter", "encode", "next", "0", "1", "64'hFFFF",
        "4096", "0xFFFFFFFFFFFFFFFF", "99999999999999999999", "{4096{", "<<", "**", "?", ":", "::", "~", "&&", "ispresent = false;", "top", "a", "f", "alignment = 0;", "regwidth = 2147483648;",
        "mementries = 0xFFFFFFFFFFFFFFF;", "[1048576]", "\\", "<%", "\0", "\u20ac", "struct", "posedge", "this", "-> reset =", "%= 0x8000000000000000", "+= 0x7FFFFFFFFFFFFFFF",
    ];

    private static readonly string[] Seeds = [.. BuildSeeds()];

    private static IEnumerable<string> BuildSeeds()
    {
        yield return
            """
            `define W 8
            `define F(name, width) field { sw = rw; hw = r; reset = 0; } name[width];
            property p { type = number; component = reg | field; default = 3; };
            enum e { a = 1; b { name = "B"; desc = "two"; }; c = 7; };
            signal { activelow; field_reset; } rst;
            reg t #(longint unsigned N = 4, boolean S = false) { `F(x, N) `F(y, `W) shared = S; p = N * 2; };
            regfile rf { alignment = 8; t #(.N(3)) a[2] @ 0x10 += 0x10; t b; field fx {}; };
            addrmap inner { default sw = r; rf q[2][3]; external mem { mementries = 16; memwidth = 32; } m @ 0x1000; };
            addrmap top {
                name = "top"; desc = "[b]x[/b]"; addressing = fullalign;
                inner i; rf k %= 0x100;
                reg { default woclr; field { posedge intr; } ev[4]; field {} en[4]; ev -> enable = en; field { counter; incrwidth = 2; overflow; } c[8]; } irq;
                reg { regwidth = 64; accesswidth = 16; field { encode = e; } s[3]; field { nonsticky intr; sw = r; } t; } st;
                st.t -> next = irq -> intr;
                reg { field {} ev[4]; } plain; alias plain reg_alias pa;
                `ifdef NEVER
                broken {
                `elsif ALSO
                `else
                k.b.x -> sw = r;
                `endif
            };
            """.Replace("signal {", "reg reg_alias { field {} ev[4]; };\nsignal {");
        foreach ((string _, string text) in Invalid.InvalidText.Cases.Concat(Invalid.InvalidStructure.Cases).Concat(Invalid.InvalidProperties.Cases).Concat(Invalid.InvalidBehaviour.Cases))
            yield return text;
    }

    private static int Count => int.TryParse(Environment.GetEnvironmentVariable("HWMODEL_FUZZ"), out int count) ? count : SmokeCount;

    [Fact]
    public void Mutated_specifications_never_crash_hang_or_grow()
    {
        long worst = 0;
        string worstText = "";
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 0; i < Count; i++)
        {
            string text = Mutate(new Random(i));
            TimeSpan start = Process.GetCurrentProcess().TotalProcessorTime;
            try
            {
                var files = new MemoryFiles(("self.rdl", text));
                RdlResult result = RdlCompiler.Compile([new RdlSource("self.rdl", text)], new RdlOptions { Files = files });
                Assert.True(result.HasErrors == (result.Top is null), "an error and a model, or neither");
                foreach (RdlDiagnostic diagnostic in result.Diagnostics) DiagnosticRenderer.Render(diagnostic);
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"seed {i}:\n{text}", exception);
            }
            long used = (long)(Process.GetCurrentProcess().TotalProcessorTime - start).TotalMilliseconds;
            if (used <= worst) continue;
            worst = used;
            worstText = text;
        }
        Assert.True(worst < 20_000, $"{worst} ms for\n{worstText}");
        long grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(grown < 64 << 20, $"{grown >> 20} MiB stay");
        output.WriteLine($"{Count} specifications, the slowest {worst} ms of processor time, {grown >> 10} KiB stay");
        output.WriteLine(worstText);
    }

    private static string Mutate(Random random)
    {
        var text = new StringBuilder(Seeds[random.Next(3) == 0 ? 0 : random.Next(Seeds.Length)]);
        int edits = 1 + random.Next(6);
        for (int i = 0; i < edits && text.Length > 0; i++)
        {
            int at = random.Next(text.Length);
            int length = Math.Min(random.Next(1, 12), text.Length - at);
            switch (random.Next(6))
            {
                case 0:
                    text.Remove(at, length);
                    break;
                case 1:
                    text.Insert(at, Pieces[random.Next(Pieces.Length)]);
                    break;
                case 2:
                    text.Insert(at, ' ' + Pieces[random.Next(Pieces.Length)] + ' ');
                    break;
                case 3:
                    text.Insert(random.Next(text.Length), text.ToString(at, length));
                    break;
                case 4:
                    text[at] = (char)random.Next(32, 127);
                    break;
                default:
                    string other = Seeds[random.Next(Seeds.Length)];
                    int from = random.Next(other.Length);
                    text.Insert(at, other.Substring(from, Math.Min(random.Next(1, 80), other.Length - from)));
                    break;
            }
        }
        return text.ToString();
    }
}
