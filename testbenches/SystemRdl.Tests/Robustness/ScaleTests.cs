using System.Diagnostics;
using System.Text;
using HwModel.SystemRdl.Model;
using Xunit.Abstractions;

namespace HwModel.SystemRdl.Tests.Robustness;

/// <summary>Size of real chips.</summary>
[Collection("alone")]
public sealed class ScaleTests(ITestOutputHelper output)
{
    /// <summary>A specification of that many registers, each written out, with six fields.</summary>
    internal static string Registers(int count)
    {
        var text = new StringBuilder("enum state { idle = 0; run = 1; halt = 2; };\naddrmap big {\n  default sw = rw; default hw = r; default reset = 0;\n");
        for (int i = 0; i < count; i++)
        {
            text.Append(
                $$"""
                  reg {
                    name = "Register {{i}}"; desc = "Controls unit {{i}}.";
                    field { desc = "enable"; } en;
                    field { desc = "mode"; encode = state; } mode[3:2];
                    field { hw = w; sw = r; } busy;
                    field { hw = rw; we; woclr; } err[7:5];
                    field {} threshold[15:8] = 0x{{i & 0xff:X}};
                    field { counter; sw = r; } count[31:16];
                  } r{{i}} @ 0x{{i * 4:X}};

                """);
        }
        return text.Append("};\n").ToString();
    }

    [Fact]
    public void Ten_thousand_registers_are_elaborated_in_time()
    {
        string text = Registers(10_000);
        TimeSpan start = Process.GetCurrentProcess().TotalProcessorTime;
        AddressMapNode top = Specification.Top(text);
        double used = (Process.GetCurrentProcess().TotalProcessorTime - start).TotalMilliseconds;
        output.WriteLine($"{text.Length / 1024} KiB, {top.Children.Count} registers, {top.Children.Sum(r => r.Children.Count)} fields: {used:F0} ms of processor time");
        Assert.Equal(10_000, top.Children.Count);
        Assert.Equal(0x42, top.At<FieldNode>("r66.threshold").Reset);
        // The goal is 5 s for elaboration and generation together; a loaded machine may be slower.
        Assert.True(used < 20_000);
    }
}
