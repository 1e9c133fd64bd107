using HwModel.Traces.Tests.Support;

namespace HwModel.Traces.Tests.Selecting;

public sealed class TraceSelectionTests
{
    private const string Path = "mesh.r[3][2].in_n.count";

    [Theory]
    [InlineData("mesh.r[3][2].in_n.count", true)]
    [InlineData("mesh.r[?][2].in_n.count", true)]
    [InlineData("mesh.*.in_n.count", true)]
    [InlineData("mesh.*.count", false)]
    [InlineData("mesh.**.count", true)]
    [InlineData("**.count", true)]
    [InlineData("**count", true)]
    [InlineData("**.mesh.**.count", true)]
    [InlineData("mesh.r[3][2].**.in_n.count", true)]
    [InlineData("mesh.**.r[3]*.in_?.c*t", true)]
    [InlineData("**", true)]
    [InlineData("*", false)]
    [InlineData("mesh?r[3][2].in_n.count", false)]
    [InlineData("mesh.r[3]?[2].in_n.count", false)]
    [InlineData("**.ount", false)]
    [InlineData("**ount", true)]
    [InlineData("mesh", false)]
    [InlineData("", false)]
    public void A_pattern_fits_whole_paths(string pattern, bool fits) => Assert.Equal(fits, new PathGlob(pattern).Matches(Path));

    [Theory]
    [InlineData("mesh", null, true)]
    [InlineData("mesh", 1, false)]
    [InlineData("mesh", 2, false)]
    [InlineData("mesh", 3, true)]
    [InlineData("mesh.r[3][2].in_n", 1, true)]
    [InlineData("mesh.r[3]*", 2, true)]
    [InlineData("mesh.r[4]*", null, false)]
    [InlineData("mesh,!**.in_n", null, false)]
    [InlineData("mesh,!**.count", null, false)]
    [InlineData("mesh,!**.out_n", null, true)]
    [InlineData("!**.valid", null, true)]
    [InlineData("!**.valid", 3, true)]
    [InlineData("!**.valid", 2, false)]
    public void A_selection_takes_scopes_down_to_a_depth_and_leaves_out(string patterns, int? depth, bool taken) =>
        Assert.Equal(taken, TraceSelection.Parse(patterns, depth).Matches(Path, TraceRole.Signal));

    [Fact]
    public void Roles_select_too()
    {
        Assert.True(TraceSelection.Parse("**", roles: TraceRole.State | TraceRole.Port).Matches(Path, TraceRole.State));
        Assert.False(TraceSelection.Parse("**", roles: TraceRole.State | TraceRole.Port).Matches(Path, TraceRole.Clock));
        Assert.Throws<FormatException>(() => TraceSelection.Parse("a,,b"));
    }

    [Fact]
    public void A_selecting_sink_hands_on_what_a_filter_of_the_full_trace_keeps()
    {
        for (int seed = 0; seed < 100; seed++)
        {
            var all = new Settled();
            new RandomTrace(seed).Send(all);
            string pattern = new[] { "**.v*[13579]", "s0*", "**.a*", "!**.v1*" }[seed % 4];
            var part = new Settled();
            using var sink = new SelectingSink(TraceSelection.Parse(pattern), part);
            new RandomTrace(seed).Send(sink);
            Assert.Equal(all.Values.Keys.Where(path => TraceSelection.Parse(pattern).Matches(path, TraceRole.Signal)), part.Values.Keys);
            foreach ((string path, var values) in part.Values) Assert.Equal(all.Values[path], values);
        }
    }
}
