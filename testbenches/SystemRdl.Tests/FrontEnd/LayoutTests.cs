using HwModel.SystemRdl.Model;

namespace HwModel.SystemRdl.Tests.FrontEnd;

/// <summary>Bits (SystemRDL 2.0, 10.7) and addresses (12.3, 13.4).</summary>
public sealed class LayoutTests
{
    // 10.7.2, examples 1 and 2
    [Fact]
    public void Lsb0_fields_follow_upwards()
    {
        RegisterNode q = Specification.Top("addrmap top { lsb0; reg { field {} A; field {} B[3]; field {} C[15:8]; field {} D[5]; } regA; };").At<RegisterNode>("regA");
        Assert.Equal([("A", 0, 0), ("B", 3, 1), ("C", 15, 8), ("D", 20, 16)], q.Fields.Select(f => (f.InstanceName, f.Msb, f.Lsb)));
        Assert.False(q.IsMsb0);
    }

    [Fact]
    public void Msb0_fields_follow_downwards()
    {
        RegisterNode q = Specification.Top("addrmap top { msb0; reg { field {} A; field {} B[3]; field {} C[8:15]; field {} D[5]; } regA; };").At<RegisterNode>("regA");
        Assert.Equal([("D", 3, 7), ("C", 8, 15), ("B", 28, 30), ("A", 31, 31)], q.Fields.Select(f => (f.InstanceName, f.Msb, f.Lsb)));
        Assert.True(q.IsMsb0);
        // Bit b of an msb0 register is bit regwidth - 1 - b of the bus value.
        Assert.Equal([24, 16, 1, 0], q.Fields.Select(f => f.BusLow));
        Assert.Equal(0x00FF_0000, q.Fields[1].Mask);
    }

    [Fact]
    public void A_range_decides_the_bit_order_against_the_map()
    {
        RegisterNode q = Specification.Top("addrmap top { msb0; reg { field {} a[7:4]; field {} b[2]; } q; };").At<RegisterNode>("q");
        Assert.Equal([("a", 4, 7), ("b", 8, 9)], q.Fields.Select(f => (f.InstanceName, f.Low, f.High)));
        Assert.False(q.IsMsb0);
    }

    [Fact]
    public void The_width_may_come_from_fieldwidth() => Assert.Equal(5, Specification.Field("fieldwidth = 5;").Width);

    [Fact]
    public void A_read_only_and_a_write_only_field_may_share_bits() =>
        Assert.Equal(2, Specification.Register("field { sw = r; } a[7:0]; field { sw = w; hw = r; } b[7:0];").Fields.Count);

    // 13.4: the same registers in the three modes
    [Theory]
    [InlineData("compact", 0x0, 0x4, 0xC, 0x5C)]
    [InlineData("regalign", 0x0, 0x8, 0x10, 0x60)]
    [InlineData("fullalign", 0x0, 0x8, 0x80, 0xD0)]
    public void Addressing_modes_place_registers(string mode, long a, long b, long c, long size)
    {
        AddressMapNode top = Specification.Top(
            $"addrmap top {{ default accesswidth = 32; addressing = {mode}; reg {{ field {{}} a; }} a; reg {{ regwidth = 64; field {{}} a; }} b; reg {{ field {{}} a; }} c[20]; }};");
        Assert.Equal((a, b, c, size), (Offset(top, "a"), Offset(top, "b"), Offset(top, "c"), top.Size));
        Assert.Equal(4, top.At<RegisterNode>("c").Stride);
    }

    // 13.4: a register file or an array between registers
    [Theory]
    [InlineData("compact", 1, 16, 28)]
    [InlineData("regalign", 16, 28, 40)]
    [InlineData("fullalign", 16, 32, 44)]
    public void Addressing_modes_place_what_is_no_single_register(string mode, long file, long array, long size)
    {
        AddressMapNode top = Specification.Top($"reg t {{ field {{}} f; }}; addrmap top {{ addressing = {mode}; reg {{ regwidth = 8; field {{}} f; }} a; regfile {{ t x, y, z; }} b; t c[3]; }};");
        Assert.Equal((0, file, array, size), (Offset(top, "a"), Offset(top, "b"), Offset(top, "c"), top.Size));
        Assert.Equal((12, 12, 8), (top.At<RegisterFileNode>("b").Size, top.At<RegisterFileNode>("b").Stride, Offset(top, "b.z")));
    }

