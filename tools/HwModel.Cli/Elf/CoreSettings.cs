using HwModel.Cli.Configuration;
using HwModel.SpiNNaker2.Pe.Core;

namespace HwModel.Cli.Elf;

/// <summary>The core's numbers on the command line: --set NAME=VALUE and --parameters.</summary>
internal static class CoreSettings
{
    /// <summary>All of them, named as in the settings of the chip.</summary>
    public static SettingTable<CoreParameters> Table { get; } = new(new RecordSettings<CoreParameters>(new CoreParameters(), "pe.core.").All);
}
