using System.Numerics;
using HwModel.SystemRdl.Model;

namespace HwModel.SystemRdl.Tests.FrontEnd;

/// <summary>SystemRDL 2.0, clause 4.</summary>
public sealed class LexicalTests
{
    [Theory]
    [InlineData("12_345", 12345)]
    [InlineData("0x1F", 31)]
    [InlineData("0XfF", 255)]
    [InlineData("8'hFF", 255)]
    [InlineData("4'b1010", 10)]
    [InlineData("6'd12", 12)]
    [InlineData("9'o17", 15)]
    [InlineData("16'hA_B", 0xAB)]
    public void Numbers_have_their_value(string text, int value) =>
        Assert.Equal(value, Specification.Field($"reset = {text};", "[16]").Reset);

    [Fact]
    public void A_sized_number_may_be_wider_than_64_bits()
    {
        RegisterNode q = Specification.Register("regwidth = 128; field { reset = 128'h8000_0000_0000_0000_0000_0000_0000_0001; } f[128];");
        Assert.Equal((BigInteger.One << 127) + 1, q.Fields[0].Reset);
    }

    [Fact]
    public void Strings_know_two_escapes_and_may_span_lines()
    {
        FieldNode f = Specification.Field("desc = \"a \\\"quoted\\\" back\\\\slash\nnext \\n\";");
        Assert.Equal("a \"quoted\" back\\slash\nnext \\n", f.Description);
    }

    [Fact]
    public void A_backslash_makes_a_reserved_word_a_name()
    {
        AddressMapNode top = Specification.Top("addrmap top { reg { field {} \\reg; field {} \\r; } \\alias; };");
        Assert.Equal(["reg", "r"], top.At<RegisterNode>("alias").Fields.Select(f => f.InstanceName));
    }

    [Fact]
    public void Comments_are_blank()
    {
        AddressMapNode top = Specification.Top("// one `nothing\naddrmap top /* two \n * lines \" */ { reg { field {} f; /**/ } q; };//end");
        Assert.Equal("q", top.Children[0].InstanceName);
    }

    [Fact]
    public void Wr_means_rw()
    {
        FieldNode f = Specification.Field("sw = wr; hw = wr;");
        Assert.Equal((AccessType.ReadWrite, AccessType.ReadWrite), (f.Software, f.Hardware));
    }

    [Fact]
    public void Places_are_those_of_the_text()
    {
        AddressMapNode top = Specification.Top("addrmap top {\n  reg {\n    field {} here;\n  } q;\n};");
        FieldNode f = top.At<FieldNode>("q.here");
        Assert.Equal(("t.rdl", 3, 14, 4, 35), (f.Location.File, f.Location.Line, f.Location.Column, f.Location.Length, f.Location.Offset));
    }
}
