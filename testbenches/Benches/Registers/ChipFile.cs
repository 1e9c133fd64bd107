using System.Reflection;
using HwModel.BrainScaleS2.Registers;
using HwModel.Kernel.Registers;
using HwModel.SpiNNaker2.Registers;
using HwModel.SystemRdl;
using HwModel.SystemRdl.Model;

namespace HwModel.Benches.Registers;

/// <summary>A register file of a chip and its specification.</summary>
internal sealed class ChipFile
{
    private ChipFile(string path, string top, Func<RegisterFile> make)
    {
        Name = top;
        Make = make;
        RdlResult result = RdlCompiler.Compile([new RdlSource(path, Embedded.Text(path))], new RdlOptions { Files = new Embedded(), Top = top });
        Top = result.Top ?? throw new InvalidOperationException($"The specification {path} has no address map {top}: {string.Join(' ', result.Diagnostics)}");
    }

    /// <summary>The address map's name.</summary>
    public string Name { get; }

    /// <summary>A fresh generated register file.</summary>
    public Func<RegisterFile> Make { get; }

    /// <summary>The elaborated specification.</summary>
    public AddressMapNode Top { get; }

    /// <summary>The files that are verified: all of both chips but those that are mostly one array of hundreds of equal registers (synapse drivers, neurons, converters).</summary>
    public static ChipFile[] All() =>
    [
        new("SpiNNaker2/Pe/timer.rdl", "timer", () => new TimerRegisters()),
        new("SpiNNaker2/Pe/dvfs.rdl", "dvfs", () => new DvfsRegisters()),
        new("SpiNNaker2/Pe/comms.rdl", "comms", () => new CommsRegisters()),
        new("SpiNNaker2/Pe/dma.rdl", "dma", () => new DmaRegisters()),
        new("SpiNNaker2/Pe/mac.rdl", "mac", () => new MacRegisters()),
        new("SpiNNaker2/Pe/explog.rdl", "explog", () => new ExplogRegisters()),
        new("SpiNNaker2/Pe/rng.rdl", "rng", () => new RngRegisters()),
        new("SpiNNaker2/Pe/rounding.rdl", "rounding", () => new RoundingRegisters()),
        new("SpiNNaker2/Pe/interrupts.rdl", "interrupts", () => new InterruptsRegisters()),
        new("SpiNNaker2/Noc/noc.rdl", "noc", () => new NocRegisters()),
        new("SpiNNaker2/Router/router.rdl", "router", () => new RouterRegisters()),
        new("SpiNNaker2/Links/link.rdl", "link", () => new LinkRegisters()),
        new("SpiNNaker2/Links/spinnlink.rdl", "spinnlink", () => new SpinnlinkRegisters()),
        new("BrainScaleS2/Background/background.rdl", "background", () => new BackgroundRegisters()),
        new("BrainScaleS2/Pll/pll.rdl", "pll", () => new PllRegisters()),
        new("BrainScaleS2/Links/phy.rdl", "phy", () => new PhyRegisters()),
        new("BrainScaleS2/Ppu/ppu.rdl", "ppu", () => new PpuRegisters()),
        new("BrainScaleS2/Madc/madc.rdl", "madc", () => new MadcRegisters()),
        new("BrainScaleS2/Capmem/capmem.rdl", "capmem", () => new CapmemRegisters()),
        new("BrainScaleS2/Crossbar/crossbar.rdl", "crossbar", () => new CrossbarRegisters()),
        new("BrainScaleS2/Correlation/correlation.rdl", "correlation", () => new CorrelationRegisters()),
        new("BrainScaleS2/Padi/padi.rdl", "padi", () => new PadiRegisters()),
    ];

    /// <summary>The specifications that are embedded in this assembly, so that the block runs anywhere.</summary>
    private sealed class Embedded : IRdlFileSystem
    {
        public static string Text(string path) => Find(path) ?? throw new FileNotFoundException($"The specification {path} is not embedded.");

        public string? Read(string path) => Find(path);

        public string Combine(string includingFile, string include)
        {
            var parts = new List<string>(includingFile.Split('/')[..^1]);
            foreach (string part in include.Split('/'))
            {
                if (part == ".." && parts.Count > 0) parts.RemoveAt(parts.Count - 1);
                else if (part != ".") parts.Add(part);
            }
            return string.Join('/', parts);
        }

        public string CombineFolder(string folder, string include) => $"{folder}/{include}";

        private static string? Find(string path)
        {
            using Stream? stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("rdl/" + path);
            if (stream is null) return null;
            using var reader = new StreamReader(stream);
            return reader.ReadToEnd();
        }
    }
}
