using HwModel.Verification.Cases;
using HwModel.Verification.Coverage;
using HwModel.Verification.Faults;

namespace HwModel.Verification.Blocks;

/// <summary>How much to run.</summary>
public enum Effort
{
    /// <summary>Seconds; part of every build.</summary>
    Smoke,

    /// <summary>Minutes; what a sign-off counts.</summary>
    Normal,

    /// <summary>As long as one likes: ten times normal.</summary>
    Long,
}

/// <summary>A property of a block: its name and what it demands, as a sentence.</summary>
public sealed record PropertyInfo(string Name, string Demands);

/// <summary>A block of the design with everything that verifies it. A registry lists blocks by their names.</summary>
public interface IVerificationBlock
{
    /// <summary>Short name, lower case: <c>mesh</c>. Properties and faults are named <c>block.name</c>.</summary>
    string Name { get; }

    /// <summary>What is verified, in a sentence.</summary>
    string Description { get; }

    /// <summary>What has to hold; a bench can report on no other.</summary>
    IReadOnlyList<PropertyInfo> Properties { get; }

    /// <summary>Mistakes that can be switched into the design to show that the properties can fail.</summary>
    IReadOnlyList<Fault> Faults { get; }

    /// <summary>What the tests are meant to reach.</summary>
    CoverageModel Coverage { get; }

    /// <summary>The benches that run random cases on the design.</summary>
    IReadOnlyList<ICaseBench> Benches { get; }

    /// <summary>The text of the block's test plan (YAML).</summary>
    string TestPlan { get; }
}
