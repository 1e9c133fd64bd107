namespace HwModel.Verification.Cases;

/// <summary>
/// Makes a failing case small in three stages, over and over until none helps: halve the list of commands, drop single commands, simplify
/// the parameters of each command and of the design. A smaller case counts only where the same property fails.
/// </summary>
/// <param name="bench">The bench.</param>
/// <param name="fails">Whether a case still fails the property.</param>
/// <param name="budget">The most executions.</param>
public sealed class CaseShrinker(ICaseBench bench, Func<TestCase, bool> fails, int budget = 2000)
{
    /// <summary>Executions so far.</summary>
    public int Executions { get; private set; }

    /// <summary>The smallest case found.</summary>
    public TestCase Shrink(TestCase test)
    {
        TestCase before;
        do
        {
            before = test;
            test = Cut(test);
            test = Simplify(test);
        }
        while (!ReferenceEquals(test, before) && Executions < budget);
        return test;
    }

    /// <summary>Takes out runs of commands: halves, quarters, ... single ones.</summary>
    private TestCase Cut(TestCase test)
    {
        for (int length = Math.Max(1, test.Commands.Count / 2); length > 0; length /= 2)
        {
            // From the end: what comes after the failure goes first.
            for (int start = test.Commands.Count - length; start >= 0;)
            {
                var shorter = new TestCase(test.Configuration, [.. test.Commands.Take(start), .. test.Commands.Skip(start + length)]);
                if (StillFails(shorter)) test = shorter;
                start = Math.Min(start, test.Commands.Count) - length;
            }
        }
        return test;
    }

    private TestCase Simplify(TestCase test)
    {
        test = Descend(test, bench.WithSimplerConfiguration);
        for (int i = 0; i < test.Commands.Count; i++)
        {
            int index = i;
            test = Descend(test, current => bench.WithSimplerCommand(current, index));
        }
        return test;
    }

    private TestCase Descend(TestCase test, Func<TestCase, IEnumerable<TestCase>> simpler)
    {
        while (simpler(test).FirstOrDefault(StillFails) is { } smaller) test = smaller;
        return test;
    }

    private bool StillFails(TestCase test)
    {
        if (Executions >= budget) return false;
        Executions++;
        return fails(test);
    }
}
