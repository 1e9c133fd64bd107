using FsCheck;
using FsCheck.Fluent;
using HwModel.Kernel.Registers;
using HwModel.Registers.Tests.Support;
using HwModel.SystemRdl.Model;
using Xunit.Abstractions;

namespace HwModel.Registers.Tests.Directed;

/// <summary>
/// The standard register tests, made for every register file of both chips and for the small specifications: registers in shuffled order, expected values from a plain
/// reading of the elaborated model.
/// </summary>
public sealed class DirectedTests(ITestOutputHelper output)
{
    public static TheoryData<string> All => ["access", "hardware", "counters", "interrupts", "aliases", "order", .. ChipSpecifications.All];

    [Theory]
    [MemberData(nameof(All))]
    public void Reset_values_return_after_random_writes(string name) => Run(name, b =>
    {
        b.ReadAll();
        b.WriteAll();
        b.Reset();
        b.ReadAll();
    });

    [Theory]
    [MemberData(nameof(All))]
    public void Writes_and_reads_follow_the_access_properties(string name) => Run(name, b =>
    {
        for (int round = 0; round < 3; round++)
        {
            foreach (long word in b.Words)
            {
                b.Write(word, b.Data(), b.All);
                if (b.Random.Next(3) == 0) b.Idle();
                b.Read(word, b.All);
                b.Read(word, b.All);
            }
        }
        b.WriteAll();
        b.ReadAll();
    });

    [Theory]
    [MemberData(nameof(All))]
    public void One_bit_at_a_time_changes_alone(string name) => Run(name, b =>
    {
        b.WriteAll();
        foreach (long word in b.Words)
        {
            ulong data = b.Data();
            b.Write(word, data, b.All);
            ulong before = b.Read(word, b.All);
            for (int bit = 0; bit < 8 * b.File.BusBytes; bit++)
            {
                ulong one = 1UL << bit;
                b.Write(word, data ^= one, b.All);
                ulong after = b.Read(word, b.All);
                ulong plain = b.Model.Plain(word);
                Assert.Equal(plain & one, (before ^ after) & plain);
                before = after;
            }
        }
        b.ReadAll();
    });

    [Theory]
    [MemberData(nameof(All))]
    public void A_write_reaches_one_word_only(string name) => Run(name, b =>
    {
        b.WriteAll();
        foreach (long word in b.Words.Take(b.Words.Length > 200 ? 24 : 200))
        {
            b.Write(word, b.Data(), b.All);
            foreach (long other in b.Words) b.Read(other, b.All);
        }
        b.CheckFields();
    });

    [Theory]
    [MemberData(nameof(All))]
    public void Byte_strobes_select_the_bytes(string name) => Run(name, b =>
    {
        b.WriteAll();
        foreach (long word in b.Words)
        {
            for (int strobes = 0; strobes <= Math.Min((int)b.All, 15); strobes++)
            {
                byte lanes = b.All > 15 ? (byte)b.Random.Next(256) : (byte)strobes;
                b.Write(word, b.Data(), lanes);
                b.Read(word, (byte)(b.Random.Next(256) & b.All));
                b.Read(word, b.All);
            }
        }
        b.CheckFields();
    });

    [Theory]
    [MemberData(nameof(All))]
    public void Reset_during_accesses_wins(string name) => Run(name, b =>
    {
        for (int i = 0; i < 6; i++)
        {
            for (int n = b.Random.Next(100); n > 0; n--) b.Write(b.Words[b.Random.Next(b.Words.Length)], b.Data(), b.All);
            long word = b.Words[b.Random.Next(b.Words.Length)];
            // The access is under way when the reset comes instead of the clock.
            if (b.Random.Next(2) == 0) Assert.True(b.File.TryWrite(word, b.Data(), b.All));
            else Assert.True(b.File.TryRead(word, b.All, out _));
            b.Reset();
            b.CheckFields();
            b.Idle();
            b.ReadAll();
        }
    });

    [Theory]
    [MemberData(nameof(All))]
    public void Gated_fields_take_writes_only_while_open(string name) => Run(name, b =>
    {
        (QuietCell Cell, string Input)[] gates = [.. b.Model.Cells.SelectMany(c => Inputs((FieldNode)c.Element.Node).Select(i => (c, i)))];
        for (int i = 0; i < 8; i++)
        {
            foreach ((QuietCell cell, string input) in gates)
            {
                bool isHigh = b.Random.Next(2) == 0;
                cell.Gates[input] = isHigh;
                b.Of(cell).SetInput(cell.Element.Node.InstanceName, input, isHigh ? 1UL : 0);
            }
            b.WriteAll();
            if (gates.Length > 0 || i == 0) b.ReadAll();
        }
    });

    [Theory]
    [MemberData(nameof(All))]
    public void Unmapped_misaligned_and_wrongly_sized_accesses_do_no_harm(string name) => Run(name, b =>
    {
        b.WriteAll();
        int bytes = b.File.BusBytes;
        (long Start, long End)[] outside = [.. new Element(b.Top, null, 0).Walk().Where(e => e.Node is AddressableNode and (MemoryNode or { IsExternal: true }))
            .Select(e => (e.AbsoluteAddress, e.AbsoluteAddress + ((AddressableNode)e.Node).Size))];
        foreach (long near in b.Words.Take(200).Append(b.Words.Max()))
        {
            foreach (long address in new[] { near - bytes, near + bytes, near + (bytes * b.Random.NextInt64(1, 4096)), near | 1L << 40 })
            {
                if (address < 0 || b.Model.IsMapped(address)) continue;
                bool isOutside = outside.Any(o => address < o.End && address + bytes > o.Start);
                if (!isOutside) Assert.False(b.File.IsMapped(address), $"0x{address:X} is mapped");
                Assert.False(b.File.TryWrite(address, b.Data(), b.All));
                b.Idle();
                Assert.False(b.File.TryRead(address, b.All, out ulong value));
                Assert.Equal(0UL, value);
                b.Idle();
            }
            // An address inside a word means the word; strobes beyond the bus reach nothing; no strobes, no effect.
            long inside = near + b.Random.Next(bytes);
            b.Write(inside, b.Data(), b.All);
            b.Read(inside, b.All);
            b.Write(inside, b.Data(), (byte)(0xFF & ~b.All));
            b.Write(near, b.Data(), 0);
            b.Read(near, 0);
            b.Read(near, b.All);
            Assert.True(b.File.TryRead(near, 0, out _));
            Assert.Throws<InvalidOperationException>(() => b.File.TryWrite(near, 0, b.All));
            b.Idle();
        }
        b.ReadAll();
    });

