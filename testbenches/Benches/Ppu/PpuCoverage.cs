using HwModel.BrainScaleS2.Ppu.Isa;
using HwModel.BrainScaleS2.Registers;
using HwModel.Verification.Coverage;

namespace HwModel.Benches.Ppu;

/// <summary>What the processor's cases are meant to reach.</summary>
internal sealed class PpuCoverage
{
    private static readonly Bin[] Conditions = [Bin.Value("always", 0), Bin.Value("gt", 1), Bin.Value("lt", 2), Bin.Value("eq", 3)];

    public PpuCoverage()
    {
        Opcodes = [.. OpcodeTable.Instance.Rows.Where(row => row.IsVector)];
        Model = new CoverageModel("ppu");
        Model.Registers("PPU registers", new PpuRegisters());
        Opcode = Model.Point("opcode", [.. Opcodes.Select((row, i) => Bin.Value(row.Name, i))]);
        Condition = Model.Point("condition", Conditions);
        HashSet<string> unconditional = [.. Opcodes.Where(row => !row.Operands.Contains(OperandKind.Condition) && !row.Operands.Contains(OperandKind.PackSize)).Select(row => row.Name)];
        OpcodeByCondition = Model.Cross("opcode x condition", [Opcode, Condition], names => unconditional.Contains(names[0]) && names[1] != "always");
        Shift = Model.Point("shift", Bin.Range("right, out of a byte", 16, 24), Bin.Range("right", 25, 31), Bin.Value("none", 0), Bin.Range("left", 1, 7), Bin.Range("left, out of a byte", 8, 15));
        Operand = Model.Point("fractional product", Bin.Value("(-1) x (-1)", 1), Bin.Value("other", 0));
        Row = Model.Point("row", Bin.Value("first", 0), Bin.Range("inner", 1, 254), Bin.Value("last", 255));
        Batch = Model.Point("batch", Bin.Value("alone", 1), Bin.Range("in the queue", 2, 4), Bin.Range("queue full", 5, 8));
    }

    public IReadOnlyList<OpcodeRow> Opcodes { get; }

    public CoverageModel Model { get; }

    public CoverPoint Opcode { get; }

    public CoverPoint Condition { get; }

    public CoverCross OpcodeByCondition { get; }

    public CoverPoint Shift { get; }

    public CoverPoint Operand { get; }

    public CoverPoint Row { get; }

    public CoverPoint Batch { get; }

    public void SampleOpcode(CoverageRecord record, OpcodeRow row, int condition)
    {
        int index = 0;
        while (Opcodes[index] != row) index++;
        record.Sample(Opcode, index);
        record.Sample(Condition, condition);
        record.Sample(OpcodeByCondition, index, condition);
    }
}
