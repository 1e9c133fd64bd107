namespace HwModel.Registers.Tests.Support;

/// <summary>Small specifications that together use everything.</summary>
internal static class Specifications
{
    public const string Access =
        """
        addrmap access {
            default hw = na; default sw = rw; default reset = 0;
            reg { field {} a[8] = 0x5A; field { sw = r; } b[8] = 0xC3; field { sw = w; hw = r; } c[8] = 0xFF; field {} d[31:28]; } plain;
            reg { field { sw = rw1; } a[4]; field { sw = w1; hw = r; } b[11:8]; field { sw = r; hw = na; } c[23:16] = 0x42; } once;
            reg { field { woset; } a[4]; field { woclr; } b[4] = 0xF; field { onwrite = wot; } c[4]; field { onwrite = wzs; } d[4]; field { onwrite = wzc; } e[4] = 0xF;
                  field { onwrite = wzt; } f[4]; field { onwrite = wclr; } g[4] = 0xF; field { onwrite = wset; } h[4]; } effects;
            reg { field { rclr; } a[8] = 0xFF; field { rset; } b[15:8]; field { onread = rclr; sw = r; hw = w; we; } c[23:16]; } reads;
            reg { field { singlepulse; } go; field { swmod; swacc; } m[7:4]; } pulse;
            reg { field {} lock; field { swwe; } a[7:4]; field { swwel; } b[11:8]; field {} c[15:12]; c -> swwe = lock; } gates;
            reg { field { sw = r; } ro[7:0] = 0x11; field { sw = w; hw = r; } wo[7:0]; } shared;
            reg small { regwidth = 8; field {} v[8]; };
            small s0; small s1; small s2; small s3;
            reg { regwidth = 64; accesswidth = 32; field {} low[31:0]; field {} high[63:32] = 0xDEADBEEF; } wide;
            reg { field {} v[16]; } array[4] += 8;
            regfile { reg { field {} x[4]; field { hw = r; } y[31:16]; } r0; reg { regwidth = 16; field {} z[16]; } r1; } group[2][2];
            external mem { mementries = 16; memwidth = 32; } table @ 0x400;
            external reg { field {} q[32]; } outside @ 0x500;
        };
        """;

    public const string Hardware =
        """
        addrmap hardware {
            default sw = rw; default hw = rw; default reset = 0;
            reg { field {} always[4]; field { we; } gated[4]; field { wel; } low[4]; field { sw = r; hw = w; } wire[4]; field { precedence = hw; we; } first[4]; field { hwset; hwclr; hw = r; } sc[4]; } write;
            reg { field { hw = r; } en[8] = 0xF0; field { we; } a[8]; field { we; hwset; hwclr; } b[8]; field { sw = r; hw = w; we; } c[8]; a -> hwenable = en; b -> hwmask = en; } masks;
            reg { field { sw = r; hw = r; } n[4]; field { hw = r; anded; ored; xored; } src[4]; field { sw = r; hw = w; } copy[4]; copy -> next = src; field { sw = r; hw = w; we; } held[4]; held -> next = src;
                  field { sw = r; hw = r; } flag; flag -> hwset = src -> anded; flag -> hwclr = src -> xored; } chain;
            reg { field { hw = r; } value[8] = 0x3C; field { hw = r; } follows[8]; follows -> reset = value; } resets;
            signal { activelow; field_reset; } rst_n;
            signal { activehigh; } clear;
            reg { field { hw = r; } a[8] = 7; field { hw = r; } b[8] = 9; b -> resetsignal = clear; field { hw = w; we; sw = rw; rclr; } c[8]; c -> resetsignal = clear; } signals;
            reg { field { rclr; precedence = hw; we; } hwfirst[8]; field { woclr; we; } swfirst[8]; field { woclr; stickybit; precedence = hw; } event[8]; field { woclr; stickybit; } event_sw[8]; } collide;
        };
        """;

