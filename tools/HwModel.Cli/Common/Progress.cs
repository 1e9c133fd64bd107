using Spectre.Console;

namespace HwModel.Cli.Common;

/// <summary>Shows how far a piece of work is, on a terminal only.</summary>
internal static class Progress
{
    /// <summary>Does the work, with a bar where a person looks on.</summary>
    /// <param name="wanted">Whether the user wants to see anything.</param>
    /// <param name="what">What is done.</param>
    /// <param name="work">Is given a function that takes the share done, from 0 to 1; null where nobody looks.</param>
    public static T Show<T>(bool wanted, string what, Func<Action<double>?, T> work)
    {
        if (!wanted || Console.IsErrorRedirected || Console.IsOutputRedirected) return work(null);
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        T? result = default;
        console.Progress().AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                ProgressTask task = context.AddTask(what, maxValue: 1);
                result = work(share => task.Value = share);
            });
        return result!;
    }
}
