using HwModel.SystemRdl.Model;
using HwModel.SystemRdl.Tests.Chips;

namespace HwModel.SystemRdl.Tests.Exports;

/// <summary>SystemRDL from a model gives the same model again: elaborate(export(elaborate(x))) equals elaborate(x).</summary>
public class RoundTripTests
{
    public static TheoryData<string> Files => ChipFiles.AllData;

    public static TheoryData<string> Constructs =>
    [
        "addrmap m { reg { field { sw = rw; hw = r; } a = 0; field { sw = r; hw = w; } b[4]; } x[2][3]; };",
        "addrmap m { msb0; reg { field { sw = rw; hw = r; } a[2] = 1; field { sw = rw; hw = r; } b = 0; } x; };",
        "addrmap m { reg { field { sw = rw; hw = r; } a[0:3] = 5; field { sw = rw; hw = r; } b[8:8] = 0; } x; };",
        "addrmap m { addressing = compact; reg { regwidth = 8; field { sw = rw; hw = r; } a = 0; } x[3]; reg { regwidth = 64; accesswidth = 16; field { sw = rw; hw = r; } a[63:48] = 0; field { sw = r; hw = w; } b[40:3]; } y; };",
        "addrmap m { alignment = 16; regfile { reg { field { sw = rw; hw = r; } a = 0; } x; } f[2]; };",
        "addrmap m { rsvdset; bigendian; reg { field { sw = rw; hw = r; } a = 0; } x; };",
        "addrmap m { reg { field { sw = r; hw = w; posedge intr; } a = 0; field { sw = rw; hw = r; } e = 1; a->enable = e; } x; reg { field { sw = r; hw = w; nonsticky intr; } b = 0; } s; s.b->next = x->intr; };",
        "addrmap m { reg { field { sw = r; hw = w; negedge intr; nonsticky intr; } a = 0; field { sw = r; hw = w; level intr; } b = 0; field { sw = r; hw = w; bothedge intr; } c = 0; field { sw = rw; hw = r; } h = 0; c->haltenable = h; b->mask = h; } x; };",
        "addrmap m { reg { field { sw = rw; hw = r; counter; incrvalue = 3; incrsaturate = 200; overflow = false; decrwidth = 2; decrthreshold = 7; underflow; } c[8] = 9; } x; };",
        "addrmap m { signal { activelow; async; field_reset; } rst; signal { signalwidth = 4; } mask; reg { field { sw = rw; hw = rw; we; hwset; hwclr = false; } a[4] = 0; a->hwmask = mask; } x; };",
        "addrmap m { reg { field { sw = rw; hw = rw; wel; woset; } a[4] = 0; field { sw = rw; hw = r; swwe; } b = 0; field { sw = rw; hw = r; } lock = 0; b->swwe = lock; } x; };",
        "addrmap m { reg { field { sw = rw; hw = r; woset; } f[8] = 0; } p; reg q_t { field { sw = rw; woclr; } f[8]; }; alias p q_t q; };",
        "addrmap m { reg { field { sw = rw; hw = r; } f[8] = 0; } p @0x10; reg q_t { field { sw = r; } f[8]; }; alias p q_t q @0x0; };",
        "enum e { a = 0 { name = \"A\"; desc = \"x \\\"y\\\"\"; }; b = 5; }; addrmap m { reg { enum e { q = 3; }; field { sw = rw; hw = r; encode = e; } f[4] = 0; } x; reg { field { sw = rw; hw = r; encode = e; } g[4] = 0; } s; };",
        "property p { type = string; component = all; default = \"d\"; }; property n { type = number; component = field | reg; }; addrmap m { p = \"top\"; reg { n = 7; field { sw = rw; hw = r; n = 9; } f = 0; } x; };",
        "addrmap m { external mem { mementries = 16; memwidth = 24; sw = rw; reg { regwidth = 32; field { sw = rw; } f[7:0]; } v[4] @0x8; } ram[2] @0x100; external reg { field { sw = rw; hw = r; onread = ruser; onwrite = wuser; } f = 0; } x @0; external regfile { reg { field { sw = rw; hw = r; } f = 0; } y; } z @0x40; };",
        "addrmap m { reg t #(longint unsigned W = 4, string D = \"text\") { desc = D; field { sw = rw; hw = r; } f[W] = 0; }; t a; t #(.W(8), .D(\"other\")) b; };",
        "addrmap m { name = \"N\"; desc = \"a \\\\ b\"; default desc = \"d\"; reg { donttest; field { sw = rw; hw = r; dontcompare = 2'b10; } f[2] = 0; } x; };",
        "addrmap m { reg { field { sw = rw; hw = r; } \\reg = 0; field { sw = rw; hw = r; } \\field [3] = 0; \\reg ->swwe = \\field ->ored; } \\addrmap ; };",
        "addrmap m { reg { regwidth = 128; field { sw = rw; hw = r; } f[127:0] = 128'hFFFF_0000_FFFF_0000_FFFF_0000_FFFF_0001; } x; };",
        "addrmap m { reg { field { sw = r; hw = r; } source[8] = 3; field { sw = rw; hw = r; } f[8]; f->reset = source; } x; };",
        "addrmap i { reg { field { sw = rw; hw = r; } f = 0; } x; }; addrmap m { i a; i b[2] @0x100 += 0x40; external i c @0x1000; };",
        "addrmap m { reg { field { sw = rw1; hw = r; } a = 0; field { sw = w1; hw = r; } b = 0; field { sw = rw; hw = r; singlepulse; swmod; swacc; anded; ored; xored; paritycheck; precedence = hw; } c = 0; } x; };",
    ];

    [Theory]
    [MemberData(nameof(Files))]
    public void ChipSpecificationsComeBack(string file) => Check(Models.FromChip(file));

    [Theory]
    [MemberData(nameof(Constructs))]
    public void ConstructsComeBack(string text) => Check(Models.FromText(text));

    /// <summary>What the front end's own tests elaborate comes back too.</summary>
    [Fact]
    public void ConstructsOfTheFrontEndsTestsComeBack()
    {
        int count = 0;
        foreach (AddressMapNode top in FrontEndConstructs.All())
        {
            Check(top);
            count++;
        }
        Assert.True(count >= 40, $"only {count} specifications were found");
    }

    [Fact]
    public void AChangeIsSeen()
    {
        string one = Picture.Of(Models.FromText("addrmap m { reg { field { sw = rw; hw = r; } a = 0; } x; };"));
        Assert.NotEqual(one, Picture.Of(Models.FromText("addrmap m { reg { field { sw = rw; hw = r; } a = 1; } x; };")));
        Assert.NotEqual(one, Picture.Of(Models.FromText("addrmap m { reg { field { sw = rw; hw = r; swmod; } a = 0; } x; };")));
        Assert.NotEqual(one, Picture.Of(Models.FromText("addrmap m { reg { field { sw = rw; hw = r; } a = 0; } x @4; };")));
    }

    internal static void Check(AddressMapNode top)
    {
        string text = Models.Export(top, "rdl", ".rdl");
        RdlResult result = RdlCompiler.Compile([new RdlSource("again.rdl", text)], new RdlOptions { InstanceName = top.InstanceName });
        Assert.True(result.Top is not null, string.Join('\n', result.Diagnostics) + "\n" + text);
        Assert.Equal(Picture.Of(top), Picture.Of(result.Top));
        // Written once more it is the same text: nothing is left to settle.
        Assert.Equal(text, Models.Export(result.Top, "rdl", ".rdl"));
    }
}
