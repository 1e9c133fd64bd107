using HwModel.Traces;
using HwModel.Verification.Cases;

namespace HwModel.Benches.Registers;

/// <summary>The accesses of a register file and what differs from its specification, drawn into the waveform of a failing case.</summary>
internal sealed class BusSignals
{
    private const long Period = 1_000_000;

    private readonly CaseSignals _signals;
    private readonly TraceHandle _select, _write, _address, _data, _strobes, _read, _specified, _field, _value, _expected;

    public BusSignals(CaseSignals signals)
    {
        _signals = signals;
        _select = signals.Bit("bus.select");
        _write = signals.Bit("bus.write");
        _address = signals.Vector("bus.address", 32);
        _data = signals.Vector("bus.data", 64);
        _strobes = signals.Vector("bus.strobes", 8, TraceFormat.Binary);
        _read = signals.Vector("bus.read_data", 64);
        _specified = signals.Vector("specification.read_data", 64);
        _field = signals.Text("difference.field");
        _value = signals.Vector("difference.value", 64);
        _expected = signals.Vector("difference.specified", 64);
        _signals.At(0);
        _signals.Set(_select, 0ul);
    }

    /// <summary>A cycle begins, with an access or without.</summary>
    public void Cycle(BusAccess? access)
    {
        _signals.At(_signals.Time + Period);
        _signals.Set(_select, access is null ? 0ul : 1);
        if (access is not { } a) return;
        _signals.Set(_write, a.IsWrite ? 1ul : 0);
        _signals.Set(_address, (ulong)a.Address);
        _signals.Set(_data, a.Data);
        _signals.Set(_strobes, a.Strobes);
    }

    /// <summary>A read is answered.</summary>
    public void Read(ulong value, ulong specified)
    {
        _signals.Set(_read, value);
        _signals.Set(_specified, specified);
    }

    /// <summary>A field is not what it should be.</summary>
    public void Differs(string field, ulong value, ulong specified)
    {
        if (!_signals.IsWatched) return;
        _signals.Set(_field, field);
        _signals.Set(_value, value);
        _signals.Set(_expected, specified);
    }
}
