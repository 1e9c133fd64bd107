using System.Globalization;
using System.Text.RegularExpressions;
using HwModel.Benches;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;

namespace HwModel.Tools.Tests.Verify;

/// <summary>The way of a user from a fault to its waveform, once for every block: the property's name, the small case, the command that repeats it, the files for GTKWave.</summary>
public sealed partial class FaultRoadTests
{
    // The core needs QEMU and has tests of its own (LockStepTests).
    public static TheoryData<string, string> FirstFaults
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (IVerificationBlock block in BlockRegistry.All())
                if (block.Name != "pe") data.Add(block.Name, block.Faults[0].Name);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(FirstFaults))]
    public void A_fault_leads_to_a_small_case_that_shows_it_again(string block, string fault)
    {
        using var folder = new TemporaryFolder();
        ToolResult found = Hwmodel.Invoke("verify", block, "--fault", fault, "-o", folder.Path, "--quiet");
        // A rare one needs more cases.
        if (found.ExitCode == 0) found = Hwmodel.Invoke("verify", block, "--effort", "normal", "--fault", fault, "-o", folder.Path, "--quiet");
        Assert.Equal(("", 1), (found.Error, found.ExitCode));
        Match failure = Failure().Match(found.Output);
        Assert.True(failure.Success, found.Output);
        string property = failure.Groups["property"].Value;
        Assert.InRange(int.Parse(failure.Groups["commands"].Value, CultureInfo.InvariantCulture), 0, 10);
        ToolResult again = Hwmodel.Invoke(failure.Groups["again"].Value.Trim().Split(' '));
        Assert.Equal(1, again.ExitCode);
        Assert.Contains($"{property} fails.", again.Output, StringComparison.Ordinal);
        Assert.Equal(int.Parse(failure.Groups["commands"].Value, CultureInfo.InvariantCulture), ReplayFile.Read(failure.Groups["again"].Value.Trim().Split(' ')[^1]).CommandCount);
        if (failure.Groups["look"].Value.Trim() is { Length: > 0 } view) Assert.Contains(".vcd", File.ReadAllText(view), StringComparison.Ordinal);
    }

    [GeneratedRegex(@": (?<property>\S+) FAILS: .*\n  shrunk from \d+ to (?<commands>\d+) .*\n  again: hwmodel (?<again>.*)\n(  look:  gtkwave (?<look>.*)\n)?")]
    private static partial Regex Failure();
}
