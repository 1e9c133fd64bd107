using System.Diagnostics;
using HwModel.Studies.Design;
using HwModel.Studies.Engine;

namespace HwModel.Cli.Study;

/// <summary>Says nothing.</summary>
internal sealed class SilentProgress : IStudyProgress
{
    public void Finished(StudyRun run, bool failed, bool cached)
    {
    }

    public void Note(string sentence)
    {
    }
}

/// <summary>Shows how far a study is and how long it will take: a line that changes on a terminal, a line every ten seconds elsewhere.</summary>
internal sealed class StudyProgress : IStudyProgress, IDisposable
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly Lock _lock = new();
    private readonly int _total;
    private readonly TextWriter _output;
    private readonly TextWriter _error;
    private readonly bool _isTerminal;
    private readonly Timer? _timer;
    private int _failed;

    public StudyProgress(int total, int jobs, TextWriter output, TextWriter error, bool speaks)
    {
        (_total, _output, _error) = (total, output, error);
        _isTerminal = speaks && !Console.IsErrorRedirected && !Console.IsOutputRedirected;
        TimeSpan every = _isTerminal ? TimeSpan.FromMilliseconds(250) : TimeSpan.FromSeconds(10);
        if (speaks) _timer = new Timer(_ => Show(), null, every, every);
    }

    /// <summary>Runs that were computed now.</summary>
    public int Computed { get; private set; }

    /// <summary>Runs that had a result.</summary>
    public int Cached { get; private set; }

    /// <summary>Seconds since the beginning.</summary>
    public double Seconds => _watch.Elapsed.TotalSeconds;

    public void Finished(StudyRun run, bool failed, bool cached)
    {
        lock (_lock)
        {
            if (cached) Cached++;
            else Computed++;
            if (failed) _failed++;
        }
    }

    public void Note(string sentence)
    {
        lock (_lock) _output.WriteLine($"  {sentence}");
    }

    /// <summary>Ends the display.</summary>
    public void End()
    {
        _timer?.Dispose();
        if (_isTerminal) _error.Write("\r" + new string(' ', 79) + "\r");
    }

    public void Dispose() => _timer?.Dispose();

    private void Show()
    {
        lock (_lock)
        {
            int done = Computed + Cached;
            string left = Computed == 0 ? "" : $", about {Jobs.Time(Seconds / Computed * (_total - done))} left";
            string line = FormattableString.Invariant($"{done:N0} of {_total:N0} runs ({100.0 * done / Math.Max(1, _total):0} %), {_failed:N0} failed, {Cached:N0} from before{left}");
            if (_isTerminal) _error.Write($"\r{line.PadRight(79)[..79]}");
            else _error.WriteLine($"hwmodel: {line}");
        }
    }
}
