using FsCheck;
using FsCheck.Fluent;
using HwModel.Fabric.Router;
using HwModel.Kernel;

namespace HwModel.Fabric.Tests.Router;

/// <summary>The allocator alone, against iSLIP as the paper tells it and against what the paper says of it.</summary>
public sealed class IslipAllocatorTests
{
    private static readonly Arbitrary<Rounds> Cases = Arb.From(
        from inputs in Gen.Frequency((4, Gen.Choose(1, 8)), (1, Gen.Elements(15, 30, 63, 64)))
        from outputs in Gen.Frequency((4, Gen.Choose(1, 8)), (1, Gen.Elements(15, 30, 63, 64)))
        from density in Gen.Elements(0.03, 0.2, 0.5, 0.9, 1.0)
        from seed in Gen.Choose(0, int.MaxValue)
        select new Rounds(inputs, outputs, density, seed));

    [Fact]
    public void Every_round_is_that_of_the_paper() => Prop.ForAll(Cases, rounds =>
    {
        var allocator = new IslipAllocator(rounds.Inputs, rounds.Outputs);
        var reference = new IslipReference(rounds.Inputs, rounds.Outputs);
        foreach (bool[,] requests in rounds.All()) Assert.Equal(reference.Match(requests), Match(allocator, requests));
        return true;
    }).Check(Seeded.Cases(200));

    [Fact]
    public void A_match_is_asked_for_and_takes_each_output_once() => Prop.ForAll(Cases, rounds =>
    {
        var allocator = new IslipAllocator(rounds.Inputs, rounds.Outputs);
        foreach (bool[,] requests in rounds.All())
        {
            int[] outputs = Match(allocator, requests);
            int[] taken = [.. outputs.Where(output => output >= 0)];
            Assert.Equal(taken.Length, taken.Distinct().Count());
            Assert.All(Enumerable.Range(0, rounds.Inputs).Where(input => outputs[input] >= 0), input => Assert.True(requests[input, outputs[input]]));
            // Some output grants, and whoever is granted accepts one.
            Assert.Equal(requests.Cast<bool>().Any(asks => asks), taken.Length > 0);
        }
        return true;
    }).Check(Seeded.Cases(200));

    // The rounds of 2 x 2 by hand: both inputs want both outputs.
    [Fact]
    public void Pointers_move_only_where_a_grant_was_accepted()
    {
        var allocator = new IslipAllocator(2, 2);
        bool[,] all = { { true, true }, { true, true } };
        // Both outputs grant input 0, which accepts output 0: output 1 grants it once more, while output 0 goes on to input 1.
        Assert.Equal([0, -1], Match(allocator, all));
        Assert.Equal([1, 0], Match(allocator, all));
        Assert.Equal([0, 1], Match(allocator, all));
        Assert.Equal([1, 0], Match(allocator, all));
    }

    [Fact]
    public void A_grant_that_is_not_accepted_is_repeated()
    {
        var allocator = new IslipAllocator(3, 2);
        // Input 0 is granted both and accepts 0; input 1 asked for output 1 in vain.
        Assert.Equal([0, -1, -1], Match(allocator, new[,] { { true, true }, { false, true }, { false, false } }));
        // Output 1's pointer stayed at input 0.
        bool[,] allForOne = { { false, true }, { false, true }, { false, true } };
        Assert.Equal([1, -1, -1], Match(allocator, allForOne));
        Assert.Equal([-1, 1, -1], Match(allocator, allForOne));
        Assert.Equal([-1, -1, 1], Match(allocator, allForOne));
    }

    // McKeown 1999, section II-C: under full load the pointers drift apart, and the switch becomes a time-division multiplexer.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(16)]
    [InlineData(64)]
    public void Under_full_load_every_round_matches_everybody_after_a_while(int ports)
    {
        var allocator = new IslipAllocator(ports, ports);
        var all = new bool[ports, ports];
        for (int input = 0; input < ports; input++)
            for (int output = 0; output < ports; output++) all[input, output] = true;
        // One more pointer gets a place of its own in each round.
        for (int round = 0; round < ports; round++) Match(allocator, all);
        var served = new int[ports, ports];
        for (int round = 0; round < ports; round++)
        {
            int[] outputs = Match(allocator, all);
            for (int input = 0; input < ports; input++) served[input, outputs[input]]++;
        }
        Assert.All(served.Cast<int>(), times => Assert.Equal(1, times));
    }

    // McKeown 1999, section II-C, property 2: an output repeats its grant until it is accepted, which takes less than N rounds, and has N inputs to go through.
    [Fact]
    public void Who_keeps_asking_is_served_within_the_square_of_the_ports() => Prop.ForAll(
        Arb.From(from ports in Gen.Choose(2, 8) from input in Gen.Choose(0, ports - 1) from output in Gen.Choose(0, ports - 1) from seed in Gen.Choose(0, int.MaxValue) select (ports, input, output, seed)), c =>
    {
        var allocator = new IslipAllocator(c.ports, c.ports);
        int waited = 0;
        foreach (bool[,] requests in new Rounds(c.ports, c.ports, 0.8, c.seed).All(20 * c.ports))
        {
            requests[c.input, c.output] = true;
            waited = Match(allocator, requests)[c.input] == c.output ? 0 : waited + 1;
            Assert.True(waited < c.ports * c.ports, $"{waited} rounds without service");
        }
        return true;
    }).Check(Seeded.Cases(100));

