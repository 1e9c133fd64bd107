namespace HwModel.Kernel.Tests.Scheduling;

/// <summary>The wheel against a plain dictionary of due cycles.</summary>
public sealed class TimingWheelTests
{
    [Theory]
    [InlineData(1, 40)]
    [InlineData(2, 1_500)]
    [InlineData(3, 5_000)]
    [InlineData(4, 1_000_000)]
    public void Wakes_exactly_the_modules_that_are_due(ulong seed, int reach)
    {
        const int Modules = 130;
        var random = RandomStream.Derive(seed, "wheel");
        var wheel = new TimingWheel();
        wheel.Reset(Modules, -1);
        var expected = new Dictionary<int, long>();
        long now = -1;
        for (int step = 0; step < 20_000; step++)
        {
            for (int i = random.Next(4); i > 0; i--)
            {
                int module = random.Next(Modules);
                long due = now + 1 + random.Next(reach);
                wheel.Set(module, due);
                expected[module] = due;
            }
            long next = expected.Count == 0 ? long.MaxValue : expected.Values.Min();
            Assert.Equal(next, wheel.NextDue());
            if (next == long.MaxValue) continue;
            // Sometimes an edge comes before any timer.
            now = random.NextBool(0.3) ? Math.Min(next, now + 1 + random.Next(5)) : next;
            var awake = new ulong[(Modules + 63) / 64];
            wheel.Advance(now, awake);
            for (int module = 0; module < Modules; module++)
            {
                bool due = expected.TryGetValue(module, out long cycle) && cycle == now;
                Assert.Equal(due, (awake[module / 64] >> module % 64 & 1) != 0);
                if (due) expected.Remove(module);
                Assert.Equal(expected.TryGetValue(module, out long left) ? left : -1, wheel.DueOf(module));
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(152)]
    public void The_calendar_gives_the_earliest_time_and_the_lowest_index_of_equals(int domains)
    {
        var random = RandomStream.Derive(5, "calendar");
        var calendar = new Calendar(domains);
        var times = Enumerable.Repeat(long.MaxValue, domains).ToArray();
        for (int step = 0; step < 5_000; step++)
        {
            int domain = random.Next(domains);
            times[domain] = random.NextBool(0.1) ? long.MaxValue : random.Next(50);
            calendar.Set(domain, times[domain]);
            Assert.Equal(times.Min(), calendar.MinTime);
            if (calendar.MinTime != long.MaxValue) Assert.Equal(Array.IndexOf(times, times.Min()), calendar.MinIndex);
        }
    }
}
