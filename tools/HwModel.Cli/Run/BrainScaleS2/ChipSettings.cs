using System.CommandLine;
using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Digital;
using HwModel.Cli.Configuration;

namespace HwModel.Cli.Run.BrainScaleS2;

/// <summary>The settings of <c>--system brainscales2</c>.</summary>
internal static class ChipSettings
{
    /// <summary>All of them.</summary>
    public static SettingTable<ChipOptions> Table { get; } = new(new RecordSettings<ChipOptions>(Of(ChipMode.Ideal)).All);

    /// <summary>The chip of --platform and --set.</summary>
    public static ChipOptions Read(ParseResult result, ChipMode mode) => Table.Apply(Of(mode), result.GetValue<string?>("--platform"), result.GetValue<string[]>("--set") ?? []);

    // A chip whose deviations are those of a mode, so that single ones can be changed.
    private static ChipOptions Of(ChipMode mode) => new() { Analog = new AnalogOptions { Mode = mode, Mismatch = MismatchConstants.Of(mode) } };
}
