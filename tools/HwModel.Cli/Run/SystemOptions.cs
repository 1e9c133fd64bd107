using System.CommandLine;
using HwModel.Cli.Common;

namespace HwModel.Cli.Run;

/// <summary>Which option of <c>hwmodel run</c> belongs to which system: one table, from which --help says it and by which a system refuses what it does not take.</summary>
internal static class SystemOptions
{
    /// <summary>Mesh.</summary>
    public const string Mesh = "mesh";

    /// <summary>SpiNNaker2.</summary>
    public const string Spinnaker2 = "spinnaker2";

    /// <summary>BrainScaleS-2.</summary>
    public const string BrainScaleS2 = "brainscales2";

    /// <summary>All systems.</summary>
    public static IReadOnlyList<string> Systems { get; } = [Mesh, Spinnaker2, BrainScaleS2];

    private static readonly (string[] Systems, string[] Options)[] Table =
    [
        ([Mesh, Spinnaker2, BrainScaleS2],
        [
            "--seed", "--stats", "--report", "--trace", "--trace-select", "--trace-depth", "--trace-from", "--trace-to", "--trace-start", "--trace-stop", "--trace-last",
            "--platform", "--set", "--json", "--quiet",
        ]),
        ([Mesh], ["--size", "--buffer", "--vcs", "--pipeline", "--cycles", "--warmup", "--threads", "--curve", "--snapshot", "--snapshot-at", "--restore", "--hash"]),
        ([Mesh, Spinnaker2], ["--chips", "--traffic", "--rate"]),
        ([Spinnaker2],
        [
            "--network", "--input", "--ticks", "--level", "--step", "--time-unit", "--reset", "--method", "--tick", "--scaling", "--neurons-per-element", "--record-all", "--performance", "--threshold",
            "--elements-per-chip", "--table-entries", "--neurons", "--fan-in", "--pools", "--sources", "--targets", "--reach",
        ]),
        ([Spinnaker2, BrainScaleS2], ["--output"]),
        ([BrainScaleS2], ["--experiment", "--mode", "--noise", "--rounds", "--data", "--images"]),
    ];

    /// <summary>The systems that take an option; an option that belongs to none is a mistake of the program.</summary>
    public static string[] Takers(Option option) => Array.Find(Table, row => row.Options.Contains(option.Name)).Systems
        ?? throw new InvalidOperationException($"{option.Name} belongs to no system: name it in the table of systems and options");

    /// <summary>Adds options whose help begins with the systems that take them, where these are not all.</summary>
    public static void Add(Command command, params ReadOnlySpan<Option> options)
    {
        foreach (Option option in options)
        {
            string[] takers = Takers(option);
            if (takers.Length < Systems.Count) option.Description = $"[{string.Join(", ", takers)}] {option.Description}";
            command.Options.Add(option);
        }
    }

    /// <summary>Refuses the first option on the command line that a system does not take.</summary>
    /// <exception cref="UserErrorException">Names the option, the system, and the systems that take it.</exception>
    public static void Refuse(ParseResult result, string system)
    {
        foreach (Option option in result.CommandResult.Command.Options)
        {
            if (result.GetResult(option) is not { Implicit: false } || option.Name is "--system" or "--help") continue;
            string[] takers = Takers(option);
            if (!takers.Contains(system)) throw new UserErrorException($"{option.Name} does not belong to --system {system}; {string.Join(" and ", takers)} {(takers.Length == 1 ? "takes" : "take")} it");
        }
    }
}