    [Fact]
    public void Bits_kept_from_tests_are_left_alone_and_those_not_compared_may_differ()
    {
        (RegisterFile file, AddressMapNode top) = Generation.Make("""
            addrmap kept {
                default sw = rw; default hw = r;
                reg { field { donttest; } keep[8] = 0x5A; field {} free[16] = 0; } a;
                reg { field { dontcompare; hw = w; we; } moving[8] = 0; field { dontcompare = 8'hF0; hw = w; we; } half[8] = 0; } b;
            };
            """);
        var b = new Bench(file, top, 1);
        Register a = file.Find("a"), moving = file.Find("b");
        foreach (long word in b.Words)
        {
            for (int i = 0; i < 50; i++)
            {
                b.Write(word, b.Data(), b.All);
                Assert.Equal(0x5AUL, a.Bits("keep"));
                // Hardware comes in between: no difference where nothing is compared.
                Move("moving", 0xFF & ~moving.Bits("moving"));
                Move("half", moving.Bits("half") ^ 0xF0);
                b.Read(word, b.All);
            }
        }
        Move("half", moving.Bits("half") ^ 0x01);
        Assert.ThrowsAny<Exception>(() => b.Read(4, b.All));

        void Move(string field, ulong value)
        {
            moving.SetInput(field, "Input", value);
            moving.SetInput(field, "WriteEnable", 1);
            b.Idle();
            moving.SetInput(field, "WriteEnable", 0);
            b.Idle();
        }
    }

    [Theory]
    [InlineData("field { sw = rw; hw = r; } f[8] = 3;", "field { sw = rw; hw = r; } f[8] = 2;")]
    [InlineData("field { sw = rw; hw = r; } f[8] = 0;", "field { sw = r; hw = r; } f[8] = 0;")]
    [InlineData("field { sw = rw; hw = r; } f[8] = 0;", "field { sw = rw; hw = r; woset; } f[8] = 0;")]
    [InlineData("field { sw = rw; hw = r; } f[7:0] = 0;", "field { sw = rw; hw = r; } f[8:1] = 0;")]
    [InlineData("field { sw = rw; hw = r; } f[8] = 0;", "field { sw = rw; hw = r; rclr; } f[8] = 0;")]
    [InlineData("field { sw = rw; hw = r; } f[8] = 0;", "field { sw = rw; hw = r; singlepulse; } f[0:0] = 0;")]
    [InlineData("field { sw = w; hw = r; } f[8] = 0;", "field { sw = rw; hw = r; } f[8] = 0;")]
    public void A_planted_fault_is_found(string specified, string built)
    {
        AddressMapNode top = Generation.Make($"addrmap top {{ reg {{ {specified} }} x; }};").Top;
        RegisterFile file = Generation.Make($"addrmap top {{ reg {{ {built} }} x; }};").File;
        Assert.ThrowsAny<Exception>(() =>
        {
            var b = new Bench(file, top, 1);
            b.ReadAll();
            for (int i = 0; i < 10; i++)
            {
                b.WriteAll();
                b.ReadAll();
                b.ReadAll();
            }
        });
    }

    /// <summary>How much of what is there the plain reading fixes: the chips are mostly compared, not mostly excused.</summary>
    [Fact]
    public void Most_bits_of_the_chips_are_compared()
    {
        long compared = 0, bits = 0;
        foreach (string name in ChipSpecifications.All)
        {
            Run(name, b =>
            {
                b.ReadAll();
                long here = 8L * b.File.BusBytes * b.Words.Length;
                output.WriteLine($"{name}: {b.Compared} of {here} bits");
                compared += b.Compared;
                bits += here;
            });
        }
        output.WriteLine($"together: {compared} of {bits} bits");
        Assert.True(compared * 4 > bits * 3, $"{compared} of {bits} bits of the chips are compared after reset");
    }

    private static IEnumerable<string> Inputs(FieldNode f)
    {
        if (f.SoftwareWriteEnable is { IsOn: true, Reference: null }) yield return "SoftwareWriteEnable";
        if (f.SoftwareWriteEnableLow is { IsOn: true, Reference: null }) yield return "SoftwareWriteEnableLow";
    }

    private static void Run(string name, Action<Bench> test) =>
        Prop.ForAll(
            Gen.Choose(0, int.MaxValue - 1).ToArbitrary(),
            seed =>
            {
                (RegisterFile file, AddressMapNode top) = IsSmall(name) ? Generation.Make(Specifications.Text(name)) : Generation.MakeChip(name);
                test(new Bench(file, top, seed));
            }).Check(Seeded.Cases(IsSmall(name) ? 8 : 1));

    private static bool IsSmall(string name) => !name.Contains('/', StringComparison.Ordinal);
}
