using HwModel.BrainScaleS2.Ppu.Isa;
using HwModel.BrainScaleS2.Ppu.Vector;

namespace HwModel.BrainScaleS2.Ppu.Core;

/// <summary>The way into the vector unit: a queue of instructions with their scalar operands, executed in order, one after the other.</summary>
public sealed partial class NuxCore
{
    private const int MaxQueue = 8;

    private readonly uint[] _queueWords = new uint[MaxQueue];
    private readonly uint[] _queueScalars = new uint[MaxQueue];
    private readonly byte[] _lanes = new byte[VectorState.Bytes];
    private readonly byte[] _enables = new byte[VectorState.Bytes];
    private int _queueHead;
    private int _queueCount;
    private bool _vectorBusy;
    private long _vectorFree;
    private bool _rowUnderWay;
    private uint _rowWord;

    private bool IsVectorIdle => _queueCount == 0 && !_vectorBusy;

    private void ResetVectorQueue()
    {
        _queueHead = _queueCount = 0;
        _vectorBusy = _rowUnderWay = false;
        _vectorFree = 0;
    }

    private long VectorDue(long now) => _vectorBusy ? Math.Max(_vectorFree, now + 1) : _queueCount > 0 ? now + 1 : Never;

    private bool Enqueue(OpcodeRow row, uint word)
    {
        if (_queueCount == _timing.VectorQueue) return false;
        int tail = (_queueHead + _queueCount++) % MaxQueue;
        _queueWords[tail] = word;
        _queueScalars[tail] = row.Unit is Unit.VRow or Unit.VMemory ? BaseOrZero(word) + _gpr[Rb(word)] : _gpr[Ra(word)];
        // An empty unit takes the instruction in the same cycle.
        AdvanceVector();
        return true;
    }

    private void AdvanceVector()
    {
        if (_vectorBusy)
        {
            if (_now < _vectorFree || (_rowUnderWay && !FinishRow())) return;
            _vectorBusy = false;
        }
        if (_queueCount == 0) return;
        uint word = _queueWords[_queueHead];
        OpcodeRow row = OpcodeTable.Instance.Find(word)!;
        uint scalar = _queueScalars[_queueHead];
        if (!Start(row, word, scalar)) return;
        _queueHead = (_queueHead + 1) % MaxQueue;
        _queueCount--;
        _vectorBusy = true;
        Unit unit = row.Unit == Unit.VMultiply && (_faults & PpuFault.MultiplierTooFast) != 0 ? Unit.VAdd : row.Unit;
        _vectorFree = _now + _timing.Vector(unit, scalar, row.Operation == Operation.RowStore);
    }

    private bool Start(OpcodeRow row, uint word, uint scalar)
    {
        switch (row.Unit)
        {
            case Unit.VRow:
                return StartRow(row, word, scalar);
            case Unit.VMemory:
                MoveVector(row.Operation == Operation.VectorLoad, Rt(word), scalar);
                return true;
        }
        int immediate = row.Operation switch
        {
            Operation.ShiftBytes or Operation.ShiftHalfwords => Rb(word) << 27 >> 27,
            Operation.SplatByte or Operation.SplatHalfword => (int)scalar,
            _ => (int)(word & 3),
        };
        VectorUnit.Execute(row, Rt(word), Ra(word), Rb(word), row.HasCondition ? (Condition)(word & 3) : Condition.Always, immediate);
        return true;
    }

    private bool StartRow(OpcodeRow row, uint word, uint scalar)
    {
        RowAddress address = RowAddress.Decode(scalar);
        if ((_faults & PpuFault.RowOffByOne) != 0 && address.Row % 2 == 1) address = address with { Row = (byte)(address.Row - 1) };
        bool store = row.Operation == Operation.RowStore;
        var condition = (Condition)(word & 3);
        if (store) VectorUnit.Output(VectorUnit.State.Register(Rt(word)), _lanes, _enables, condition);
        if (address.Region == RowRegion.Random)
        {
            if (store)
            {
                Random.Seed(address.IsOdd, _lanes, _enables);
            }
            else
            {
                Random.Draw(address.IsOdd, _lanes);
                VectorUnit.Input(VectorUnit.State.Register(Rt(word)), _lanes, condition);
            }
            return true;
        }
        if (_rows is null || address.Region == RowRegion.None)
        {
            _lanes.AsSpan().Clear();
            if (!store) VectorUnit.Input(VectorUnit.State.Register(Rt(word)), _lanes, condition);
            return true;
        }
        if (!_rows.TryStart(address, store, _lanes, _enables)) return false;
        _rowUnderWay = true;
        _rowWord = word;
        return true;
    }

    private bool FinishRow()
    {
        if (!_rows!.TryFinish(_lanes)) return false;
        _rowUnderWay = false;
        if (OpcodeTable.Instance.Find(_rowWord)!.Operation == Operation.RowLoad)
            VectorUnit.Input(VectorUnit.State.Register(Rt(_rowWord)), _lanes, (Condition)(_rowWord & 3));
        return true;
    }

    // Addresses wrap at the end of the memory; the low two bits do not count.
    private void MoveVector(bool load, int register, uint address)
    {
        Span<byte> lanes = VectorUnit.State.Register(register);
        int swap = load && (_faults & PpuFault.LaneOrder) != 0 ? 1 : 0;
        for (int lane = 0; lane < VectorState.Bytes; lane += 4)
        {
            ref uint word = ref Memory[(address >> 2) + (uint)lane / 4 & (MemoryWords - 1)];
            if (load)
            {
                for (int i = 0; i < 4; i++) lanes[VectorState.Place(lane + i) ^ swap] = (byte)(word >> 24 - 8 * i);
            }
            else
            {
                word = 0;
                for (int i = 0; i < 4; i++) word |= (uint)lanes[VectorState.Place(lane + i)] << 24 - 8 * i;
            }
        }
    }
}
