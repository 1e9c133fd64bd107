using HwModel.Kernel;
using HwModel.Kernel.Registers;
using HwModel.Registers.Tests.Support;

namespace HwModel.Registers.Tests.Generated;

/// <summary>The rules one by one with expected values worked out by hand (SystemRDL 2.0, 9.3 to 9.9).</summary>
public sealed class RuleTests
{
    private static RegisterFile Make(string body)
    {
        RegisterFile file = Generation.Make($"addrmap rules {{ reg {{ {body} }} a; }};").File;
        file.Reset(TestPowerOn.Zero());
        return file;
    }

    private static ulong Read(RegisterFile file, long address = 0)
    {
        Assert.True(file.TryRead(address, 0xFF, out ulong value));
        file.Clock();
        return value;
    }

    private static void Write(RegisterFile file, ulong value, byte strobes = 0xFF, long address = 0)
    {
        Assert.True(file.TryWrite(address, value, strobes));
        file.Clock();
    }

    [Theory]
    [InlineData("", 0xC, 0xA, 0xA)]
    [InlineData("woset;", 0xC, 0xA, 0xE)]
    [InlineData("woclr;", 0xC, 0xA, 0x4)]
    [InlineData("onwrite = wot;", 0xC, 0xA, 0x6)]
    [InlineData("onwrite = wzs;", 0xC, 0xA, 0xD)]
    [InlineData("onwrite = wzc;", 0xC, 0xA, 0x8)]
    [InlineData("onwrite = wzt;", 0xC, 0xA, 0x9)]
    [InlineData("onwrite = wclr;", 0xC, 0xA, 0x0)]
    [InlineData("onwrite = wset;", 0xC, 0xA, 0xF)]
    public void Writes_have_their_effect(string effect, ulong reset, ulong data, ulong expected)
    {
        RegisterFile file = Make($"field {{ hw = r; {effect} }} f[4] = {reset};");
        Write(file, data);
        Assert.Equal(expected, Read(file));
    }

    [Fact]
    public void Strobes_choose_bytes()
    {
        RegisterFile file = Make("field { hw = r; } f[32] = 0x11223344;");
        Write(file, 0xAABBCCDD, 0b0101);
        Assert.Equal(0x11BB33DDUL, Read(file));
    }

    [Fact]
    public void A_read_sees_the_value_before_its_effect()
    {
        RegisterFile file = Make("field { hw = r; rclr; } a[8] = 0x5A; field { hw = r; rset; } b[8] = 0;");
        Assert.Equal(0x005AUL, Read(file));
        Assert.Equal(0xFF00UL, Read(file));
    }

    [Fact]
    public void A_single_pulse_lasts_one_cycle()
    {
        RegisterFile file = Make("field { hw = r; singlepulse; } f = 0;");
        Write(file, 1);
        Assert.Equal(1UL, file.Registers[0].Bits("f"));
        file.Clock();
        Assert.Equal(0UL, file.Registers[0].Bits("f"));
    }

    // One event on bit 0 in the cycle in which software clears bit 1: neither is lost.
    [Theory]
    [InlineData("sw")]
    [InlineData("hw")]
    public void Collisions_are_decided_bit_by_bit(string precedence)
    {
        RegisterFile file = Make($"field {{ woclr; stickybit; hw = w; precedence = {precedence}; }} f[2] = 2;");
        file.Registers[0].SetInput("f", "Input", 1);
        Write(file, 2);
        Assert.Equal(1UL, file.Registers[0].Bits("f"));
    }

    // Event and clear of the same bit: precedence decides.
    [Theory]
    [InlineData("sw", 0)]
    [InlineData("hw", 1)]
    public void Precedence_decides_about_the_same_bit(string precedence, ulong expected)
    {
        RegisterFile file = Make($"field {{ woclr; stickybit; hw = w; precedence = {precedence}; }} f = 1;");
        file.Registers[0].SetInput("f", "Input", 1);
        Write(file, 1);
        Assert.Equal(expected, file.Registers[0].Bits("f"));
    }

    [Fact]
    public void A_counter_wraps_and_says_so_before_the_edge()
    {
        RegisterFile file = Make("field { hw = r; counter; overflow; } f[2] = 2;");
        Register register = file.Registers[0];
        register.SetInput("f", "Increment", 1);
        Assert.False(register.Output("f", "Overflows"));
        file.Clock();
        Assert.Equal((3UL, true), (register.Bits("f"), register.Output("f", "Overflows")));
        file.Clock();
        Assert.Equal((0UL, false), (register.Bits("f"), register.Output("f", "Overflows")));
    }

    [Fact]
    public void The_counter_steps_after_the_collision()
    {
        RegisterFile file = Make("field { hw = r; counter; } f[8] = 0;");
        file.Registers[0].SetInput("f", "Increment", 1);
        Write(file, 10);
        Assert.Equal(11UL, file.Registers[0].Bits("f"));
    }

