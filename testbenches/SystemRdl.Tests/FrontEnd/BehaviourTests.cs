using HwModel.SystemRdl.Model;

namespace HwModel.SystemRdl.Tests.FrontEnd;

/// <summary>Counters (SystemRDL 2.0, 9.8), interrupts (9.9), references (annex D), aliases (10.5), signals (clause 8).</summary>
public sealed class BehaviourTests
{
    [Fact]
    public void A_counter_without_more_counts_up_by_one()
    {
        CounterInfo counter = Specification.Field("counter;", "[8]").Counter!;
        Assert.Null(counter.Down);
        Assert.Equal(new CounterDirection(null, new Operand(1, null), 0, null, null, false), counter.Up);
    }

    [Fact]
    public void A_property_of_down_counting_makes_a_down_counter()
    {
        CounterInfo counter = Specification.Field("counter; decrvalue = 3; underflow;", "[8]").Counter!;
        Assert.Null(counter.Up);
        Assert.Equal(new CounterDirection(null, new Operand(3, null), 0, null, null, true), counter.Down);
    }

    [Fact]
    public void Both_families_make_an_up_down_counter()
    {
        CounterInfo counter = Specification.Field("counter; incrwidth = 2; saturate = 100; threshold; decrsaturate; decrthreshold = 5;", "[8]").Counter!;
        Assert.Equal(new CounterDirection(null, null, 2, new Operand(100, null), new Operand(255, null), false), counter.Up);
        Assert.Equal(new CounterDirection(null, new Operand(1, null), 0, new Operand(0, null), new Operand(5, null), false), counter.Down);
    }

    [Fact]
    public void Strobes_and_limits_may_be_components()
    {
        RegisterNode q = Specification.Register("field {} go; field {} limit[8]; field { counter; } f[8]; f -> incr = go; f -> incrsaturate = limit; f -> incrvalue = limit;");
        CounterDirection up = ((FieldNode)q.Child("f")!).Counter!.Up!;
        Assert.Equal(("top.q.go", "top.q.limit", "top.q.limit"), (up.Strobe!.ToString(), up.Saturate!.Reference!.ToString(), up.Step!.Reference!.ToString()));
    }

    [Theory]
    [InlineData("intr", InterruptEvent.Level, false, Stickiness.Bit)]
    [InlineData("posedge intr", InterruptEvent.PosEdge, false, Stickiness.Bit)]
    [InlineData("negedge intr", InterruptEvent.NegEdge, false, Stickiness.Bit)]
    [InlineData("bothedge intr", InterruptEvent.BothEdge, false, Stickiness.Bit)]
    [InlineData("level intr", InterruptEvent.Level, false, Stickiness.Bit)]
    [InlineData("nonsticky intr", InterruptEvent.Level, true, Stickiness.None)]
    [InlineData("intr; sticky", InterruptEvent.Level, false, Stickiness.Field)]
    [InlineData("posedge intr; intr = true; stickybit", InterruptEvent.PosEdge, false, Stickiness.Bit)]
    [InlineData("posedge intr; nonsticky intr", InterruptEvent.PosEdge, true, Stickiness.None)]
    public void Interrupts_have_event_and_latch(string text, InterruptEvent kind, bool nonSticky, Stickiness sticky)
    {
        FieldNode f = Specification.Field(text + ";", "[4]");
        Assert.Equal((kind, nonSticky, sticky), (f.Interrupt!.Event, f.Interrupt.IsNonSticky, f.Sticky));
    }

    [Fact]
    public void An_interrupt_tree_is_wired_by_references()
    {
        AddressMapNode top = Specification.Top(
            """
            addrmap top {
                reg { field { desc = "events"; } f[4]; field { } en[4]; field {} halt[4]; f -> intr; f -> enable = en; f -> haltmask = halt; f -> woclr; } leaf[2];
                reg { default nonsticky intr; default sw = r; field {} a; field {} b; field {} h; } root;
                root.a -> next = leaf[0] -> intr;
                root.b -> next = leaf[1] -> intr;
                root.h -> next = leaf[1] -> halt;
            };
            """);
        RegisterNode leaf = top.At<RegisterNode>("leaf");
        Assert.True(leaf is { HasInterrupt: true, HasHalt: true });
        Reference next = top.At<FieldNode>("root.b").Next!;
        Assert.Equal(("intr", "top.leaf[1]"), (next.Property, next.Resolve(Above(top, "root", "b")).Path));
        Assert.True(top.At<FieldNode>("root.a").Interrupt!.IsNonSticky);
        Reference enable = top.At<FieldNode>("leaf.f").Interrupt!.Enable!;
        Assert.Equal("top.leaf[1].en", enable.Resolve(new Element(top.At("leaf.f"), new Element(leaf, new Element(top, null, 0), 1), 0)).Path);
    }

