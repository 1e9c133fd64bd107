using HwModel.Cli.Common;

namespace HwModel.Cli.Study;

/// <summary>Numbers of threads, and times, in words.</summary>
internal static class Jobs
{
    public static int Checked(int jobs) => jobs is >= 1 and <= 1024 ? jobs : throw new UserErrorException($"--jobs {jobs}: 1 to 1024 are allowed");

    /// <summary>A time for people.</summary>
    public static string Time(double seconds) => seconds < 90 ? FormattableString.Invariant($"{seconds:0.0} s")
        : seconds < 5400 ? FormattableString.Invariant($"{seconds / 60:0.0} min") : FormattableString.Invariant($"{seconds / 3600:0.0} h");
}
