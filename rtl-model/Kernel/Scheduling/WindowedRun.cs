namespace HwModel.Kernel;

/// <summary>
/// Runs partitions side by side: in windows no longer than the shortest link between two of them, nothing that one does can reach another, so each runs alone
/// (conservative synchronisation, Chandy and Misra, IEEE TSE 5, 1979). Between windows the links hand over what was sent. The result is the same for any number of threads.
/// </summary>
internal sealed class WindowedRun(Partition[] partitions, LinkCore[] links, int threads)
{
    private readonly long _lookahead = links.Length == 0 ? long.MaxValue : links.Min(link => link.Latency);
    private volatile bool _done;
    private long _windowEnd;
    private Exception? _failure;

    public void Run(long end, Action<long> endWindow)
    {
        int workers = Math.Min(threads, partitions.Length);
        if (workers <= 1)
        {
            while (NextWindow(end))
            {
                foreach (Partition partition in partitions) RunWindow(partition);
                EndWindow(endWindow);
            }
            return;
        }
        using var barrier = new Barrier(workers);
        Thread[] helpers = [.. Enumerable.Range(1, workers - 1).Select(worker => new Thread(() => Work(barrier, worker, workers)))];
        foreach (Thread helper in helpers) helper.Start();
        while (_failure is null && NextWindow(end))
        {
            barrier.SignalAndWait();
            RunShare(0, workers);
            barrier.SignalAndWait();
            if (_failure is null) EndWindow(endWindow);
        }
        _done = true;
        barrier.SignalAndWait();
        foreach (Thread helper in helpers) helper.Join();
        if (_failure is not null) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(_failure);
    }

    private bool NextWindow(long end)
    {
        long next = long.MaxValue;
        foreach (Partition partition in partitions) next = Math.Min(next, partition.NextTime);
        if (next >= end) return false;
        _windowEnd = _lookahead >= end - next ? end : next + _lookahead;
        return true;
    }

    private void RunWindow(Partition partition)
    {
        partition.Run(_windowEnd);
        partition.EndInstant();
    }

    private void EndWindow(Action<long> endWindow)
    {
        foreach (LinkCore link in links) link.HandOver();
        endWindow(_windowEnd);
    }

    private void Work(Barrier barrier, int worker, int workers)
    {
        while (true)
        {
            barrier.SignalAndWait();
            if (_done) return;
            RunShare(worker, workers);
            barrier.SignalAndWait();
        }
    }

    private void RunShare(int worker, int workers)
    {
        try
        {
            for (int i = worker; i < partitions.Length; i += workers) RunWindow(partitions[i]);
        }
        catch (Exception exception)
        {
            Interlocked.CompareExchange(ref _failure, exception, null);
        }
    }
}
