using HwModel.SpiNNaker2.Pe.Core.Assembly;
using HwModel.SpiNNaker2.Pe.Core.Decode;

namespace HwModel.SpiNNaker2.Tests.Pe;

public sealed class DecodeTableTests
{
    private static readonly DecodeTable Table = DecodeTable.Instance;

    [Fact]
    public void The_table_has_the_305_rows_of_ARMv7E_M_with_a_single_precision_FPU() => Assert.Equal(305, Table.Rows.Count);

    [Fact]
    public void Every_row_is_found_for_some_word_of_its_own()
    {
        var random = new Random(1);
        foreach (DecodeRow row in Table.Rows)
        {
            bool found = false;
            for (int i = 0; i < 2000 && !found; i++)
                found = Table.Find(row.Value | (uint)random.NextInt64(1L << 32) & ~row.Mask, row.Size == 4) == row;
            Assert.True(found, $"{row.Name} is hidden by earlier rows");
        }
    }

    [Fact]
    public void Buckets_find_the_row_that_a_search_in_order_finds()
    {
        var random = new Random(2);
        for (int i = 0; i < 30_000; i++)
        {
            DecodeRow near = Table.Rows[random.Next(Table.Rows.Count)];
            uint word = near.Value | (uint)random.NextInt64(1L << 32) & ~near.Mask;
            if (near.Size == 2) word &= 0xFFFF;
            DecodeRow? first = Table.Rows.FirstOrDefault(row => row.Size == near.Size && row.Matches(word));
            Assert.Same(first, Table.Find(word, near.Size == 4));
        }
    }

    // Values of DDI 0403, table A5-11 (ThumbExpandImm).
    [Theory]
    [InlineData(0x0AB, 0x0000_00ABu)]
    [InlineData(0x1AB, 0x00AB_00ABu)]
    [InlineData(0x2AB, 0xAB00_AB00u)]
    [InlineData(0x3AB, 0xABAB_ABABu)]
    [InlineData(0x400, 0x8000_0000u)]
    [InlineData(0x4FF, 0x7F80_0000u)]
    [InlineData(0xF80, 0x0000_0100u)]
    [InlineData(0xFFF, 0x0000_01FEu)]
    public void Immediates_expand(uint packed, uint value) => Assert.Equal(value, Immediates.ThumbExpand(packed));

    [Fact]
    public void Packing_an_immediate_is_the_inverse_of_expanding_it()
    {
        for (uint packed = 0; packed < 0x1000; packed++)
        {
            if (packed is >= 0x100 and < 0x400 && (packed & 0xFF) == 0) continue; // UNPREDICTABLE forms of zero
            uint value = Immediates.ThumbExpand(packed);
            Assert.True(Immediates.TryThumbPack(value, out uint again), $"0x{value:x8}");
            Assert.Equal(value, Immediates.ThumbExpand(again));
        }
        Assert.False(Immediates.TryThumbPack(0x101, out _));
        Assert.False(Immediates.TryThumbPack(0xFFFF_FF00, out _));
    }

    [Fact]
    public void No_word_makes_decoding_or_its_text_fail()
    {
        var random = new Random(3);
        var disassembler = new Disassembler(Table);
        for (int i = 0; i < 200_000; i++)
        {
            uint word = (uint)random.NextInt64(1L << 32);
            bool wide = DecodeTable.IsWide(word >> 16);
            if (!wide) word >>= 16;
            Assert.NotEmpty(disassembler.Text(word, wide, 0x1000));
        }
    }
}
