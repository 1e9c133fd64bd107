namespace HwModel.Testing;

/// <summary>Measures what code allocates.</summary>
public static class Allocation
{
    /// <summary>
    /// The fewest bytes that one of some rounds allocates on this thread. What allocates all the time does so in every round;
    /// what the runtime does once (a type's first use, a collection that another test caused) does not count.
    /// </summary>
    public static long Least(Action work, int rounds = 5)
    {
        long least = long.MaxValue;
        for (int round = 0; round < rounds; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            work();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }
}
