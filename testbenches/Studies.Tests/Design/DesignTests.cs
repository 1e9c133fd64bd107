using HwModel.Studies.Design;
using HwModel.Studies.Tests.Engine;

namespace HwModel.Studies.Tests.Design;

public sealed class DesignTests
{
    private readonly Toy _toy = new();

    private StudyPlan Load(string body)
    {
        using var folder = new TemporaryFolder();
        return _toy.Load(folder, body);
    }

    private static string[] Points(StudyPlan study) => [.. study.Points.Select(point => string.Join(' ', point.Values))];

    [Fact]
    public void A_grid_has_all_combinations_the_last_axis_moving_fastest() =>
        Assert.Equal(["1 5", "1 6", "2 5", "2 6", "3 5", "3 6"], Points(Load("vary: {a: [1, 2, 3], b: [5, 6]}")));

    [Fact]
    public void One_at_a_time_moves_one_factor_from_the_base() =>
        Assert.Equal(["1 5", "2 5", "3 5", "1 6"], Points(Load("vary: {a: [1, 2, 3], b: [5, 6]}\nsample: one-at-a-time")));

    [Fact]
    public void One_at_a_time_starts_from_what_is_set() =>
        Assert.Equal(["2 5", "1 5", "3 5", "2 6"], Points(Load("set: {a: 2}\nvary: {a: [1, 2, 3], b: [5, 6]}\nsample: one-at-a-time")));

    [Fact]
    public void Ranges_have_the_levels_that_they_say()
    {
        Assert.Equal(["0.1", "0.2", "0.3"], Points(Load("vary: {a: {from: 0.1, to: 0.3, step: 0.1}}")));
        Assert.Equal(["1", "10", "100", "1000"], Points(Load("vary: {a: {from: 1, to: 1000, n: 4, scale: log}}")));
        Assert.Equal(["2", "4", "8", "16"], Points(Load("vary: {a: {from: 2, to: 17, factor: 2}}")));
        Assert.Equal(["0", "2.5", "5"], Points(Load("vary: {a: {from: 0, to: 5, n: 3}}")));
        Assert.Equal(["1000", "2000"], Points(Load("vary: {c: {from: 1 us, to: 2 us, step: 1 us}}")));
    }

    [Fact]
    public void Parameters_in_step_and_linked_ones_follow()
    {
        Assert.Equal(["1 10", "2 20"], Points(Load("vary: {'a, b': [[1, 10], [2, 20]]}")));
        Assert.Equal(["1 3 4", "2 5 7"], Points(Load("vary: {a: [1, 2]}\nlink: {c: a + b, b: 2 * a + 1}")).Select(point => point).ToArray());
    }

    [Fact]
    public void Rejected_points_are_listed_with_their_reason()
    {
        StudyPlan study = Load("vary: {a: [1, 50, 99]}\nconstraints: ['a != 50']");
        Assert.Equal(["1"], Points(study));
        Assert.Equal(["it does not fulfil 'a != 50'", "99 is no good"], study.Rejected.Select(point => point.Reason));
    }

    [Fact]
    public void A_latin_hypercube_hits_every_stratum_of_every_axis_once()
    {
        const int Count = 64;
        StudyPlan study = Load($"vary: {{a: {{from: 0, to: 1}}, b: {{from: -3, to: 5}}}}\nsample: {{method: latin-hypercube, points: {Count}, seed: 7}}");
        Assert.Equal(Count, study.Points.Count);
        for (int axis = 0; axis < 2; axis++)
        {
            (double from, double to) = axis == 0 ? (0.0, 1.0) : (-3.0, 5.0);
            int[] strata = [.. study.Points.Select(point => (int)((double.Parse(point.Values[axis]) - from) / (to - from) * Count)).Order()];
            Assert.Equal(Enumerable.Range(0, Count), strata);
        }
    }

    [Fact]
    public void Sampling_is_the_same_for_the_same_seed_only()
    {
        string[] Draw(int seed) => Points(Load($"vary: {{a: {{from: 0, to: 1}}}}\nsample: {{method: random, points: 20, seed: {seed}}}"));
        Assert.Equal(Draw(1), Draw(1));
        Assert.NotEqual(Draw(1), Draw(2));
    }

    [Fact]
    public void Keys_name_what_decides_the_result_and_nothing_else()
    {
        string[] Keys(string body, Toy? toy = null)
        {
            using var folder = new TemporaryFolder();
            return [.. (toy ?? _toy).Load(folder, body).Runs.Select(run => run.Key)];
        }
        string[] keys = Keys("vary: {a: [1, 2]}\nrepeat: 2");
        Assert.Equal(4, keys.Distinct().Count());
        Assert.Equal(keys, Keys("question: why?\nset: {b: 0}\nvary: {a: [1.0, 2]}\nrepeat: {seeds: [1, 2]}"));
        Assert.Empty(keys.Intersect(Keys("vary: {a: [1, 2]}\nset: {b: 1}\nrepeat: 2")));
        Assert.Empty(keys.Intersect(Keys("vary: {a: [1, 2]}\nrepeat: 2", new Toy { ModelVersion = "2" })));
    }
}
