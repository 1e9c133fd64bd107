namespace HwModel.Kernel.Tests.RandomSystems;

public sealed class RandomSystemTests
{
    private const int Systems = 10_000;

    [Fact]
    public void Ten_thousand_random_systems_keep_the_quiescence_contract_and_lose_nothing()
    {
        for (ulong seed = 1; seed <= Systems; seed++)
        {
            var plan = new SystemPlan(seed, new SimulationOptions { CheckQuiescence = true });
            plan.Simulation.RunUntil(plan.Length / 4);
            long sent = plan.Sources.Sum(source => (long)source.Sent);
            long taken = plan.Sinks.Sum(sink => sink.Taken);
            long inside = plan.Simulation.Modules.SelectMany(module => module.Ports.All).OfType<InQueue>().Sum(queue => (long)queue.Count);
            long crossing = sent - taken - inside;
            Assert.True(crossing >= 0, $"seed {seed}: {-crossing} items appeared from nowhere");
            Assert.True(crossing <= plan.Simulation.ItemsOnLinks + FifoRoom(plan), $"seed {seed}: {crossing} items are neither in queues nor on links nor in FIFOs");
        }
    }

    [Fact]
    public void The_trace_hash_does_not_depend_on_the_order_of_evaluation_or_the_number_of_threads()
    {
        for (ulong seed = 1; seed <= 500; seed++)
        {
            ulong forward = new SystemPlan(seed, new SimulationOptions()).RunHashed();
            ulong reverse = new SystemPlan(seed, new SimulationOptions { Order = EvaluationOrder.Reverse }).RunHashed();
            ulong shuffled = new SystemPlan(seed, new SimulationOptions { Order = EvaluationOrder.Shuffled, CheckQuiescence = true }).RunHashed();
            Assert.True(forward == reverse && forward == shuffled, $"seed {seed}: forward {forward:x16}, reverse {reverse:x16}, shuffled {shuffled:x16}");
            if (seed % 10 == 0) Assert.Equal(forward, new SystemPlan(seed, new SimulationOptions { Threads = 2 }).RunHashed());
        }
    }

    [Fact]
    public void A_run_cut_into_pieces_is_the_same_run()
    {
        for (ulong seed = 1; seed <= 300; seed++)
        {
            ulong whole = new SystemPlan(seed, new SimulationOptions()).RunHashed();
            var plan = new SystemPlan(seed, new SimulationOptions());
            var hash = new TraceHash();
            plan.Simulation.Attach(hash);
            var cuts = RandomStream.Derive(seed, "cuts");
            while (plan.Simulation.Time < plan.Length) plan.Simulation.RunUntil(Math.Min(plan.Length, plan.Simulation.Time + 1 + cuts.Next(40_000)));
            Assert.True(whole == hash.Value, $"seed {seed}");
        }
    }

    [Fact]
    public void A_snapshot_at_a_random_time_restored_into_a_new_system_continues_bit_identically()
    {
        for (ulong seed = 1; seed <= 300; seed++)
        {
            var original = new SystemPlan(seed, new SimulationOptions());
            long cut = RandomStream.Derive(seed, "cut").Next((int)original.Length);
            original.Simulation.RunUntil(cut);
            Snapshot snapshot = original.Simulation.Save();
            var copy = new SystemPlan(seed, new SimulationOptions());
            copy.Simulation.Restore(Snapshot.FromBytes(snapshot.Bytes.Span));
            Assert.True(snapshot.Bytes.Span.SequenceEqual(copy.Simulation.Save().Bytes.Span), $"seed {seed}: saving again gives other bytes");
            Assert.True(Continue(original) == Continue(copy), $"seed {seed}: the copy went another way");
        }

        static (ulong, string) Continue(SystemPlan plan)
        {
            ulong hash = plan.RunHashed();
            return (hash, Convert.ToHexString(plan.Simulation.Save().Bytes.Span));
        }
    }

    private static long FifoRoom(SystemPlan plan) =>
        plan.Simulation.Components().Where(component => component is AsyncFifo<ulong>).Sum(fifo => fifo.Parameters.Where(parameter => parameter.Name == "depth").Sum(parameter => (long)(int)parameter.Value));
}
