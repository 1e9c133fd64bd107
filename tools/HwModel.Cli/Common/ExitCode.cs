namespace HwModel.Cli.Common;

/// <summary>What hwmodel's exit codes mean.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>The thing checked does not hold: a property failed, traces or files differ.</summary>
    public const int DoesNotHold = 1;

    /// <summary>Bad input or usage: one clear message on standard error, nothing half-written.</summary>
    public const int BadInput = 2;

    /// <summary>A mistake of ours.</summary>
    public const int InternalError = 3;
}
