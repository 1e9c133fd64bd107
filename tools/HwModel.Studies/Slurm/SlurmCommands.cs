using System.Diagnostics;

namespace HwModel.Studies.Slurm;

/// <summary>Slurm's own programs.</summary>
public sealed class SlurmCommands
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Submits a script; gives the job's number.</summary>
    /// <exception cref="StudyException">Slurm refuses, or is not there.</exception>
    public string Submit(IEnumerable<string> options, string script)
    {
        (int exit, string output, string error) = Run("sbatch", ["--parsable", .. options, script]);
        if (exit != 0) throw new StudyException($"sbatch refuses the job: {error.Trim().ReplaceLineEndings(" ")}");
        return output.Trim().Split(';')[0];
    }

    /// <summary>How many of a job's tasks wait or run; null where Slurm does not answer now.</summary>
    public int? Waiting(string job)
    {
        (int exit, string output, string error) = Run("squeue", ["--noheader", "--array", "--job", job, "--format", "%T"]);
        // A job that ended some time ago is not known any more.
        if (exit != 0) return error.Contains("Invalid job id", StringComparison.OrdinalIgnoreCase) ? 0 : null;
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Length;
    }

    /// <summary>Ends a job.</summary>
    public void Cancel(string job) => Run("scancel", [job]);

    private static (int Exit, string Output, string Error) Run(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        Process? process;
        try
        {
            process = Process.Start(start);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new StudyException($"--executor slurm needs Slurm's {program}, which is not installed on this host");
        }
        using (process)
        {
            Task<string> output = process!.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(Patience))
            {
                process.Kill();
                return (1, "", $"{program} did not answer within {Patience.TotalSeconds:0} s");
            }
            return (process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
        }
    }
}