    [Fact]
    public void Requests_are_forgotten_with_the_answer()
    {
        var allocator = new IslipAllocator(4, 4);
        allocator.Request(2, 3);
        Assert.Equal(0b100UL, allocator.Match());
        Assert.Equal(3, allocator.OutputOf(2));
        Assert.Equal(0UL, allocator.Match());
        // Nor does a grant that was turned down come back.
        allocator.Request(1, 0);
        allocator.Request(1, 2);
        Assert.Equal(0b10UL, allocator.Match());
        allocator.Request(1, 3);
        Assert.Equal((0b10UL, 3), (allocator.Match(), allocator.OutputOf(1)));
    }

    [Fact]
    public void Asking_twice_is_asking_once()
    {
        var allocator = new IslipAllocator(2, 2);
        allocator.Request(1, 0);
        allocator.Request(1, 0);
        Assert.Equal((0b10UL, 0), (allocator.Match(), allocator.OutputOf(1)));
    }

    // Behind the last comes the first: what goes on in the same way has the same hash.
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 3)]
    [InlineData(5, 2)]
    public void A_round_ends_where_it_began(int inputs, int outputs)
    {
        var allocator = new IslipAllocator(inputs, outputs);
        ulong fresh = Hash(allocator);
        for (int input = 0; input < inputs; input++)
        {
            for (int output = 0; output < outputs; output++)
            {
                allocator.Request(input, output);
                allocator.Match();
            }
        }
        Assert.Equal(fresh, Hash(allocator));
    }

    [Fact]
    public void State_goes_on_where_it_was_saved_and_begins_anew_at_a_reset() => Prop.ForAll(Cases, rounds =>
    {
        var first = new IslipAllocator(rounds.Inputs, rounds.Outputs);
        ulong fresh = Hash(first);
        bool[][,] all = [.. rounds.All(12)];
        foreach (bool[,] requests in all) Match(first, requests);
        var second = new IslipAllocator(rounds.Inputs, rounds.Outputs);
        var writer = new StateWriter();
        first.Save(writer);
        var reader = new StateReader(writer.Written.ToArray());
        second.Load(reader);
        Assert.Equal(0, reader.Left);
        Assert.Equal(Hash(first), Hash(second));
        foreach (bool[,] requests in all) Assert.Equal(Match(first, requests), Match(second, requests));
        first.Reset(null!);
        Assert.Equal(fresh, Hash(first));
        var reference = new IslipReference(rounds.Inputs, rounds.Outputs);
        foreach (bool[,] requests in all) Assert.Equal(reference.Match(requests), Match(first, requests));
        return true;
    }).Check(Seeded.Cases(60));

    [Fact]
    public void Both_kinds_of_pointers_are_in_the_hash_and_both_sizes_in_the_schema()
    {
        // With one output only the grant pointer moves, with one input only the accept pointer.
        foreach ((int inputs, int outputs) in new[] { (4, 1), (1, 4) })
        {
            var allocator = new IslipAllocator(inputs, outputs);
            ulong fresh = Hash(allocator);
            allocator.Request(0, 0);
            allocator.Match();
            Assert.NotEqual(fresh, Hash(allocator));
        }
        Assert.Equal(4, new[] { (2, 2), (2, 3), (3, 2), (3, 3) }.Select(size => new IslipAllocator(size.Item1, size.Item2).Schema).Distinct().Count());
    }

    private static int[] Match(IslipAllocator allocator, bool[,] requests)
    {
        int inputs = requests.GetLength(0);
        for (int input = 0; input < inputs; input++)
            for (int output = 0; output < requests.GetLength(1); output++)
                if (requests[input, output]) allocator.Request(input, output);
        ulong matched = allocator.Match();
        return [.. Enumerable.Range(0, inputs).Select(input => (matched >> input & 1) != 0 ? allocator.OutputOf(input) : -1)];
    }

    private static ulong Hash(IslipAllocator allocator)
    {
        var hash = new StateHash(0);
        allocator.Hash(ref hash);
        return hash.Value;
    }

    // Rounds of random requests.
    private sealed record Rounds(int Inputs, int Outputs, double Density, int Seed)
    {
        public IEnumerable<bool[,]> All(int count = 24)
        {
            var random = new System.Random(Seed);
            for (int round = 0; round < count; round++)
            {
                var requests = new bool[Inputs, Outputs];
                for (int input = 0; input < Inputs; input++)
                    for (int output = 0; output < Outputs; output++) requests[input, output] = random.NextDouble() < Density;
                yield return requests;
            }
        }
    }
}
