using System.CommandLine;
using HwModel.Cli.Common;
using HwModel.Cli.Configuration;
using HwModel.SpiNNaker2.Chip;

namespace HwModel.Cli.Run.Spinnaker2;

/// <summary>The settings of <c>--system spinnaker2</c>.</summary>
internal static class Spinnaker2Settings
{
    /// <summary>All of them. The length of a tick belongs to the network: --tick.</summary>
    public static SettingTable<ChipOptions> Table { get; } = new(new RecordSettings<ChipOptions>(new ChipOptions(), left: "tick_microseconds").All);

    /// <summary>The chip of --platform and --set.</summary>
    public static ChipOptions Read(ParseResult result)
    {
        string? file = result.GetValue<string?>("--platform");
        ChipOptions options = Table.Apply(new ChipOptions(), file, result.GetValue<string[]>("--set") ?? []);
        return options.Mistakes().FirstOrDefault() is { } mistake ? throw new UserErrorException($"{file ?? "--set"}: {mistake}") : options;
    }
}
