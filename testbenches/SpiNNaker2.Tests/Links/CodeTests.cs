using System.Text;
using HwModel.Kernel;
using HwModel.SpiNNaker2.Links.Codes;
using HwModel.SpiNNaker2.Links.Units;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;

namespace HwModel.SpiNNaker2.Tests.Links;

/// <summary>Checks and packing against published check values and against bit-by-bit division.</summary>
public sealed class CodeTests
{
    [Fact]
    public void Crcs_give_the_published_check_values()
    {
        byte[] digits = Encoding.ASCII.GetBytes("123456789");
        // Catalogue of parametrised CRC algorithms: CRC-12/DECT, CRC-16/CMS, CRC-16/UMTS.
        Assert.Equal(0xF5Bu, Crc12.Update(0, digits));
        Assert.Equal(0xAEE7u, Crc16.Update(Crc16.Initial, digits));
        Assert.Equal(0xFEE8u, Crc16.Update(0, digits));
        Assert.Equal(Crc16.Update(Crc16.Initial, [0x12, 0x34, 0x56, 0x78]), Crc16.Update(Crc16.Initial, 0x12345678u));
    }

    [Fact]
    public void The_check_of_a_unit_is_the_remainder_of_its_84_bits()
    {
        var random = RandomStream.Derive(1, "units");
        for (int i = 0; i < 2000; i++)
        {
            ulong low = random.NextBits();
            uint high = (uint)random.NextBits() & 0xFFFFF;
            uint crc = 0xFFF;
            for (int bit = 83; bit >= 0; bit--)
            {
                uint next = (bit > 63 ? high >> (bit - 64) : (uint)(low >> bit)) & 1;
                uint top = crc >> 11 ^ next;
                crc = crc << 1 & 0xFFF ^ (top != 0 ? 0x80Fu : 0);
            }
            Assert.Equal(crc, Crc12.OfUnit(high, low));
            LinkUnit unit = new LinkUnit(low, high).Sealed(i & 15, (i & 16) != 0);
            Assert.True(unit.IsIntact);
            Assert.Equal((i & 15, true, (i & 16) != 0, (byte)high), (unit.Acknowledge, unit.HasAcknowledge, unit.IsNak, unit.DataHigh));
        }
    }

    [Fact]
    public void Every_error_of_one_two_or_three_bits_in_a_unit_is_found()
    {
        LinkUnit unit = new LinkUnit(0x0123456789ABCDEF, 0x5_3C2A).Sealed(9, false);
        for (int first = 0; first < LinkUnit.Bits; first++)
        {
            LinkUnit one = Flip(unit, first);
            Assert.False(one.IsIntact);
            for (int second = 0; second < first; second++)
            {
                LinkUnit two = Flip(one, second);
                if (two.IsIntact) Assert.Fail($"bits {first} and {second} are not noticed");
                for (int third = 0; third < second; third++)
                    if (Flip(two, third).IsIntact)
                        Assert.Fail($"bits {first}, {second} and {third} are not noticed");
            }
        }
    }

    [Fact]
    public void Every_burst_of_up_to_twelve_bits_in_a_unit_is_found()
    {
        // In order of transmission: bits 83 to 0, then the check in bits 95 to 84.
        LinkUnit unit = new LinkUnit(0xFEDCBA9876543210, 0xA_1234).Sealed(3, true);
        for (int start = 0; start < LinkUnit.Bits; start++)
        {
            for (uint pattern = 1; pattern < 1 << 12; pattern += 2)
            {
                LinkUnit bad = unit;
                for (int bit = 0; bit < 12 && start + bit < LinkUnit.Bits; bit++)
                    if ((pattern >> bit & 1) != 0)
                        bad = Flip(bad, start + bit < 84 ? 83 - (start + bit) : 95 + 84 - (start + bit));
                if (bad.IsIntact) Assert.Fail($"the burst {pattern:X} at bit {start} is not noticed");
            }
        }
    }

    [Fact]
    public void Packets_survive_the_units()
    {
        var random = RandomStream.Derive(1, "packets");
        for (int i = 0; i < 4000; i++)
        {
            var payload = (CommsPayload)(i & 3);
            ulong low = payload switch { CommsPayload.None => 0, CommsPayload.Bits32 => (uint)random.NextBits(), _ => random.NextBits() };
            var packet = new CommsPacket((byte)(random.NextBits() & 0xFD | (i & 3) switch { 0 => 0u, _ => 2u }), (uint)random.NextBits(), payload, low,
                payload == CommsPayload.Bits128 ? random.NextBits() : 0, 7, false, false);
            int count = PacketUnits.Count(payload);
            Assert.Equal(payload switch { CommsPayload.Bits64 => 2, CommsPayload.Bits128 => 3, _ => 1 }, count);
            LinkUnit[] units = [.. Enumerable.Range(0, count).Select(index => PacketUnits.Unit(in packet, index, index))];
            Assert.Equal(UnitKind.Last, units[^1].Kind);
            Assert.Equal(packet with { Route = 4 }, PacketUnits.Packet([.. units.Select(unit => unit.Low)], [.. units.Select(unit => unit.DataHigh)], 4, false));
            // Bit by bit: control byte, key, payload from bit 0 on.
            UInt128 first = (UInt128)units[0].DataHigh << 64 | units[0].Low;
            Assert.Equal((UInt128)packet.Control | (UInt128)packet.Key << 8 | (UInt128)(uint)packet.Low << 40, first);
        }
    }

    [Theory]
    [InlineData(0x00, CommsPayload.None, 0x00)]
    [InlineData(0x00, CommsPayload.Bits32, 0x03)]
    [InlineData(0x83, CommsPayload.None, 0x80)]
    [InlineData(0x02, CommsPayload.Bits128, 0x02)]
    public void The_control_byte_on_the_line_says_whether_there_is_a_payload(byte control, CommsPayload payload, byte expected) =>
        Assert.Equal(expected, PacketUnits.Control(new CommsPacket(control, 0, payload, 0, 0, 7, false, false)));

    private static LinkUnit Flip(LinkUnit unit, int bit) => bit < 64 ? unit with { Low = unit.Low ^ 1UL << bit } : unit with { High = unit.High ^ 1u << (bit - 64) };
}
