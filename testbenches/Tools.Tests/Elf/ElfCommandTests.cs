using System.Text.Json;
using HwModel.Benches.PeCore.LockStep;
using HwModel.SpiNNaker2.Pe.Core.Assembly;

namespace HwModel.Tools.Tests.Elf;

public sealed class ElfCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static string Programs => Path.Combine(RepositoryPaths.Root, "testbenches", "SpiNNaker2.Tests", "Pe", "Programs");

    public void Dispose() => _folder.Dispose();

    private static (int Exit, string Output, string Error) Run(params string[] arguments)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        int exit = HwModel.Cli.Program.Invoke(["elf", .. arguments], output, error);
        return (exit, output.ToString(), error.ToString());
    }

    /// <summary>A program of one code segment at 0 that begins with this text at 0x400.</summary>
    private string Program(string name, string text)
    {
        byte[] code = new byte[0x1000];
        BitConverter.GetBytes(0x1_0000u).CopyTo(code, 0);
        BitConverter.GetBytes(0x401u).CopyTo(code, 4);
        ushort[] halves = new Assembler().Assemble(text, 0x400);
        for (int i = 0; i < halves.Length; i++) BitConverter.GetBytes(halves[i]).CopyTo(code, 0x400 + i * 2);
        string path = _folder.File(name);
        File.WriteAllBytes(path, ElfWriter.Write((0u, code)));
        return path;
    }

    [Fact]
    public void The_exit_status_is_the_programs_own()
    {
        (int exit, string output, string error) = Run(Path.Combine(Programs, "format.elf"));
        Assert.Equal(4, exit); // strlen("axon")
        Assert.StartsWith("axon      |    0|00000|-2.000|1.428571e-01\n", output, StringComparison.Ordinal);
        Assert.Equal("", error);
    }

    [Fact]
    public void Quiet_prints_nothing() => Assert.Equal((0, "", ""), Run(Path.Combine(Programs, "sort.elf"), "--quiet"));

    [Fact]
    public void Statistics_are_written_as_JSON()
    {
        string file = _folder.File("stats.json");
        Assert.Equal(0, Run(Path.Combine(Programs, "crc.elf"), "--stats", file, "--memory", "split").Exit);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(file));
        JsonElement root = json.RootElement;
        long instructions = root.GetProperty("instructions").GetInt64();
        Assert.Equal(instructions, root.GetProperty("classes").EnumerateObject().Sum(item => item.Value.GetInt64()));
        Assert.Equal(0, root.GetProperty("exitCode").GetInt32());
        // Each instruction takes a cycle but folded ones, and each cycle more has a reason.
        long stalls = root.GetProperty("stalls").EnumerateObject().Sum(item => item.Value.GetInt64());
        Assert.Equal(instructions - root.GetProperty("foldedIt").GetInt64() + stalls, root.GetProperty("cycles").GetInt64());
    }

    [Fact]
    public void Windows_between_trigger_functions_are_counted()
    {
        // No symbols in a made program: the windows of a program with start_trigger are tested with gcc below.
        string file = _folder.File("stats.json");
        Run(Path.Combine(Programs, "sort.elf"), "--stats", file);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(file));
        Assert.Equal(0, json.RootElement.GetProperty("windows").GetArrayLength());
    }

    [ToolFact("arm-none-eabi-gcc")]
    public void A_window_counts_from_the_start_functions_first_instruction_to_the_stop_functions_first()
    {
        string source = _folder.File("window.c"), elf = _folder.File("window.elf");
        File.WriteAllText(source, """
            #include "support.h"
            __attribute__((naked, noinline)) void start_trigger(void) { __asm__ volatile("bx lr"); }
            __attribute__((naked, noinline)) void stop_trigger(void) { __asm__ volatile("bx lr"); }
            __attribute__((naked, noinline)) static void twice(void)
            {
                __asm__ volatile("push {r4, lr}\n bl start_trigger\n nop\n nop\n nop\n bl stop_trigger\n bl start_trigger\n bl stop_trigger\n pop {r4, pc}");
            }
            int main(void) { twice(); return 0; }
            """);
        ToolResult gcc = OutsideTools.Run("arm-none-eabi-gcc", ["-mcpu=cortex-m4", "-mthumb", "-O2", "-ffreestanding", "-nostartfiles", "-nostdlib", "-I", Programs, "-T", Path.Combine(Programs, "flat.ld"),
            "-o", elf, Path.Combine(Programs, "startup.c"), source]);
        Assert.True(gcc.ExitCode == 0, gcc.Error);
        string file = _folder.File("stats.json");
        Assert.Equal(0, Run(elf, "--stats", file).Exit);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(file));
        int[] counts = [.. json.RootElement.GetProperty("windows").EnumerateArray().Select(window => window.GetProperty("instructions").GetInt32())];
        Assert.Equal([5, 2], counts); // bx lr, three nops, bl; then bx lr, bl
    }

    [Fact]
    public void The_log_has_a_line_for_each_instruction()
    {
        string log = _folder.File("log.txt"), stats = _folder.File("stats.json");
        string elf = Program("log.elf", "movs r0, #0x18\nmovw r1, #0x26\nmovt r1, #2\nbkpt 0x00ab");
        Assert.Equal(0, Run(elf, "--log", log, "--stats", stats).Exit);
        string[] lines = File.ReadAllLines(log);
        Assert.Equal(4, lines.Length);
        Assert.Equal(["0", "00000400", "2018", "movs", "r0,", "#24", "r0=00000018", "apsr=00000000"], lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("f2c00102", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void A_fault_that_nothing_handles_is_exit_3_with_registers_status_and_instruction()
    {
        (int exit, _, string error) = Run(Program("fault.elf", "movs r0, #7\nudf #1"));
        Assert.Equal(3, exit);
        Assert.Contains("UNDEFINSTR", error, StringComparison.Ordinal);
        Assert.Contains("udf #1", error, StringComparison.Ordinal);
        Assert.Contains("0x00000402", error, StringComparison.Ordinal);
        Assert.Contains("R0  00000007", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("loop: b.n loop")]
    [InlineData("loop: wfi\nb.n loop")]
    public void The_cycle_limit_is_exit_4(string text)
    {
        (int exit, _, string error) = Run(Program("endless.elf", text), "--max-cycles", "5000");
        Assert.Equal(4, exit);
        Assert.Contains("5000 cycles", error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_program_is_one_sentence_and_exit_2()
    {
        byte[] good = File.ReadAllBytes(Path.Combine(Programs, "sort.elf"));
        var cases = new Dictionary<string, Func<byte[]>>
        {
            ["empty"] = () => [],
            ["text"] = () => "hello"u8.ToArray(),
            ["truncated"] = () => good[..3000],
            ["other machine"] = () => With(good, 18, 62),
            ["64 bit"] = () => With(good, 4, 2),
            ["big-endian"] = () => With(good, 5, 2),
            ["object file"] = () => With(good, 16, 1),
            ["overlap"] = () => ElfWriter.Write((0u, new byte[64]), (32u, new byte[64])),
            ["out of range"] = () => ElfWriter.Write((0u, new byte[64]), (0x1_FFF0u, new byte[64])),
            ["no vectors"] = () => ElfWriter.Write((0x100u, new byte[64])),
        };
        foreach ((string name, Func<byte[]> make) in cases)
        {
            string path = _folder.File("bad.elf");
            File.WriteAllBytes(path, make());
            (int exit, _, string error) = Run(path);
            Assert.True(exit == 2, $"{name}: exit {exit}, {error}");
            Assert.Single(error.TrimEnd().Split('\n'));
        }
        Assert.Equal(2, Run(_folder.File("absent.elf")).Exit);
    }

    [Fact]
    public void Damaged_programs_never_crash_the_command()
    {
        byte[] good = File.ReadAllBytes(Path.Combine(Programs, "fft.elf"));
        var random = new Random(17);
        for (int i = 0; i < 300; i++)
        {
            byte[] bad = [.. good];
            int changes = random.Next(1, 12);
            // Mostly the headers, at both ends of the file
            for (int k = 0; k < changes; k++) bad[random.Next(3) == 0 ? random.Next(bad.Length) : random.Next(2) == 0 ? random.Next(120) : bad.Length - 1 - random.Next(300)] = (byte)random.Next(256);
            if (random.Next(4) == 0) bad = bad[..random.Next(bad.Length)];
            string path = _folder.File("bad.elf");
            File.WriteAllBytes(path, bad);
            (int exit, _, string error) = Run(path, "--max-cycles", "20000", "--quiet");
            Assert.DoesNotContain("internal error", error, StringComparison.Ordinal);
            if (exit == 2) Assert.Single(error.TrimEnd().Split('\n'));
        }
    }

    [ToolFact("gdb-multiarch")]
    public async Task Gdb_sets_breakpoints_and_watchpoints_and_reads_registers()
    {
        string elf = Program("gdb.elf", """
            movs r0, #1
            movs r1, #2
            movw r2, #0x2000
            str r1, [r2]
            adds r0, r0, r1
            movs r3, #9
            str r3, [r2]
            movs r0, #0x18
            movw r1, #0x26
            movt r1, #2
            bkpt 0x00ab
            """);
        int port = FreePort();
        Task<(int Exit, string Output, string Error)> server = Task.Run(() => Run(elf, "--gdb", port.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        ToolResult gdb = await Task.Run(() => Retry(() => OutsideTools.Run("gdb-multiarch", ["-nx", "-batch", "-ex", "set architecture armv7e-m", "-ex", $"target remote 127.0.0.1:{port}",
            "-ex", "break *0x40c", "-ex", "continue", "-ex", "info registers r0 r1 pc", "-ex", "stepi", "-ex", "print/x $r0", "-ex", "x/1xw 0x2000", "-ex", "set $s1 = 1.5",
            "-ex", "print $s1", "-ex", "watch *(int*)0x2000", "-ex", "continue", "-ex", "print *(int*)0x2000", "-ex", "delete", "-ex", "continue"], seconds: 60)));
        (int exit, _, _) = await server;
        Assert.Equal(0, exit);
        Assert.Contains("Breakpoint 1, 0x0000040c", gdb.Output, StringComparison.Ordinal);
        Assert.Contains("$1 = 0x3", gdb.Output, StringComparison.Ordinal);
        Assert.Contains("0x2000:\t0x00000002", gdb.Output, StringComparison.Ordinal);
        Assert.Contains("$2 = 1.5", gdb.Output, StringComparison.Ordinal);
        Assert.Contains("New value = 9", gdb.Output, StringComparison.Ordinal);
        Assert.Contains("exited normally", gdb.Output, StringComparison.Ordinal);
    }

    [ToolFact("gdb-multiarch")]
    public async Task Gdb_stops_where_watched_data_is_read_or_touched()
    {
        string elf = Program("watch.elf", """
            movw r2, #0x2000
            movs r1, #7
            str r1, [r2]
            movs r0, #1
            ldr r3, [r2]
            movs r0, #2
            str r0, [r2]
            movs r0, #0x18
            movw r1, #0x26
            movt r1, #2
            bkpt 0x00ab
            """);
        int port = FreePort();
        Task<(int Exit, string Output, string Error)> server = Task.Run(() => Run(elf, "--gdb", port.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        ToolResult gdb = await Task.Run(() => Retry(() => OutsideTools.Run("gdb-multiarch", ["-nx", "-batch", "-ex", "set architecture armv7e-m", "-ex", $"target remote 127.0.0.1:{port}",
            "-ex", "rwatch *(int*)0x2000", "-ex", "continue", "-ex", "print/x $pc", "-ex", "delete", "-ex", "awatch *(int*)0x2000", "-ex", "continue", "-ex", "print/x $pc",
            "-ex", "delete", "-ex", "continue"], seconds: 90)));
        (int exit, _, _) = await server;
        Assert.Equal(0, exit);
        Assert.Contains("read watchpoint 1", gdb.Output, StringComparison.Ordinal);
        Assert.Contains("$1 = 0x40c", gdb.Output, StringComparison.Ordinal); // behind the load, not behind the store before it
        Assert.Contains("access (read/write) watchpoint 2", gdb.Output, StringComparison.Ordinal);
        Assert.Contains("$2 = 0x410", gdb.Output, StringComparison.Ordinal);
        Assert.Contains("exited normally", gdb.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_number_of_the_core_can_be_changed_and_a_wrong_one_is_one_sentence()
    {
        string elf = Program("set.elf", "b.n next\nnop\nnext: movs r0, #0x18\nmovw r1, #0x26\nmovt r1, #2\nbkpt 0x00ab");
        Assert.Equal(Cycles("pe.core.refill_decode=1") + 2, Cycles("pe.core.refill_decode=3"));
        Assert.Contains("did you mean pe.core.refill_load?", Run(elf, "--set", "pe.core.refil_load=1").Error, StringComparison.Ordinal);
        Assert.Contains("pe.core.refill_decode is a whole number from 1 to 3, not '9'", Run(elf, "--set", "pe.core.refill_decode=9").Error, StringComparison.Ordinal);
        Assert.Contains("published", Run("--parameters").Output, StringComparison.Ordinal);

        long Cycles(string set)
        {
            string file = _folder.File("stats.json");
            Assert.Equal(0, Run(elf, "--set", set, "--stats", file).Exit);
            using JsonDocument json = JsonDocument.Parse(File.ReadAllText(file));
            return json.RootElement.GetProperty("cycles").GetInt64();
        }
    }

    private static ToolResult Retry(Func<ToolResult> action)
    {
        for (int i = 0; ; i++)
        {
            ToolResult result = action();
            if (i == 20 || !(result.Output + result.Error).Contains("refused", StringComparison.Ordinal)) return result;
            Thread.Sleep(200);
        }
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static byte[] With(byte[] file, int at, byte value)
    {
        byte[] changed = [.. file];
        changed[at] = value;
        return changed;
    }
}