    [Fact]
    public void The_largest_of_the_alignments_counts()
    {
        AddressMapNode top = Specification.Top(
            """
            reg small { regwidth = 8; field {} f; }; reg wide { regwidth = 64; field {} f; };
            addrmap top { alignment = 4; small a; small b; small c %= 2; small d %= 16; small e; wide f; };
            """);
        Assert.Equal([0L, 4, 8, 16, 20, 24], new[] { "a", "b", "c", "d", "e", "f" }.Select(name => Offset(top, name)));
        Assert.Equal(4, top.Alignment);
    }

    [Fact]
    public void The_size_is_the_end_of_the_last_byte_and_not_of_the_last_component()
    {
        AddressMapNode top = Specification.Top("reg t { field {} f; }; addrmap top { t a @ 0x100; t b @ 0; t c; };");
        Assert.Equal((4, 0x104), (Offset(top, "c"), top.Size));
        Assert.Equal([true, true, false], new[] { "a", "b", "c" }.Select(name => top.At<RegisterNode>(name).HasExplicitAddress));
    }

    // 13.4: the order of the innermost map counts
    [Theory]
    [InlineData("msb0;", "", false)]
    [InlineData("", "msb0;", true)]
    [InlineData("msb0;", "lsb0;", false)]
    [InlineData("", "lsb0 = false;", true)]
    [InlineData("", "msb0 = false;", false)]
    [InlineData("msb0;", "lsb0 = true;", false)]
    public void The_bit_order_is_that_of_the_innermost_map(string outer, string inner, bool isMsb0)
    {
        AddressMapNode top = Specification.Top($"addrmap inner {{ {inner} regfile {{ reg {{ field {{}} f[3:3]; field {{}} g; }} q; }} rf; }}; addrmap top {{ {outer} inner m; }};");
        Assert.Equal((isMsb0, isMsb0), (top.At<RegisterNode>("m.rf.q").IsMsb0, top.At<AddressMapNode>("m").IsMsb0));
        Assert.Equal(isMsb0 ? 2 : 4, top.At<FieldNode>("m.rf.q.g").Low);
    }

    [Fact]
    public void A_field_that_is_not_present_keeps_its_bits()
    {
        RegisterNode q = Specification.Register("field {} a[4]; field { ispresent = false; } b[4]; field {} c[4];");
        Assert.Equal([("a", 0), ("c", 8)], q.Fields.Select(f => (f.InstanceName, f.Low)));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(8, 1)]
    [InlineData(9, 2)]
    [InlineData(12, 2)]
    [InlineData(16, 2)]
    [InlineData(17, 4)]
    [InlineData(32, 4)]
    [InlineData(33, 8)]
    public void Words_of_a_memory_take_a_power_of_two_of_bytes(int width, long stride)
    {
        MemoryNode m = Specification.Top($"addrmap top {{ external mem {{ mementries = 3; memwidth = {width}; }} m; }};").At<MemoryNode>("m");
        Assert.Equal((width, stride, 3 * stride), (m.EntryWidth, m.EntryStride, m.Size));
    }

    [Fact]
    public void A_memory_without_numbers_has_one_word_as_wide_as_its_widest_register()
    {
        AddressMapNode top = Specification.Top("addrmap top { external mem {} m; external mem { reg { regwidth = 16; field {} f; } a; } n; external mem { mementries = 2; reg { regwidth = 16; field {} f; } a; reg { regwidth = 64; field {} f; } b; } o; };");
        Assert.Equal((1L, 32, 4L), (top.At<MemoryNode>("m").Entries, top.At<MemoryNode>("m").EntryWidth, top.At<MemoryNode>("m").Size));
        Assert.Equal((1L, 16, 2L), (top.At<MemoryNode>("n").Entries, top.At<MemoryNode>("n").EntryWidth, top.At<MemoryNode>("n").Size));
        Assert.Equal((2L, 64, 16L), (top.At<MemoryNode>("o").Entries, top.At<MemoryNode>("o").EntryWidth, top.At<MemoryNode>("o").Size));
    }

    private static long Offset(Node top, string path) => top.At<AddressableNode>(path).Offset;