    public const string Counters =
        """
        addrmap counters {
            default sw = rw; default hw = r; default reset = 0;
            reg { field { counter; overflow; } up[4]; field { counter; decrvalue = 3; underflow; } down[4] = 9; field { counter; incrwidth = 3; decrwidth = 2; } both[8] = 0x80; } plain;
            reg { field { counter; saturate; } up[4]; field { counter; decrsaturate = 2; decrvalue = 3; } down[4] = 15; field { counter; incrsaturate = 10; incrvalue = 4; decrsaturate; } both[4];
                  field { counter; threshold = 5; } th[4]; field { counter; decrthreshold = 3; incrthreshold; decrvalue = 2; incrvalue = 3; } th2[4]; } limits;
            reg { field { hw = r; } limit[8] = 20; field { hw = r; } step[4] = 3; field { hw = r; } go; field { counter; rclr; } c[8]; c -> incr = go; c -> incrvalue = step; c -> incrsaturate = limit;
                  field { counter; } d[8]; d -> incr = go; } wired;
            reg { field { counter; overflow; } low[3]; field { counter; overflow; } middle[3]; middle -> incr = low -> overflow; field { counter; woclr; } high[8]; high -> incr = middle -> overflow;
                  field { sw = r; hw = w; } at; at -> next = high -> ored; } cascade;
            reg { regwidth = 64; accesswidth = 64; field { counter; overflow; incrwidth = 64; } wide[64] = 0xFFFF_FFFF_FFFF_FF00; } huge;
            reg { field { counter; hw = rw; we; } loaded[8]; } load;
        };
        """;

    public const string Interrupts =
        """
        addrmap interrupts {
            default sw = rw; default hw = rw; default reset = 0;
            regfile {
                reg { default woclr; field { intr; } lvl[4]; field { posedge intr; } pos[4]; field { negedge intr; } neg[4]; field { bothedge intr; } both[4]; field { intr; sticky; } sticky[4];
                      field { intr; precedence = hw; } safe[4]; field { nonsticky intr; } live[4]; } status;
                reg { default hw = r; field {} lvl[4]; field {} pos[4]; field {} neg[4] = 0xF; field {} both[4]; } enable;
                status.lvl -> enable = enable.lvl; status.pos -> mask = enable.pos; status.neg -> haltenable = enable.neg; status.both -> haltmask = enable.both; status.both -> enable = enable.both;
            } leaf[2];
            reg { default sw = r; default hw = w; field { nonsticky intr; } a; field { nonsticky intr; } b; field { posedge intr; nonsticky intr; } h; } root;
            root.a -> next = leaf[0].status -> intr; root.b -> next = leaf[1].status -> intr; root.h -> next = leaf[1].status -> halt;
            reg { field { sw = r; hw = w; } any; } top_level;
            top_level.any -> next = root -> intr;
        };
        """;

    public const string Aliases =
        """
        reg events { field { hw = w; sw = r; stickybit; } e[8]; field { hw = r; swmod; } mode[15:8]; };
        reg set_view { field { sw = w; woset; } e[8]; };
        reg clear_view { field { sw = rw; woclr; rclr; } e[8]; field { sw = rw; onwrite = wot; } mode[15:8]; };
        addrmap aliases { default reset = 0; events ev[2]; alias ev set_view ev_set[2]; alias ev clear_view ev_clear[2]; };
        """;

    public const string Order =
        """
        addrmap order {
            bigendian; rsvdset; default sw = rw; default hw = na; default reset = 0;
            reg { regwidth = 64; accesswidth = 32; field {} a[63:56] = 0x12; field {} b[39:32] = 0x34; field {} c[7:0] = 0x56; } be;
            reg { field {} m[0:7] = 0x9A; field {} n[16:19] = 0x5; } msb;
            reg { regwidth = 16; field {} x[3:0] = 6; } half;
        };
        """;

    public static TheoryData<string> Names => ["access", "hardware", "counters", "interrupts", "aliases", "order"];

    public static string Text(string name) => name switch
    {
        "access" => Access,
        "hardware" => Hardware,
        "counters" => Counters,
        "interrupts" => Interrupts,
        "aliases" => Aliases,
        _ => Order,
    };
}
