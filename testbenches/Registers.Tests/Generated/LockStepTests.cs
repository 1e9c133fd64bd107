using FsCheck;
using FsCheck.Fluent;
using HwModel.Kernel.Registers;
using HwModel.Registers.Tests.Support;
using HwModel.SystemRdl.Model;

namespace HwModel.Registers.Tests.Generated;

/// <summary>Generated register files do what the plain interpreter of the elaborated model does, whatever software and hardware do.</summary>
public sealed class LockStepTests
{
    [Theory]
    [MemberData(nameof(Specifications.Names), MemberType = typeof(Specifications))]
    public void Small_specifications_behave_as_interpreted(string name) => Check(() => Generation.Make(Specifications.Text(name)), 40);

    [Theory]
    [MemberData(nameof(Chips))]
    public void Chips_behave_as_interpreted(string path) => Check(() => Generation.MakeChip(path), 3);

    public static TheoryData<string> Chips => [.. ChipSpecifications.All];

    private static void Check(Func<(RegisterFile File, AddressMapNode Top)> make, int runs) =>
        Prop.ForAll(
            Gen.Choose(0, int.MaxValue - 1).ToArbitrary(),
            seed =>
            {
                (RegisterFile file, AddressMapNode top) = make();
                var pair = new LockStep(file, top);
                var random = new Random(seed);
                // The interpreter looks at every bit of every field: whole chips get fewer cycles.
                int cycles = file.Registers.Count > 500 ? 8 : 60;
                for (int i = 0; i < cycles; i++)
                {
                    pair.Step(random);
                    if (random.Next(50) == 0) pair.Reset();
                }
            }).Check(Seeded.Cases(runs));
}
