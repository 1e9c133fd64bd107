using System.Globalization;
using FsCheck;

namespace HwModel.Testing;

/// <summary>
/// Random tests that draw the same cases in every run, so that a red build can be repeated. Another seed (environment variable HWMODEL_TEST_SEED) draws others.
/// </summary>
public static class Seeded
{
    /// <summary>FsCheck's configuration for a number of cases: throws on a failure, prints nothing otherwise.</summary>
    public static Config Cases(int count) =>
        Config.QuickThrowOnFailure.WithMaxTest(count).WithQuietOnSuccess(true).WithReplay(Seed, 2 * Seed + 1);

    private static ulong Seed =>
        ulong.TryParse(Environment.GetEnvironmentVariable("HWMODEL_TEST_SEED"), NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed) ? seed : 20;
}