    private static Element Above(Node top, params string[] names)
    {
        var element = new Element(top, null, 0);
        foreach (string name in names) element = new Element(element.Node.At(name), element, 0);
        return element;
    }

    [Fact]
    public void A_reference_may_come_before_its_target() =>
        Assert.Equal("top.q.g", ((FieldNode)Specification.Register("field {} f; f -> next = g; field {} g;").Child("f")!).Next!.ToString());

    [Theory]
    [InlineData("anded")]
    [InlineData("swmod")]
    [InlineData("swacc")]
    [InlineData("ored")]
    [InlineData("xored")]
    [InlineData("incr")]
    [InlineData("overflow")]
    public void One_bit_outputs_can_be_wired(string property)
    {
        RegisterNode q = Specification.Register($"field {{ counter; overflow; anded; ored; xored; swmod; swacc; }} c[8]; field {{ }} f; f -> hwset = c -> {property};");
        Assert.Equal(property, ((FieldNode)q.Child("f")!).HardwareSet.Reference!.Property);
    }

    [Fact]
    public void Values_of_other_fields_can_be_used()
    {
        RegisterNode q = Specification.Register("field { reset = 5; } a[8]; field {} b[8]; b -> reset = a -> reset; field {} c[8]; c -> reset = a;");
        Assert.Equal(("top.q.a->reset", "top.q.a"), (((FieldNode)q.Child("b")!).ResetSource!.Reference!.ToString(), ((FieldNode)q.Child("c")!).ResetSource!.Reference!.ToString()));
    }

    [Fact]
    public void An_alias_has_no_storage_of_its_own_and_gives_it_to_its_primary()
    {
        AddressMapNode top = Specification.Top(
            """
            reg status { field { sw = r; hw = w; } f[4]; field {} g; };
            reg set { field { sw = w; woset; } f[4]; };
            addrmap top { status s; alias s set s_set; };
            """);
        RegisterNode alias = top.At<RegisterNode>("s_set");
        RegisterNode primary = top.At<RegisterNode>("s");
        Assert.True(alias.IsAlias);
        Assert.Same(primary, alias.AliasPrimary);
        Assert.Same(alias, Assert.Single(primary.Aliases));
        Assert.Same(primary.Fields[0], alias.Fields[0].AliasPrimary);
        Assert.True(primary.Fields[0].ImplementsStorage);
        Assert.False(alias.Fields[0].ImplementsStorage);
        Assert.Equal(4, alias.Offset);
    }

    [Fact]
    public void Signals_have_width_polarity_and_role()
    {
        AddressMapNode top = Specification.Top(
            """
            signal { activelow; async; field_reset; } global_rst;
            addrmap top {
                signal { activehigh; cpuif_reset; } rst;
                signal { signalwidth = 4; } wide;
                signal {} w2[3];
                reg { field {} f; signal { activehigh; } own; field { resetsignal = own; } g; field { resetsignal = rst; } h; } q;
            };
            """);
        SignalNode rst = top.At<SignalNode>("rst");
        Assert.Equal((true, true, true, 1), (rst.IsActiveHigh, rst.IsSynchronous, rst.IsCpuInterfaceReset, rst.Width));
        Assert.Equal((4, 3), (top.At<SignalNode>("wide").Width, top.At<SignalNode>("w2").Width));
        SignalNode global = Assert.Single(top.GlobalSignals);
        Assert.Equal((false, false, "global_rst"), (global.IsActiveHigh, global.IsSynchronous, global.Path));
        Assert.Same(global, top.At<FieldNode>("q.f").ResetSignal!.Target);
        Assert.Same(global, top.At<FieldNode>("q.f").ResetSignal!.Resolve(Above(top, "q", "f")).Node);
        Assert.Equal("top.q.own", top.At<FieldNode>("q.g").ResetSignal!.ToString());
        Assert.Equal("top.rst", top.At<FieldNode>("q.h").ResetSignal!.ToString());
        Assert.Equal(["rst", "wide", "w2", "q"], top.Children.Select(c => c.InstanceName));
    }
}
