using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Registers;

namespace HwModel.BrainScaleS2.Digital;

/// <summary>What the four bytes behind a neuron's back end say (haldls, neuron).</summary>
/// <param name="Address">8-bit event address.</param>
/// <param name="RefractoryTime">8 bits.</param>
/// <param name="ResetHoldoff">4 bits.</param>
/// <param name="FastClock">Count with the block's fast clock instead of the slow one.</param>
/// <param name="SpikeOut">Send spikes to the event output.</param>
public sealed record BackendConfiguration(int Address, int RefractoryTime, int ResetHoldoff, bool FastClock, bool SpikeOut)
{
    /// <summary>The bytes as stored: address and refractory time are inverted.</summary>
    /// <exception cref="ChipConfigurationException">Names the register, the value and the range.</exception>
    public uint[] Bytes(string name)
    {
        int address = ~ChipConfigurationException.Check($"{name}.address_out", Address, 0, 255) & 0xFF;
        int time = ~ChipConfigurationException.Check($"{name}.refractory_time", RefractoryTime, 0, 255) & 0xFF;
        int holdoff = ChipConfigurationException.Check($"{name}.reset_holdoff", ResetHoldoff, 0, 15);
        return
        [
            (uint)(address >> 2 | (holdoff & 3) << 6),
            (uint)(time >> 4 | (address & 3) << 4 | holdoff >> 2 << 6),
            (uint)((time & 15) << 2 | (FastClock ? 2 : 0)),
            SpikeOut ? 16u : 0,
        ];
    }
}

internal static class BackendRegisters
{
    /// <summary>The 8-bit event address of a neuron.</summary>
    public static int Address(this NeuronBackendRegisters.NeuronBackendTGroup n) => ~(int)(n.Byte0.AddressOut72 << 2 | n.Byte1.AddressOut10) & 0xFF;

    /// <summary>The refractory counter of a neuron at the block's clocks.</summary>
    public static RefractoryTiming Timing(this NeuronBackendRegisters.NeuronBackendTGroup n, NeuronBackendRegisters.CommonRegister common) => new(
        ~(int)(n.Byte1.RefractoryTime74 << 4 | n.Byte2.RefractoryTime30) & 0xFF,
        (int)(n.Byte1.ResetHoldoff32 << 2 | n.Byte0.ResetHoldoff10),
        (int)(n.Byte2.SelectInputClock == NeuronBackendRegisters.NeuronClockE.Fast ? common.ClockScaleFast : common.ClockScaleSlow));
}
