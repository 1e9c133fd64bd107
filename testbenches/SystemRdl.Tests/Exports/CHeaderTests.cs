using HwModel.SystemRdl.Exports;
using HwModel.SystemRdl.Model;
using static HwModel.SystemRdl.Tests.Exports.HeaderProgram;

namespace HwModel.SystemRdl.Tests.Exports;

/// <summary>The C header: compiled by gcc, g++ and the Arm compiler, and run.</summary>
public class CHeaderTests
{
    private const string Shapes = """
        enum mode_e { off = 0 { desc = "Off."; }; on = 1; };
        addrmap shapes {
            reg { field { sw = rw; hw = r; encode = mode_e; } mode[1:0] = 1; field { sw = r; hw = w; } busy[31:31]; } ctrl @0x0;
            reg { field { sw = r; hw = w; } result[31:0]; } status @0x4;
            reg { field { sw = w; hw = r; } argument[31:0]; } command @0x4;
            reg { regwidth = 8; field { sw = rw; hw = r; } \int [7:0]; } byte_reg @0x8;
            reg { regwidth = 16; field { sw = rw; hw = r; } f[15:4] = 12'hABC; } half @0xA;
            reg { regwidth = 64; field { sw = rw; hw = r; } f[40:8] = 33'h100000001; } wide @0x10;
            reg { regwidth = 64; accesswidth = 32; field { sw = rw; hw = r; } low[31:0]; field { sw = rw; hw = r; } high[63:32]; } split @0x18;
            reg { regwidth = 128; accesswidth = 32; field { sw = rw; hw = r; } a[7:0]; field { sw = rw; hw = r; } b[100:96]; } huge @0x20;
            reg { field { sw = rw; hw = r; } f[7:0]; } spaced[3] @0x30 += 0x8;
            regfile {
                reg { field { sw = rw; hw = r; } f[31:0]; } x @0x0;
                reg { field { sw = rw; hw = r; } f[31:0]; } y[2][3] @0x8;
            } rf[4] @0x100 += 0x40;
            external mem { mementries = 16; memwidth = 32; } ram @0x400;
        };
        """;

    [ToolFact("gcc")]
    public void EveryShapeCompilesWithoutAWarningAndPrintsItsAddresses()
    {
        string[] lines = CompileAndRun(Models.FromText(Shapes));
        Assert.Contains("R shapes.ctrl 0x0 4 0x1", lines);
        Assert.Contains("F shapes.ctrl.mode 0 2 0x3", lines);
        Assert.Contains("F shapes.ctrl.busy 31 1 0x80000000", lines);
        Assert.Contains("R shapes.status 0x4 4 0x0", lines);
        Assert.Contains("R shapes.command 0x4 4 0x0", lines);
        Assert.Contains("R shapes.half 0xa 2 0xabc0", lines);
        Assert.Contains("R shapes.wide 0x10 8 0x10000000100", lines);
        Assert.Contains("F shapes.wide.f 8 33 0x1ffffffff00", lines);
        Assert.Contains("R shapes.spaced[2] 0x40 4 0x0", lines);
        Assert.Contains("R shapes.rf[3].y[1][2] 0x1dc 4 0x0", lines);
        Assert.Contains("M shapes.ram 0x400 64", lines);
    }

    [Fact]
    public void MacrosHaveThePublishedForm()
    {
        string header = Models.Export(Models.FromText(Shapes), "c", ".h");
        Assert.Contains("#define SHAPES_CTRL_OFFSET 0x0u\n", header, StringComparison.Ordinal);
        Assert.Contains("#define SHAPES_CTRL_RESET 0x00000001u\n", header, StringComparison.Ordinal);
        Assert.Contains("#define SHAPES_CTRL_MODE_bp 0u", header, StringComparison.Ordinal);
        Assert.Contains("#define SHAPES_CTRL_MODE_bw 2u\n", header, StringComparison.Ordinal);
        Assert.Contains("#define SHAPES_CTRL_MODE_bm 0x00000003u\n", header, StringComparison.Ordinal);
        Assert.Contains("#define MODE_E_OFF 0x0u /* Off. */\n", header, StringComparison.Ordinal);
        Assert.Contains("#define SHAPES_SPACED_COUNT 3u\n", header, StringComparison.Ordinal);
        Assert.Contains("#define SHAPES_SPACED_STRIDE 0x8u\n", header, StringComparison.Ordinal);
        // Bit 96 is bit 0 of the fourth 32-bit word.
        Assert.Contains("#define SHAPES_HUGE_B_wi 3u\n#define SHAPES_HUGE_B_bp 0u\n", header, StringComparison.Ordinal);
        Assert.Contains("volatile const uint32_t status;", header, StringComparison.Ordinal);
        Assert.Contains("volatile uint32_t command;", header, StringComparison.Ordinal);
    }

