using HwModel.Benches.Mesh;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;

namespace HwModel.Mutation;

/// <summary>The properties of the mesh on the cases of a smoke run.</summary>
public sealed class MeshSmokeTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Every_property_holds(ulong seed)
    {
        var block = new MeshBlock();
        foreach (ICaseBench bench in block.Benches)
            Assert.Empty(new CaseRunner(block, bench).Run(new RunnerOptions { Seed = seed, Effort = Effort.Smoke, Jobs = 1, Shrink = false }).Failures.Select(failure => failure.Failure.Sentence));
    }
}
