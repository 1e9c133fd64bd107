using System.CommandLine;
using HwModel.Benches;
using HwModel.Cli.Common;
using HwModel.Studies.Text;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;

namespace HwModel.Cli.Verify;

/// <summary><c>hwmodel verify</c>: random cases against the blocks' properties, with coverage, replay, waveforms of failures and the fault matrix.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var command = new Command("verify", "Verify blocks: random cases, properties, coverage, replay of failures, fault matrix.");
        var blocks = new Argument<string[]>("BLOCK") { Description = "Blocks to verify; all where none is named.", Arity = ArgumentArity.ZeroOrMore };
        var effort = new Option<string>("--effort") { Description = "How much to run: smoke, normal or long.", HelpName = "EFFORT", DefaultValueFactory = _ => "smoke" };
        var seed = new Option<ulong>("--seed") { Description = "Seed of all random cases.", HelpName = "N", DefaultValueFactory = _ => 1UL };
        var jobs = new Option<int>("--jobs", "-j") { Description = "Host threads; the cases are the same for any number.", HelpName = "N", DefaultValueFactory = _ => Environment.ProcessorCount };
        var replay = new Option<string?>("--replay") { Description = "Run one failing case again.", HelpName = "FILE" };
        var faults = new Option<bool>("--faults") { Description = "Compute the matrix of properties against named faults." };
        var fault = new Option<string[]>("--fault") { Description = "Switch a named fault into the design.", HelpName = "NAME", Arity = ArgumentArity.OneOrMore };
        var folder = new Option<string>("--output", "-o") { Description = "Folder for the report and the failing cases; earlier failures in it are run first.", HelpName = "DIR", DefaultValueFactory = _ => "hwmodel-verify" };
        var list = new Option<bool>("--list") { Description = "List blocks, properties and faults." };
        var json = new Option<bool>("--json") { Description = "Print the report as JSON." };
        var quiet = new Option<bool>("--quiet", "-q") { Description = "No progress, only the summary." };
        command.Arguments.Add(blocks);
        foreach (Option option in new Option[] { effort, seed, jobs, replay, faults, fault, folder, list, json, quiet }) command.Options.Add(option);
        return command.Does(result =>
        {
            TextWriter output = result.InvocationConfiguration.Output;
            IReadOnlyList<IVerificationBlock> chosen = Choose(result.GetValue(blocks) ?? []);
            if (result.GetValue(list)) return List(output, chosen);
            if (result.GetValue(replay) is { } file) return ReplayOne(output, file);
            int threads = result.GetValue(jobs);
            if (threads is < 1 or > 1024) throw new UserErrorException($"--jobs {threads}: 1 to 1024 host threads are allowed");
            string target = result.GetValue(folder)!;
            _ = new OutputSet(Path.Combine(target, "report.html"), Path.Combine(target, "report.json"));
            var options = new VerificationOptions
            {
                Seed = result.GetValue(seed),
                Effort = EffortOf(result.GetValue(effort)!),
                Jobs = threads,
                Matrix = result.GetValue(faults),
                Faults = Known(result.GetValue(fault) ?? [], chosen),
                Folder = target,
            };
            BlockResult[] results = Progress.Show(!result.GetValue(quiet), "verify", share => chosen.Select((block, i) => Run(block, options, part => share?.Invoke((i + part) / chosen.Count))).ToArray());
            var report = new VerifyReport(options, results);
            report.Write(target);
            if (result.GetValue(json)) output.WriteLine(report.ToJson());
            else VerifyTables.Print(output, results, target);
            return report.Holds ? ExitCode.Done : ExitCode.DoesNotHold;
        });
    }

    private static BlockResult Run(IVerificationBlock block, VerificationOptions options, Action<double> share)
    {
        try
        {
            return VerificationRun.Run(block, options with { Progress = (_, part) => share(part) });
        }
        catch (FormatException exception)
        {
            throw new UserErrorException(exception.Message);
        }
    }

    private static IReadOnlyList<IVerificationBlock> Choose(string[] names)
    {
        IReadOnlyList<IVerificationBlock> all = BlockRegistry.All();
        foreach (string name in names)
            if (!all.Any(block => block.Name == name))
                throw new UserErrorException($"there is no block {name}{Nearest.Hint(name, [.. all.Select(block => block.Name)])}");
        return names.Length == 0 ? all : [.. all.Where(block => names.Contains(block.Name))];
    }

    private static Effort EffortOf(string text) => text switch
    {
        "smoke" => Effort.Smoke,
        "normal" => Effort.Normal,
        "long" => Effort.Long,
        _ => throw new UserErrorException($"--effort {text}: smoke, normal and long are allowed"),
    };

    private static string[] Known(string[] faults, IReadOnlyList<IVerificationBlock> blocks)
    {
        string[] all = [.. blocks.SelectMany(block => block.Faults).Select(known => known.Name)];
        foreach (string fault in faults)
            if (!all.Contains(fault)) throw new UserErrorException($"--fault {fault}: there is no such fault{Nearest.Hint(fault, all)}");
        return faults;
    }

    private static int List(TextWriter output, IReadOnlyList<IVerificationBlock> blocks)
    {
        foreach (IVerificationBlock block in blocks)
        {
            output.WriteLine($"{block.Name}: {block.Description}");
            foreach (PropertyInfo property in block.Properties) output.WriteLine($"  property {property.Name,-34} {property.Demands}");
            foreach (HwModel.Verification.Faults.Fault fault in block.Faults) output.WriteLine($"  fault    {fault.Name,-34} {fault.Description}");
        }
        return ExitCode.Done;
    }

    private static int ReplayOne(TextWriter output, string path)
    {
        try
        {
            ReplayFile file = ReplayFile.Read(path);
            IVerificationBlock block = Choose([file.Block])[0];
            string vcd = Path.ChangeExtension(path, ".vcd");
            using var waveform = new CaseWaveform(vcd, file.Property);
            CaseRun run = VerificationRun.Replay(block, file, waveform);
            if (!VerificationRun.IsCurrent(block, file)) output.WriteLine("note: the file was written for another version of the block; what it shows may differ.");
            output.WriteLine($"{file.Block}/{file.Bench}: {VerifyTables.Commands(file.CommandCount)}{(file.Faults.Count > 0 ? $", with {string.Join(", ", file.Faults)}" : "")}");
            foreach (CaseFailure failure in run.Failures) output.WriteLine($"  {failure.Property}: {failure.Sentence}");
            if (waveform.IsWritten) output.WriteLine($"  look:  gtkwave {Path.ChangeExtension(vcd, ".gtkw")}");
            bool shown = run.Failures.Any(failure => failure.Property == file.Property);
            output.WriteLine(shown ? $"{file.Property} fails." : run.Failures.Count > 0 ? $"{file.Property} does not fail any more, but others do." : $"{file.Property} holds now.");
            return run.Failures.Count > 0 ? ExitCode.DoesNotHold : ExitCode.Done;
        }
        catch (FormatException exception)
        {
            throw new UserErrorException(exception.Message);
        }
    }
}
