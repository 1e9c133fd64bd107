using System.CommandLine;
using HwModel.Cli.Common;
using HwModel.Cli.Elf.LockStep;
using HwModel.SpiNNaker2.Pe.Core.Decode;

namespace HwModel.Cli.Elf;

/// <summary>hwmodel elf-lockstep: random programs on the model and on QEMU, compared after every instruction.</summary>
internal static class LockStepCommand
{
    public static Command Create()
    {
        var seed = new Option<ulong>("--seed") { Description = "Seed of the random programs.", DefaultValueFactory = _ => 1 };
        var count = new Option<long>("--instructions") { Description = "Instructions to compare.", DefaultValueFactory = _ => 50_000 };
        var folder = new Option<DirectoryInfo?>("--folder") { Description = "Where the shortest failing program is written (default: a temporary folder)." };
        var command = new Command("elf-lockstep", "Compare the core with qemu-system-arm on random programs, after every instruction.") { seed, count, folder };
        return command.Does(result =>
        {
            TextWriter output = result.InvocationConfiguration.Output;
            DirectoryInfo place = result.GetValue(folder) ?? Directory.CreateTempSubdirectory("hwmodel-lockstep-");
            place.Create();
            CampaignResult campaign = new LockStepCampaign(result.GetValue(seed), place.FullName).Run(result.GetValue(count));
            IReadOnlyList<DecodeRow> rows = DecodeTable.Instance.Rows;
            output.WriteLine($"{campaign.Compared} instructions compared, seed {result.GetValue(seed)}");
            foreach (DecodeRow row in rows) output.WriteLine($"{campaign.RowCounts[row.Index],10}  {row.Name}");
            if (campaign.Failure is not { } failure) return ExitCode.Done;
            result.InvocationConfiguration.Error.WriteLine($"hwmodel: the model differs from QEMU; the shortest program is in {place.FullName}.");
            result.InvocationConfiguration.Error.WriteLine(failure.Listing);
            return ExitCode.DoesNotHold;
        });
    }
}
