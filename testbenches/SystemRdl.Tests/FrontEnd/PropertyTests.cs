using HwModel.SystemRdl.Model;

namespace HwModel.SystemRdl.Tests.FrontEnd;

/// <summary>How properties get their values (SystemRDL 2.0, 5.1.3, 5.2) and what their values mean (clause 9).</summary>
public sealed class PropertyTests
{
    [Fact]
    public void Without_assignment_the_language_decides()
    {
        FieldNode f = Specification.Field("");
        Assert.Equal(
            (AccessType.ReadWrite, AccessType.ReadWrite, OnRead.None, OnWrite.None, Precedence.Software, 1, "f"), (f.Software, f.Hardware, f.OnRead, f.OnWrite, f.Precedence, f.Width, f.Name));
        Assert.Null(f.Reset);
        Assert.Null(f.Description);
        Assert.Equal((32, 32), (f.Register.Width, f.Register.AccessWidth));
        Assert.Empty(f.Properties);
    }

    [Fact]
    public void The_nearest_default_wins_and_only_after_its_position()
    {
        AddressMapNode top = Specification.Top(
            """
            addrmap top {
                reg { field {} f; } before;
                default sw = r;
                default reset = 1;
                reg { field {} f; default sw = w; default hw = r; field {} g; field { sw = rw; } h; } after;
            };
            """);
        Assert.Equal(AccessType.ReadWrite, top.At<FieldNode>("before.f").Software);
        Assert.Equal(
            [(AccessType.Read, 1), (AccessType.Write, 1), (AccessType.ReadWrite, 1)],
            top.At<RegisterNode>("after").Fields.Select(f => (f.Software, (int)f.Reset!.Value)));
    }

    [Fact]
    public void Defaults_do_not_reach_types_defined_elsewhere()
    {
        AddressMapNode top = Specification.Top("field t {}; addrmap top { default sw = r; reg { t f; } q; };");
        Assert.Equal(AccessType.ReadWrite, top.At<FieldNode>("q.f").Software);
    }

    [Fact]
    public void Local_beats_default_and_dynamic_beats_local_and_the_outer_dynamic_comes_last()
    {
        AddressMapNode top = Specification.Top(
            """
            addrmap top {
                default name = "default";
                regfile {
                    reg { field { name = "local"; } f, g, h; field {} i; g -> name = "in reg"; h -> name = "in reg"; } q;
                    q.h -> name = "in regfile";
                } rf;
            };
            """);
        Assert.Equal(["local", "in reg", "in regfile", "default"], top.At<RegisterNode>("rf.q").Fields.Select(f => f.Name));
    }

    [Fact]
    public void The_reset_of_an_instance_beats_that_of_its_type()
    {
        AddressMapNode top = Specification.Top("field t { reset = 1; }; addrmap top { reg { t a[4]; t b[4] = 7; t c[8:15] = 0x55; } q; };", null);
        Assert.Equal([1, 7, 0x55], new[] { "a", "b", "c" }.Select(n => (int)top.At<FieldNode>("q." + n).Reset!.Value));
    }

    [Fact]
    public void A_later_assignment_clears_what_it_excludes()
    {
        AddressMapNode top = Specification.Top("addrmap top { default woclr; reg { field {} a; field { onwrite = wzs; } b; field {} c; c -> woset; } q; };");
        RegisterNode q = top.At<RegisterNode>("q");
        Assert.Equal([OnWrite.OneClears, OnWrite.ZeroSets, OnWrite.OneSets], q.Fields.Select(f => f.OnWrite));
        Assert.Null(q.Fields[2].Property("woclr"));
    }

    [Theory]
    [InlineData("rclr", OnRead.Clear)]
    [InlineData("rset", OnRead.Set)]
    [InlineData("onread = rclr", OnRead.Clear)]
    [InlineData("onread = rset", OnRead.Set)]
    [InlineData("rclr = 0", OnRead.None)]
    public void Read_effects(string text, OnRead effect) => Assert.Equal(effect, Specification.Field(text + ";").OnRead);

    [Theory]
    [InlineData("woclr", OnWrite.OneClears)]
    [InlineData("woset = 1", OnWrite.OneSets)]
    [InlineData("onwrite = woset", OnWrite.OneSets)]
    [InlineData("onwrite = woclr", OnWrite.OneClears)]
    [InlineData("onwrite = wot", OnWrite.OneToggles)]
    [InlineData("onwrite = wzs", OnWrite.ZeroSets)]
    [InlineData("onwrite = wzc", OnWrite.ZeroClears)]
    [InlineData("onwrite = wzt", OnWrite.ZeroToggles)]
    [InlineData("onwrite = wclr", OnWrite.Clear)]
    [InlineData("onwrite = wset", OnWrite.Set)]
    public void Write_effects(string text, OnWrite effect) => Assert.Equal(effect, Specification.Field(text + ";").OnWrite);