    [Fact]
    public void Alignment_moves_what_has_no_address()
    {
        AddressMapNode top = Specification.Top("addrmap top { alignment = 8; reg { field {} f; } a, b, c @ 0x40, d; };");
        Assert.Equal([0L, 8, 0x40, 0x48], new[] { "a", "b", "c", "d" }.Select(n => Offset(top, n)));
    }

    [Fact]
    public void Alignment_reaches_nested_register_files_but_not_nested_maps()
    {
        AddressMapNode top = Specification.Top(
            "reg t { field {} f; }; addrmap inner { t a, b; }; addrmap top { alignment = 16; regfile { t a, b; } rf; inner m; regfile { alignment = 8; t a, b; } rg; };");
        Assert.Equal((16, 4, 8), (Offset(top, "rf.b"), Offset(top, "m.b"), Offset(top, "rg.b")));
    }

    [Fact]
    public void At_stride_and_alignment_of_an_instance_are_used()
    {
        AddressMapNode top = Specification.Top("reg t { field {} f; }; addrmap top { t a @ 0x10; t b[4] @ 0x100 += 0x20; t c %= 0x80; t d[2][3]; };");
        Assert.Equal((0x10, 0x100, 0x20, 0x180), (Offset(top, "a"), Offset(top, "b"), top.At<RegisterNode>("b").Stride, Offset(top, "c")));
        RegisterNode d = top.At<RegisterNode>("d");
        Assert.Equal((0x184, 4, 24, 0x19C), (d.Offset, d.Stride, d.TotalSize, top.Size));
        Assert.Equal([2, 3], d.Dimensions);
    }

    [Fact]
    public void Elements_are_unrolled_row_by_row_in_address_order()
    {
        AddressMapNode top = Specification.Top("reg t { field {} f; }; addrmap top { t late @ 0x100; regfile { t q[2]; } rf[2][2] @ 0x0 += 0x10; };");
        Element[] registers = [.. new Element(top, null, 0).Walk().Where(e => e.Node is RegisterNode)];
        Assert.Equal(
            [
                ("top.rf[0][0].q[0]", 0x0), ("top.rf[0][0].q[1]", 0x4), ("top.rf[0][1].q[0]", 0x10), ("top.rf[0][1].q[1]", 0x14), ("top.rf[1][0].q[0]", 0x20),
                ("top.rf[1][0].q[1]", 0x24), ("top.rf[1][1].q[0]", 0x30), ("top.rf[1][1].q[1]", 0x34), ("top.late", 0x100),
            ],
            registers.Select(e => (e.Path, (int)e.AbsoluteAddress)));
    }

    [Fact]
    public void What_is_not_present_keeps_its_place()
    {
        AddressMapNode top = Specification.Top("reg t { field {} f; }; addrmap top { t a; t b; t c; b -> ispresent = false; };");
        Assert.Equal(["a", "c"], top.Children.Select(c => c.InstanceName));
        Assert.Equal(8, Offset(top, "c"));
    }

    [Fact]
    public void A_read_only_and_a_write_only_register_may_share_an_address() =>
        Assert.Equal(2, Specification.Top("addrmap top { reg { field { sw = r; } f; } a @ 0; reg { field { sw = w; hw = r; } f; } b @ 0; };").Children.Count);

    [Fact]
    public void Memories_have_words_and_virtual_registers()
    {
        AddressMapNode top = Specification.Top(
            "addrmap top { external mem { mementries = 1024; memwidth = 12; sw = r; } m @ 0x1000; external mem { mementries = 4; reg { regwidth = 16; field {} f[16]; } v[2]; } n; };");
        MemoryNode m = top.At<MemoryNode>("m");
        Assert.Equal((1024L, 12, 2L, 2048L, AccessType.Read), (m.Entries, m.EntryWidth, m.EntryStride, m.Size, m.Software));
        MemoryNode n = top.At<MemoryNode>("n");
        Assert.Equal((16, 8L, 0x1800L, true), (n.EntryWidth, n.Size, n.Offset, n.IsExternal));
        Assert.True(n.At<RegisterNode>("v") is { IsVirtual: true, IsExternal: true });
    }

    [Fact]
    public void Wide_registers_keep_their_access_width()
    {
        RegisterNode q = Specification.Register("regwidth = 64; accesswidth = 16; field {} f[16];");
        Assert.Equal((64, 16, 8L), (q.Width, q.AccessWidth, q.Size));
    }
}