    [Fact]
    public void The_first_write_after_reset_is_taken_once()
    {
        RegisterFile file = Make("field { hw = r; sw = rw1; } f[8] = 0;");
        Write(file, 5);
        Write(file, 6);
        Assert.Equal(5UL, Read(file));
        file.Reset(TestPowerOn.Again());
        Write(file, 7);
        Assert.Equal(7UL, Read(file));
    }

    [Fact]
    public void Unmapped_addresses_do_not_answer()
    {
        RegisterFile file = Make("field { hw = r; } f = 0;");
        Assert.False(file.IsMapped(4));
        Assert.False(file.TryWrite(4, 1, 0xF));
        file.Clock();
        Assert.False(file.TryRead(0x1000_0000_0000, 0xF, out _));
    }

    [Fact]
    public void A_second_access_in_a_cycle_is_refused()
    {
        RegisterFile file = Make("field { hw = r; } f = 0;");
        file.TryWrite(0, 1, 0xF);
        Assert.Throws<InvalidOperationException>(() => file.TryRead(0, 0xF, out _));
    }

    [Fact]
    public void External_components_are_reached_by_their_offset()
    {
        RegisterFile file = Generation.Make(Specifications.Access).File;
        file.Reset(TestPowerOn.Zero());
        Assert.False(file.TryRead(0x404, 0xF, out _));
        file.Clock();
        var memory = new Memory();
        file.Attach("table", memory);
        Assert.True(file.TryWrite(0x408, 0x1234, 0b0011));
        file.Clock();
        Assert.True(file.TryRead(0x408, 0b0001, out ulong value));
        Assert.Equal((8L, 0x34UL), (memory.LastOffset, value));
    }

    private sealed class Memory : IExternalRegisters
    {
        public long LastOffset { get; private set; }

        public ulong Read(long offset, byte strobes) => offset == LastOffset ? 0x1234UL : 0;

        public void Write(long offset, ulong data, byte strobes) => LastOffset = offset;
    }

    [Fact]
    public void Without_a_reset_value_power_on_decides()
    {
        RegisterFile file = Make("field { hw = r; } f[32];");
        file.Reset(TestPowerOn.Random(5));
        ulong random = file.Registers[0].Bits("f");
        Assert.NotEqual(0UL, random);
        Write(file, 77);
        file.Reset(TestPowerOn.Again());
        Assert.Equal(77UL, file.Registers[0].Bits("f"));
    }

    [Fact]
    public void An_idle_file_has_nothing_to_do()
    {
        RegisterFile file = Generation.Make(Specifications.Access).File;
        file.Reset(TestPowerOn.Zero());
        for (int i = 0; i < 4; i++) file.Clock();
        Assert.Equal(0, file.ActiveCount);
        Write(file, 0xFFFF);
        Assert.NotEqual(0, file.ActiveCount);
        for (int i = 0; i < 4; i++) file.Clock();
        Assert.Equal(0, file.ActiveCount);
    }

    [Fact]
    public void Access_and_clock_allocate_nothing()
    {
        RegisterFile file = Generation.Make(Specifications.Access).File;
        file.Reset(TestPowerOn.Zero());
        void Cycles(int count)
        {
            for (int i = 0; i < count; i++)
            {
                file.TryWrite(i % 16 * 4, (ulong)i * 0x9E3779B9, 0xF);
                file.Clock();
                file.TryRead(i % 16 * 4, 0xF, out _);
                file.Clock();
            }
        }
        Cycles(1000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Cycles(1000);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Theory]
    [MemberData(nameof(Specifications.Names), MemberType = typeof(Specifications))]
    public void A_snapshot_goes_on_as_the_original(string name)
    {
        (RegisterFile file, SystemRdl.Model.AddressMapNode top) = Generation.Make(Specifications.Text(name));
        var pair = new LockStep(file, top);
        var random = new Random(3);
        for (int i = 0; i < 50; i++) pair.Step(random);
        var writer = new StateWriter();
        file.Save(writer);
        RegisterFile copy = Generation.Make(Specifications.Text(name)).File;
        copy.Reset(TestPowerOn.Zero());
        copy.Load(new StateReader(writer.Written.ToArray()));
        Assert.Equal(file.Schema, copy.Schema);
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal(Hash(file), Hash(copy));
            file.Clock();
            copy.Clock();
        }
    }

    private static ulong Hash(RegisterFile file)
    {
        var hash = new StateHash(1);
        file.Hash(ref hash);
        return hash.Value;
    }

    [Fact]
    public void Traces_have_a_scope_for_each_register()
    {
        RegisterFile file = Generation.Make(Specifications.Access).File;
        var trace = new TraceDeclaration();
        file.DeclareTrace(trace);
        Assert.Contains(trace.Variables, v => v.Scope == "group[1][0].r0" && v.Name == "y" && v.Width == 16);
        Assert.Contains(trace.Variables, v => v.Scope == "plain" && v.Name == "a" && v.Width == 8);
    }
}
