using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Digital;
using HwModel.SystemRdl;
using HwModel.SystemRdl.Model;

namespace HwModel.BrainScaleS2.Tests.Digital;

/// <summary>The words of four synapses as the register specification describes them, against what they do over the bus.</summary>
public sealed class SynapseWords
{
    private sealed class Disk : IRdlFileSystem
    {
        public string? Read(string path) => File.Exists(path) ? File.ReadAllText(path) : null;

        public string Combine(string includingFile, string include) => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(includingFile) ?? "", include));

        public string CombineFolder(string folder, string include) => Path.GetFullPath(Path.Combine(folder, include));
    }

    private static AddressMapNode Map()
    {
        string path = Path.Combine(RepositoryPaths.Root, "rtl-model", "BrainScaleS2", "hicannx.rdl");
        return RdlCompiler.Compile([new RdlSource(path, File.ReadAllText(path))], new RdlOptions { Files = new Disk() }).Top!;
    }

    /// <summary>Each field in turn has all its bits set, at some row and word: the synapse and the property that its name says have that value, and nothing else has any.</summary>
    [Theory]
    [InlineData("weights", 0, 5, 17)]
    [InlineData("labels", 1, 255, 63)]
    public void Every_field_of_the_specification_is_where_the_port_has_it(string region, int half, int row, int quad)
    {
        var memory = (MemoryNode)Map().Child(half == 0 ? "synapses_top" : "synapses_bottom")!.Child(region)!;
        uint word = (uint)(memory.AbsoluteAddress / 4) + 64u * (uint)row + (uint)quad;
        var register = (RegisterNode)memory.Child("quad")!;
        Assert.Equal(8, register.Fields.Count);
        Assert.Equal(uint.MaxValue, register.Fields.Aggregate(0u, (bits, field) => bits ^ Ones(field)));
        BrainScaleS2System system = Board.Build(new ChipOptions { Analog = new AnalogOptions() });
        AnalogArray array = system.Chip.Core.Array;
        foreach (FieldNode field in register.Fields)
        {
            system.Player.Program.Write(system.Now, word, Ones(field));
            system.Player.Program.Read(system.Now, word);
            system.Run(3);
            Assert.Equal((Ones(field), false), (system.Player.Program.Answers[^1].Data, system.Player.Program.Answers[^1].IsError));
            int place = field.InstanceName.LastIndexOf('_');
            (string kind, int column) = (field.InstanceName[..place], int.Parse(field.InstanceName[(place + 1)..], System.Globalization.CultureInfo.InvariantCulture));
            for (int i = 0; i < 256; i++)
            {
                // Trims: time in bits 1:0, amplitude in bits 3:2; the other one rests at 2 of the reset.
                int trim = array.Sensors(half).Trim(row, i);
                bool isHere = i == 4 * quad + column, isWord = i / 4 == quad;
                Assert.Equal(isHere && kind == "weight" ? 63 : 0, array.Synapses(half).Weight(row, i));
                Assert.Equal(isHere && kind == "label" ? 63 : 0, array.Synapses(half).Label(row, i));
                Assert.Equal(isHere && kind == "time_calib" ? 3 : isWord && region == "weights" ? 0 : 2, trim & 3);
                Assert.Equal(isHere && kind == "amp_calib" ? 3 : isWord && region == "labels" ? 0 : 2, trim >> 2);
            }
        }
        // The last word of the memory exists, the one behind it does not.
        system.Player.Program.Read(system.Now, (uint)(memory.AbsoluteAddress / 4 + memory.Entries - 1));
        system.Player.Program.Read(system.Now, (uint)(memory.AbsoluteAddress / 4 + memory.Entries));
        system.Run(3);
        Assert.Equal([false, true], system.Player.Program.Answers.TakeLast(2).Select(answer => answer.IsError));
    }

    private static uint Ones(FieldNode field) => (uint)(((1UL << field.Width) - 1) << field.Low);
}
