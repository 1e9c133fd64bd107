using HwModel.SystemRdl.Model;

namespace HwModel.SystemRdl.Tests.FrontEnd;

/// <summary>Definitions, scopes, parameters (SystemRDL 2.0, 5.1) and user-defined properties (clause 15).</summary>
public sealed class TypeTests
{
    [Fact]
    public void The_last_map_is_the_top_unless_another_is_named()
    {
        const string Text = "addrmap a { reg { field {} f; } q; }; addrmap b { reg { field {} f; } q; };";
        Assert.Equal("b", Specification.Top(Text).InstanceName);
        Assert.Equal("a", Specification.Top(Text, new RdlOptions { Top = "a" }).InstanceName);
        Assert.Equal("chip.q", Specification.Top(Text, new RdlOptions { Top = "a", InstanceName = "chip" }).At("q").Path);
        Assert.Equal(["a", "b"], Specification.Compile(Text).Maps);
    }

    [Fact]
    public void A_definition_may_be_instantiated_on_the_spot_and_again()
    {
        AddressMapNode top = Specification.Top("addrmap top { reg t { field {} f; } a, b; t c; external reg { field {} f; } d; reg u { field {} g; } external e; };");
        Assert.Equal(["a", "b", "c", "d", "e"], top.Children.Select(c => c.InstanceName));
        Assert.Equal(["t", "t", "t", null, "u"], top.Children.Select(c => c.TypeName));
        Assert.Equal([false, false, false, true, true], top.Children.Select(c => c.IsExternal));
    }

    [Fact]
    public void An_inner_definition_hides_an_outer_one()
    {
        AddressMapNode top = Specification.Top("field t { sw = r; }; addrmap top { reg { field t { sw = w; }; t f; } a; reg { t f; } b; };");
        Assert.Equal((AccessType.Write, AccessType.Read), (top.At<FieldNode>("a.f").Software, top.At<FieldNode>("b.f").Software));
    }

    [Fact]
    public void Parameters_are_given_by_name_and_may_use_earlier_ones()
    {
        AddressMapNode top = Specification.Top(
            """
            reg t #(longint unsigned SIZE = 32, bit BITS[] = '{1, 0}, boolean SHARED = true, string TEXT = "x", accesstype ACCESS = rw, longint unsigned HALF = SIZE / 2) {
                regwidth = SIZE; shared = SHARED; desc = TEXT;
                field { } data[HALF];
                data -> sw = ACCESS;
                data -> reset = BITS[0];
            };
            addrmap top { t a; t #(.SIZE(64), .TEXT({"long ", "text"}), .ACCESS(r), .SHARED(false)) b; };
            """);
        RegisterNode a = top.At<RegisterNode>("a");
        RegisterNode b = top.At<RegisterNode>("b");
        Assert.Equal((32, 16, true, "x", AccessType.ReadWrite, 1), (a.Width, a.Fields[0].Width, a.IsShared, a.Description, a.Fields[0].Software, (int)a.Fields[0].Reset!));
        Assert.Equal((64, 32, false, "long text", AccessType.Read), (b.Width, b.Fields[0].Width, b.IsShared, b.Description, b.Fields[0].Software));
        Assert.Equal(new IntegerValue(64), b.Parameters["SIZE"]);
    }

    [Fact]
    public void Parameters_go_down_through_instances()
    {
        AddressMapNode top = Specification.Top(
            "reg t #(longint unsigned W = 1) { field {} f[W]; }; regfile rf #(longint unsigned N = 2) { t #(.W(N * 2)) q[N]; }; addrmap top { rf #(.N(3)) x; };");
        Assert.Equal((6, 3), (top.At<FieldNode>("x.q.f").Width, top.At("x.q").Dimensions[0]));
    }

    [Fact]
    public void A_parameter_may_be_an_enumeration()
    {
        AddressMapNode top = Specification.Top("enum e { a = 3; b = 7; }; reg t #(e V = e::a) { field {} f[8] = V; }; addrmap top { t x; t #(.V(e::b)) y; };");
        Assert.Equal((3, 7), ((int)top.At<FieldNode>("x.f").Reset!, (int)top.At<FieldNode>("y.f").Reset!));
    }

    [Fact]
    public void User_properties_have_types_defaults_and_components()
    {
        AddressMapNode top = Specification.Top(
            """
            enum color { red; green; };
            property p_number { type = number; component = reg | field; default = 7; };
            property p_text { type = string; component = all; };
            property p_flag { type = boolean; component = field; };
            property p_ref { type = ref; component = field; };
            property p_list { type = number[]; component = reg; };
            property p_color { type = color; component = reg; default = color::green; };
            property p_width { type = number; component = field; constraint = componentwidth; };
            addrmap top {
                p_text = "map";
                reg { p_list = '{1, 2, 3}; p_color = color::red; field { p_flag; p_width = 15; } f[4]; field { p_number = 9; } g; g -> p_ref = f; } q;
                reg { field {} f; } s;
            };
            """);
        Assert.Equal("map", top.Text("p_text"));
        Node f = top.At("q.f");
        Assert.Equal(["p_flag", "p_number", "p_width"], f.UserProperties.Select(p => p.Name));
        Assert.Equal(new IntegerValue(7), f.UserProperties[1].Value);
        Assert.Equal("top.q.f", ((ReferenceValue)top.At("q.g").Property("p_ref")!).Reference.ToString());
        Assert.Equal(3, ((ArrayValue)top.At("q").Property("p_list")!).Items.Count);
        Assert.Equal("red", ((EnumMemberValue)top.At("q").Property("p_color")!).Member.Identifier);
        Assert.Equal("green", ((EnumMemberValue)top.At("s").UserProperties.Single(p => p.Name == "p_color").Value).Member.Identifier);
    }

    [Fact]
    public void Metadata_is_kept()
    {
        AddressMapNode top = Specification.Top("addrmap top { hdl_path = \"tb.dut\"; reg { field { hdl_path_slice = '{\"a\", \"b\"}; } f; } q; littleendian; rsvdset; };");
        Assert.Equal("tb.dut", top.Text("hdl_path"));
        Assert.Equal(2, ((ArrayValue)top.At("q.f").Property("hdl_path_slice")!).Items.Count);
        Assert.True(top is { IsLittleEndian: true, ReservedReadOne: true, IsBigEndian: false });
    }

    [Fact]
    public void Dynamic_assignments_reach_through_arrays()
    {
        AddressMapNode top = Specification.Top("addrmap top { regfile { reg { field {} f; } q[4]; } rf[2]; rf.q.f -> reset = 1; rf.q.f -> sw = r; };");
        Assert.Equal((1, AccessType.Read), ((int)top.At<FieldNode>("rf.q.f").Reset!, top.At<FieldNode>("rf.q.f").Software));
    }
}
