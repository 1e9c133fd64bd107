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

    /// <summary>The files that are verified, the smaller ones of both chips.</summary>
    public static ChipFile[] All() =>
    [
        new("SpiNNaker2/Pe/timer.rdl", "timer", () => new TimerRegisters()),
        new("SpiNNaker2/Pe/dvfs.rdl", "dvfs", () => new DvfsRegisters()),
        new("SpiNNaker2/Pe/comms.rdl", "comms", () => new CommsRegisters()),
        new("SpiNNaker2/Pe/dma.rdl", "dma", () => new DmaRegisters()),
        new("SpiNNaker2/Pe/mac.rdl", "mac", () => new MacRegisters()),
        new("SpiNNaker2/Noc/noc.rdl", "noc", () => new NocRegisters()),
        new("SpiNNaker2/Router/router.rdl", "router", () => new RouterRegisters()),
        new("BrainScaleS2/Background/background.rdl", "background", () => new BackgroundRegisters()),
        new("BrainScaleS2/Pll/pll.rdl", "pll", () => new PllRegisters()),
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