    [ToolFact("gcc")]
    public void AStructOnUnalignedAddressesFallsBackToSmallWords()
    {
        string[] lines = CompileAndRun(Models.FromText("""
            addrmap odd {
                addressing = compact;
                reg { regwidth = 8; field { sw = rw; hw = r; } f[7:0]; } a;
                reg { regwidth = 32; accesswidth = 8; field { sw = rw; hw = r; } low[7:0]; field { sw = rw; hw = r; } high[31:24]; } b;
                regfile { reg { regwidth = 32; field { sw = rw; hw = r; } f[31:0]; } y @0; reg { regwidth = 8; field { sw = rw; hw = r; } f[7:0]; } c @4; } rf[2];
            };
            """));
        // Compact: b follows a at 1, the register files follow b at 5, five bytes each.
        Assert.Contains("R odd.b 0x1 4 0x0", lines);
        Assert.Contains("R odd.rf[1].y 0xa 4 0x0", lines);
        Assert.Contains("R odd.rf[1].c 0xe 1 0x0", lines);
    }

    [ToolFact("gcc")]
    public void AnOffsetThatIsWrongStopsTheCompiler()
    {
        AddressMapNode top = Models.FromText(Shapes);
        using var folder = new TemporaryFolder();
        foreach (ExportFile file in RdlExporters.Find("c")!.Export(top)) File.WriteAllText(folder.File(file.Name), file.Text);
        string header = folder.File("shapes.h");
        string text = File.ReadAllText(header);
        Assert.Contains("volatile uint16_t half;", text, StringComparison.Ordinal);
        File.WriteAllText(header, text.Replace("volatile uint16_t half;", "volatile uint64_t half;", StringComparison.Ordinal));
        ToolResult result = OutsideTools.Run("gcc", [.. Strict, "-fsyntax-only", "shapes_check.c"], folder.Path);
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("offset of shapes_regs_t.wide", result.Error, StringComparison.Ordinal);
    }

    /// <summary>A driver's view: the overlay on a block of memory, the macros for fields.</summary>
    [ToolFact("gcc")]
    public void ADriverReadsAndWritesThroughTheHeader()
    {
        using TemporaryFolder folder = Write(Models.FromChip("SpiNNaker2/Router/router.rdl"));
        File.WriteAllText(folder.File("driver.c"), """
            #include "router.h"
            #include <stdio.h>
            #include <stdlib.h>
            int main(void) {
                unsigned char *memory = calloc(1, sizeof(router_regs_t));
                router_regs_t *router = (router_regs_t *)memory;
                router->control = ROUTER_CONTROL_RESET;
                router->control = HWMODEL_SET(ROUTER_CONTROL_MONITOR, router->control, 5u);
                router->filter[3] = ROUTER_FILTER_DEST_DUMP_bm;
                router->diversion = ROUTER_DIVERSION_E_DISCARD << ROUTER_DIVERSION_LINK5_bp;
                router->mc_table[8 * 2 + 1] = 0xFFFF0000u;
                printf("%x %x %x %x %x %x\n", (unsigned)router->control, (unsigned)HWMODEL_GET(ROUTER_CONTROL_WAIT1, router->control),
                    (unsigned)*(volatile uint32_t *)(memory + 0x20C), (unsigned)*(volatile uint32_t *)(memory + 0x80), (unsigned)*(volatile uint32_t *)(memory + 0x100044),
                    (unsigned)router->status);
                free(memory);
                return 0;
            }
            """);
        ToolResult compiled = OutsideTools.Run("gcc", [.. Strict, "driver.c", "-o", "driver"], folder.Path);
        Assert.True(compiled.ExitCode == 0, compiled.Error);
        // 0x00400001 with 5 in bits 13:8; bit 16; 2 in bits 11:10; word 1 of entry 2 at 0x100000 + 2 x 32 + 4.
        Assert.Equal("400501 40 10000 800 ffff0000 0\n", OutsideTools.Run(folder.File("driver"), [], folder.Path).Output);
    }

    [ToolFact("gcc")]
    public void AWriteToAReadOnlyRegisterDoesNotCompile()
    {
        using TemporaryFolder folder = Write(Models.FromChip("SpiNNaker2/Router/router.rdl"));
        File.WriteAllText(folder.File("driver.c"), "#include \"router.h\"\nvoid f(router_regs_t *router);\nvoid f(router_regs_t *router) { router->status = 1; }\n");
        ToolResult result = OutsideTools.Run("gcc", [.. Strict, "-fsyntax-only", "driver.c"], folder.Path);
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("read-only", result.Error, StringComparison.Ordinal);
    }

    [ToolFact("g++")]
    public void TheHeaderIsAlsoCxx()
    {
        using TemporaryFolder folder = Write(Models.FromText(Shapes));
        ToolResult result = OutsideTools.Run("g++", ["-std=c++17", "-Wall", "-Wextra", "-Werror", "-fsyntax-only", "-x", "c++", "shapes.h"], folder.Path);
        Assert.True(result.ExitCode == 0, result.Error);
    }
}