    [Theory]
    [InlineData("sw = r; hw = w", AccessType.Read, AccessType.Write)]
    [InlineData("sw = w; hw = r", AccessType.Write, AccessType.Read)]
    [InlineData("sw = rw1; hw = na", AccessType.ReadWriteOnce, AccessType.None)]
    [InlineData("sw = w1; hw = rw", AccessType.WriteOnce, AccessType.ReadWrite)]
    public void Access_types(string text, AccessType software, AccessType hardware)
    {
        FieldNode f = Specification.Field(text + "; reset = 0;");
        Assert.Equal((software, hardware), (f.Software, f.Hardware));
    }

    [Theory]
    [InlineData("sw = rw; hw = na", true)]
    [InlineData("sw = r; hw = rw", true)]
    [InlineData("sw = r; hw = w", false)]
    [InlineData("sw = r; hw = r; reset = 1", false)]
    [InlineData("sw = r; hw = na; reset = 1", false)]
    [InlineData("sw = r; hw = w; we", true)]
    [InlineData("sw = r; hw = w; wel", true)]
    [InlineData("sw = r; hw = w; rclr", true)]
    [InlineData("sw = r; hw = w; hwset", true)]
    [InlineData("sw = r; hw = na; hwclr", true)]
    [InlineData("sw = r; hw = w; counter", true)]
    [InlineData("sw = r; hw = w; intr", true)]
    [InlineData("sw = r; hw = w; sticky", true)]
    [InlineData("sw = r; hw = w; stickybit", true)]
    public void Storage_follows_from_the_properties(string text, bool storage) => Assert.Equal(storage, Specification.Field(text + ";").ImplementsStorage);

    [Fact]
    public void Gates_are_inputs_or_references()
    {
        RegisterNode q = Specification.Register("field {} g; field { we; swwel; } f; f -> hwset = g; f -> hwclr = g;");
        FieldNode f = (FieldNode)q.Child("f")!;
        Assert.Equal((Gate.Input, Gate.Input, Gate.Off), (f.WriteEnable, f.SoftwareWriteEnableLow, f.SoftwareWriteEnable));
        Assert.Equal(("top.q.g", "top.q.g"), (f.HardwareSet.Reference!.ToString(), f.HardwareClear.Reference!.ToString()));
    }

    [Fact]
    public void Strobes_and_reductions_are_flags()
    {
        FieldNode f = Specification.Field("swmod; swacc; anded; ored; xored; singlepulse; reset = 0; paritycheck;");
        Assert.True(f is { HasSoftwareModified: true, HasSoftwareAccessed: true, HasAnded: true, HasOred: true, HasXored: true, IsSinglePulse: true, HasParityCheck: true });
    }

    [Fact]
    public void Precedence_of_hardware() => Assert.Equal(Precedence.Hardware, Specification.Field("precedence = hw; we;").Precedence);

    [Fact]
    public void Enumerations_count_on_and_have_texts()
    {
        FieldNode f = Specification.Field("encode = e;", "[4]", "enum e { idle { name = \"Idle\"; desc = \"Nothing to do\"; }; run = 4'd5; halt; };");
        Assert.Equal([("idle", 0), ("run", 5), ("halt", 6)], f.Encode!.Members.Select(m => (m.Identifier, (int)m.Value)));
        Assert.Equal(("Idle", "Nothing to do"), (f.Encode.Members[0].Name, f.Encode.Members[0].Description));
    }

    [Fact]
    public void Test_masks_are_booleans_or_bits()
    {
        RegisterNode q = Specification.Register("field { donttest; } a[4]; field { dontcompare = 4'b0011; } b[4];");
        Assert.Equal((15, 0, 0, 3), ((int)q.Fields[0].DontTest, (int)q.Fields[0].DontCompare, (int)q.Fields[1].DontTest, (int)q.Fields[1].DontCompare));
    }

    [Fact]
    public void Externals_reach_everything_inside()
    {
        AddressMapNode top = Specification.Top("reg t { field {} f; }; addrmap top { external regfile { internal t a; t b; } rf; external t c; t d; };");
        Assert.Equal([true, true, true, true, false], new[] { "rf", "rf.a", "rf.b", "c", "d" }.Select(p => top.At(p).IsExternal));
        Assert.True(top.At("rf.b.f").IsExternal);
    }
}
