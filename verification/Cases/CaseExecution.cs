using System.Diagnostics;
using HwModel.Kernel;
using HwModel.Verification.Blocks;
using MethodBase = System.Reflection.MethodBase;

namespace HwModel.Verification.Cases;

/// <summary>Executes cases of one block: every execution is a fresh design, and an exception is a failed property.</summary>
public sealed class CaseExecution
{
    private static readonly string[] Foreign = ["System.", "HwModel.Kernel.", "HwModel.Verification."];

    private readonly HashSet<string> _properties;
    private readonly IVerificationBlock _block;

    public CaseExecution(IVerificationBlock block)
    {
        _block = block;
        RunsWithoutError = new PropertyInfo($"{block.Name}.runs_without_error", "The model throws no exception: no illegal arc, no overrun queue, no failed check of the kernel.");
        CoverageIsLegal = new PropertyInfo($"{block.Name}.coverage_is_legal", "No illegal bin and no illegal arc is hit.");
        _properties = [.. block.Properties.Select(property => property.Name), RunsWithoutError.Name, CoverageIsLegal.Name];
    }

    /// <summary>The property that every block has: no exception.</summary>
    public PropertyInfo RunsWithoutError { get; }

    /// <summary>The property that every block has: no illegal bin.</summary>
    public PropertyInfo CoverageIsLegal { get; }

    /// <summary>Executes one case.</summary>
    public CaseRun Execute(ICaseBench bench, TestCase test, ulong seed, FaultSet faults, ICaseObserver? observer = null)
    {
        var run = new CaseRun(_properties, _block.Coverage, seed, faults, observer);
        try
        {
            bench.Execute(test, run);
            run.Check(RunsWithoutError.Name, true, $"");
        }
        catch (Exception exception) when (exception is not (OutOfMemoryException or UndeclaredPropertyException))
        {
            run.Fail(RunsWithoutError.Name, $"{exception.GetType().Name}: {exception.Message} (thrown in {Place(exception)})");
        }
        run.Check(CoverageIsLegal.Name, run.Coverage.Illegal.Count == 0, $"{string.Join(' ', run.Coverage.Illegal)}");
        run.Finish();
        return run;
    }

    // The bench's or the design's own method, where the kernel or the framework was called wrongly.
    private static string Place(Exception exception)
    {
        MethodBase[] methods = [.. new StackTrace(exception, fNeedFileInfo: false).GetFrames().Select(frame => frame.GetMethod()).OfType<MethodBase>().Where(method => method.DeclaringType is not null)];
        MethodBase? own = Array.Find(methods, method => method.DeclaringType!.FullName is { } name && !Array.Exists(Foreign, part => name.StartsWith(part, StringComparison.Ordinal))) ?? methods.FirstOrDefault();
        return own is null ? "an unknown place" : $"{own.DeclaringType!.Name}.{own.Name}";
    }
}
