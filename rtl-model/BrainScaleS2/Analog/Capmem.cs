using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Analog;

/// <summary>
/// The analog parameter memory: 4 blocks of 24 rows and 130 columns of 10-bit cells (haldls and halco, capmem). A write takes effect after a settling time;
/// the refresh itself is not modelled.
/// </summary>
public sealed class Capmem(AnalogConstants constants) : IStatePart
{
    /// <summary>Blocks, one for each quadrant.</summary>
    public const int Blocks = 4;

    /// <summary>Rows of a block: one for each parameter of a neuron.</summary>
    public const int Rows = 24;

    /// <summary>Columns of a block: 128 neurons and two of shared cells.</summary>
    public const int Columns = 130;

    private readonly ushort[] _codes = new ushort[Blocks * Rows * Columns];
    private readonly ushort[] _settled = new ushort[Blocks * Rows * Columns];
    private readonly long[] _due = new long[Blocks * Rows * Columns];

    public string Schema => "capmem";

    /// <summary>Writes a cell at a time given in slots.</summary>
    /// <exception cref="ChipConfigurationException">No such cell, or no such code.</exception>
    public void Write(int block, int row, int column, int code, long slot)
    {
        int cell = Cell(block, row, column);
        ChipConfigurationException.Check($"capmem[{block}][{row}][{column}]", code, 0, CapmemTransfer.Disabled);
        Settle(cell, slot);
        _codes[cell] = (ushort)code;
        _due[cell] = slot + (long)Math.Round(constants.CapmemSettling / constants.SlotTime);
    }

    /// <summary>The code in the SRAM.</summary>
    public int Code(int block, int row, int column) => _codes[Cell(block, row, column)];

    /// <summary>The code whose value the cell gives out at a time given in slots: the old one until the write has settled. A disabled cell keeps its value.</summary>
    public int EffectiveCode(int block, int row, int column, long slot)
    {
        int cell = Cell(block, row, column);
        Settle(cell, slot);
        return _settled[cell];
    }

    /// <summary>Takes all written codes over at once, as after a long wait.</summary>
    public void SettleAll()
    {
        for (int cell = 0; cell < _codes.Length; cell++) Settle(cell, long.MaxValue);
    }

    public void Reset(PowerOn powerOn)
    {
        Array.Clear(_codes);
        Array.Clear(_settled);
        Array.Clear(_due);
    }

    public void Save(StateWriter writer)
    {
        writer.WriteArray(_codes);
        writer.WriteArray(_settled);
        writer.WriteArray(_due);
    }

    public void Load(StateReader reader)
    {
        reader.ReadArray(_codes);
        reader.ReadArray(_settled);
        reader.ReadArray(_due);
    }

    public void Hash(ref StateHash hash)
    {
        for (int cell = 0; cell < _codes.Length; cell++)
        {
            hash.Add((int)_codes[cell] << 16 | _settled[cell]);
            hash.Add(_due[cell]);
        }
    }

    public void DeclareTrace(TraceDeclaration trace)
    {
    }

    public void SampleTrace(TraceSampler sampler)
    {
    }

    private void Settle(int cell, long slot)
    {
        if (slot < _due[cell] || _codes[cell] == CapmemTransfer.Disabled) return;
        _settled[cell] = _codes[cell];
    }

    private static int Cell(int block, int row, int column)
    {
        ChipConfigurationException.Check("capmem block", block, 0, Blocks - 1);
        ChipConfigurationException.Check("capmem row", row, 0, Rows - 1);
        ChipConfigurationException.Check("capmem column", column, 0, Columns - 1);
        return (block * Rows + row) * Columns + column;
    }
}
