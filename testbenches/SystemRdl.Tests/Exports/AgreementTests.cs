using HwModel.SystemRdl.Model;
using HwModel.SystemRdl.Tests.Chips;

namespace HwModel.SystemRdl.Tests.Exports;

/// <summary>C header (as gcc understands it), SVD, both manuals, IP-XACT and JSON show every register at the same address with the same masks.</summary>
public class AgreementTests
{
    public static TheoryData<string> Files => ChipFiles.AllData;

    [ToolTheory("gcc")]
    [MemberData(nameof(Files))]
    public void AllFormatsAgreeOnEveryOffsetAndMask(string file)
    {
        AddressMapNode top = Models.FromChip(file);
        Assert.NotEmpty(RegisterViews.Json(top, MemoryRegisters.Shown));
        foreach ((string name, MemoryRegisters memories, Func<AddressMapNode, Dictionary<string, RegisterFact>> read) in RegisterViews.All)
        {
            Dictionary<string, RegisterFact> expected = RegisterViews.Json(top, memories), actual = read(top);
            string[] missing = [.. expected.Keys.Except(actual.Keys).Take(5)], extra = [.. actual.Keys.Except(expected.Keys).Take(5)];
            Assert.True(missing.Length == 0 && extra.Length == 0, $"{name} of {file}: missing {string.Join(", ", missing)}; too many {string.Join(", ", extra)}");
            foreach ((string path, RegisterFact fact) in expected)
                Assert.True(fact.ToString() == actual[path].ToString(), $"{name} of {file} shows {path} as {actual[path]}, JSON as {fact}");
        }
    }
}
