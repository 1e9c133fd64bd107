using Xunit;

namespace HwModel.Testing;

/// <summary>A theory that needs outside programs; where one is missing it is skipped with the line that installs it.</summary>
public sealed class ToolTheoryAttribute : TheoryAttribute
{
    /// <param name="tools">Program names (see <see cref="OutsideTools"/>), each of which must be on the PATH.</param>
    public ToolTheoryAttribute(params string[] tools)
    {
        if (OutsideTools.WhyMissing(tools) is { } reason) Skip = reason;
    }
}
