using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Router;

/// <summary>Offsets of the registers that the router itself keeps: captures and counters, because several packets may end in one cycle.</summary>
[Published("SpiNNaker datasheet v2.02, 10.10 and 10.11")]
internal static class RouterMap
{
    public const uint Control = 0x000;
    public const uint Status = 0x004;
    public const uint ErrorHeader = 0x008;
    public const uint ErrorRouting = 0x00C;
    public const uint ErrorPayload = 0x010;
    public const uint ErrorStatus = 0x014;
    public const uint DumpHeader = 0x018;
    public const uint DumpRouting = 0x01C;
    public const uint DumpPayload = 0x020;
    public const uint DumpOutputs = 0x024;
    public const uint DumpStatus = 0x028;
    public const uint CounterControl = 0x02C;
    public const uint TimingControl = 0x030;
    public const uint CycleCount = 0x034;
    public const uint BusyCount = 0x038;
    public const uint UndelayedCount = 0x03C;
    public const uint Histogram = 0x040;
    public const uint Diversion = 0x080;
    public const uint FixedRoute = 0x084;
    public const uint Filter = 0x200;
    public const uint Counter = 0x300;
    public const uint ErrorPayloadHigh = 0x340;
    public const uint DumpPayloadHigh = 0x350;
    public const uint CamResult = 0xF00;
    public const uint CamKey = 0xF04;

    [ModelChoice("the published offsets have no room for 16 384 entries of 32 bytes")]
    public const uint Table = 0x100000;

    [ModelChoice("the published offset has no room above the table")]
    public const uint Chips = 0x200000;

    public const uint EntryBytes = 32;
}
