using System.Globalization;
using System.Text.Json;

namespace HwModel.Tools.Tests.Elf;

/// <summary>hwmodel elf --memory pe: a whole processing element, its counts and its waveform.</summary>
public sealed class ElementRunTests : IDisposable
{
    private static readonly string Programs = Path.Combine(RepositoryPaths.Root, "testbenches", "SpiNNaker2.Tests", "PeSystem", "Programs");
    private static readonly string CorePrograms = Path.Combine(RepositoryPaths.Root, "testbenches", "SpiNNaker2.Tests", "Pe", "Programs");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Build(string name)
    {
        string elf = _folder.File(name + ".elf");
        ToolResult gcc = OutsideTools.Run("arm-none-eabi-gcc", ["-mcpu=cortex-m4", "-mthumb", "-mfpu=fpv4-sp-d16", "-mfloat-abi=hard", "-O2", "-ffreestanding", "-nostdlib", "-T", "pe.ld", "startup.c", name + ".c", "-lgcc", "-o", elf], Programs);
        Assert.True(gcc.ExitCode == 0, gcc.Error);
        return elf;
    }

    private static int Run(params string[] arguments)
    {
        var error = new StringWriter();
        int exit = HwModel.Cli.Program.Invoke(["elf", .. arguments], new StringWriter(), error);
        Assert.Equal("", error.ToString());
        return exit;
    }

    [ToolFact("arm-none-eabi-gcc")]
    public void A_timer_interrupts_load_multiples_and_energy_follows_the_cycles()
    {
        string stats = _folder.File("stats.json"), trace = _folder.File("run.vcd");
        Assert.Equal(0, Run(Build("interrupted"), "--memory", "pe", "--stats", stats, "--trace", trace));
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(stats));
        JsonElement root = json.RootElement, element = root.GetProperty("processingElement");
        Assert.Equal(5, root.GetProperty("exceptions").GetInt64());
        long cycles = element.GetProperty("cycles").GetInt64(), active = element.GetProperty("activeCycles").GetInt64();
        Assert.InRange(cycles, 10 * 300, 11 * 300); // five periods of 2 us at 300 MHz
        // 3.220 mW asleep and 14.98 pJ a cycle at 0.8 V, from the published chip powers.
        Assert.Equal(3.220 * cycles / 0.3 + 14.98 * active, root.GetProperty("energyPicojoules").GetDouble(), tolerance: 50);
        string text = File.ReadAllText(trace);
        Assert.Contains("sldmia.w\\040r7,\\040{r2,\\040r3,\\040r4,\\040r5,\\040r6,\\040r8,\\040r9,\\040r10}", text, StringComparison.Ordinal);
        Assert.Contains("sirq_timer1", text, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.File("run.gtkw")));
    }

    [Theory]
    [InlineData("flat")]
    [InlineData("pe")]
    public void A_program_prints_the_same_on_every_memory_with_and_without_a_trace(string memory)
    {
        var plain = new StringWriter();
        Assert.Equal(0, HwModel.Cli.Program.Invoke(["elf", Path.Combine(CorePrograms, "sort.elf")], plain, TextWriter.Null));
        string stats = _folder.File("a.json"), traced = _folder.File("b.json");
        var output = new StringWriter();
        Assert.Equal(0, HwModel.Cli.Program.Invoke(["elf", Path.Combine(CorePrograms, "sort.elf"), "--memory", memory, "--stats", stats], output, TextWriter.Null));
        Assert.Equal(plain.ToString(), output.ToString());
        Run(Path.Combine(CorePrograms, "sort.elf"), "--memory", memory, "--stats", traced, "--trace", _folder.File("t.vcd"), "--trace-to", "10us");
        Assert.Equal(Cycles(stats), Cycles(traced));
    }

    private static long Cycles(string file)
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(file));
        return json.RootElement.GetProperty("cycles").GetInt64();
    }

    [Fact]
    public void A_segment_outside_the_SRAM_is_a_sentence()
    {
        string elf = Path.Combine(CorePrograms, "sort.elf");
        byte[] bytes = File.ReadAllBytes(elf);
        int header = BitConverter.ToInt32(bytes, 28);
        BitConverter.TryWriteBytes(bytes.AsSpan(header + 20), 0x30000); // a first segment of 192 KB in memory
        string broken = _folder.File("broken.elf");
        File.WriteAllBytes(broken, bytes);
        var error = new StringWriter();
        Assert.Equal(2, HwModel.Cli.Program.Invoke(["elf", broken, "--memory", "pe"], TextWriter.Null, error));
        Assert.Contains("lies outside the local SRAM", error.ToString(), StringComparison.Ordinal);
        Assert.Single(error.ToString().TrimEnd().Split('\n'));
    }

    [Fact]
    public void A_trace_option_without_a_trace_is_refused() =>
        Assert.Equal(2, HwModel.Cli.Program.Invoke(["elf", Path.Combine(CorePrograms, "sort.elf"), "--trace-last", 5.ToString(CultureInfo.InvariantCulture)], TextWriter.Null, new StringWriter()));
}
