using System.Numerics;
using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Accelerators.MacArray;
using HwModel.SpiNNaker2.Pe.Memory;
using HwModel.SpiNNaker2.Tests.PeBenches;

namespace HwModel.SpiNNaker2.Tests.Accelerators;

/// <summary>A MAC array with its SRAM, a memory over the network, and the processor's register accesses.</summary>
internal sealed class MacBench
{
    public MacBench(string? fault = null, EvaluationOrder order = EvaluationOrder.Shuffled, bool quiescence = false, SramRequest[]? noise = null)
    {
        Simulation = Bench.New(fault, order, quiescence);
        Component top = Bench.Top(Simulation);
        Clock = top.InheritedClock!;
        Memory = new MemoryArray(128 * 1024);
        Sram = new LocalSram(top, "sram", new SramParameters(), Memory);
        Array = new MacArrayUnit(top, "mac", new MacParameters());
        Remote = new RemoteMemory(top, "remote", 40);
        Master = Bench.Master(top, Array.Request, Array.Reply);
        Connect(Array.SramA, Array.SramAnswerA, SramPort.MacOperandA);
        Connect(Array.SramB, Array.SramAnswerB, SramPort.MacOperandB);
        Connect(Array.SramResult, Array.SramAnswerResult, SramPort.MacResult);
        Wiring.Connect(Array.Remote, Remote.Request);
        Wiring.Connect(Remote.Reply, Array.RemoteAnswer);
        if (noise is not null)
        {
            var master = new SramMaster(top, "noise", noise, 0.7);
            Connect(master.Request, master.Reply, SramPort.ProcessorData);
        }
        Simulation.Elaborate();
    }

    public Simulation Simulation { get; }

    public ClockDomain Clock { get; }

    public MemoryArray Memory { get; }

    public LocalSram Sram { get; }

    public MacArrayUnit Array { get; }

    public RemoteMemory Remote { get; }

    public RegisterMaster Master { get; }

    private void Connect(Out<SramRequest> request, In<SramReply> reply, int port)
    {
        Wiring.Connect(request, Sram.Request[port]);
        Wiring.Connect(Sram.Reply[port], reply);
    }

    /// <summary>Lays a matrix out in memory: elements in little-endian order, rows at multiples of 16 bytes.</summary>
    public static void Lay(int[,] matrix, int bytes, Action<uint, byte> write)
    {
        int pitch = MacCase.Pitch(matrix.GetLength(1) * bytes);
        for (int i = 0; i < matrix.GetLength(0); i++)
            for (int j = 0; j < matrix.GetLength(1); j++)
                for (int part = 0; part < bytes; part++)
                    write((uint)(i * pitch + j * bytes + part), (byte)(matrix[i, j] >> (8 * part)));
    }

    public static BigInteger Element(int row, int column, int columns, int bytes, bool isSigned, Func<uint, byte> read)
    {
        uint at = (uint)(row * MacCase.Pitch(columns * bytes) + column * bytes);
        BigInteger value = 0;
        for (int part = 0; part < bytes; part++) value += (BigInteger)read(at + (uint)part) << (8 * part);
        return isSigned && value >= BigInteger.One << (8 * bytes - 1) ? value - (BigInteger.One << (8 * bytes)) : value;
    }

    /// <summary>Sets the registers up and starts.</summary>
    public void Start(MacCase at, uint a, uint b, uint target)
    {
        Master.Write(0x40, 0x6);
        Master.Write(0x00, a);
        Master.Write(0x04, b);
        Master.Write(0x08, target);
        Master.Write(0x0C, (uint)at.Rows);
        Master.Write(0x10, (uint)at.Channels);
        Master.Write(0x14, (uint)at.Columns);
        Master.Write(0x2C, (uint)(at.Width << 16 | at.Height));
        Master.Write(0x30, (uint)(at.Columns << 16 | at.Channels));
        Master.Write(0x34, (uint)(at.StrideX << 24 | at.StrideY << 16 | at.KernelWidth << 8 | at.KernelHeight));
        uint trigger = 1u | (at.Convolves ? 2u : 0) | (at.SignedA ? 4u : 0) | (at.SignedB ? 8u : 0) | (at.WideA ? 16u : 0) | (at.WideB ? 32u : 0) | (at.Relu ? 64u : 0)
            | (at.OutputBytes switch { 1 => 0u, 2 => 1u, _ => 2u }) << 8 | (uint)at.Shift << 16 | 1u << 31;
        Master.Write(0x18, trigger);
    }

    /// <summary>Runs until the array raises its interrupt.</summary>
    public void Finish(int limit = 400_000)
    {
        for (int i = 0; (Array.Interrupts.Value >> 17 & 1) == 0; i++)
        {
            Assert.True(i < limit, "the operation does not end");
            Simulation.RunCycles(Clock, 1);
        }
    }

    /// <summary>An operation with everything in the SRAM, compared with unbounded integers.</summary>
    public void Check(MacCase at, uint a = 0, uint b = 0x8000, uint target = 0x18000)
    {
        int[,] matrixA = at.DrawA();
        int[,] matrixB = at.DrawB();
        Lay(matrixA, at.BytesA, (offset, value) => Memory.Cells[(int)(a + offset)] = value);
        Lay(matrixB, at.BytesB, (offset, value) => Memory.Cells[(int)(b + offset)] = value);
        byte[] before = Memory.Cells.ToArray();
        Start(at, a, b, target);
        Finish();
        CompareResults(at, matrixA, matrixB, offset => Memory.Cells[(int)(target + offset)]);
        // Nothing else was written: not in the gaps between rows, not around the result.
        byte[] after = Memory.Cells.ToArray();
        for (int row = 0; row < at.Rows; row++)
        {
            int first = (int)target + row * MacCase.Pitch(at.Columns * at.OutputBytes);
            before.AsSpan(first, at.Columns * at.OutputBytes).CopyTo(after.AsSpan(first));
        }
        Assert.True(before.AsSpan().SequenceEqual(after), "the array wrote beside its result");
    }

    public void CompareResults(MacCase at, int[,] a, int[,] b, Func<uint, byte> read)
    {
        (BigInteger[,] expected, bool overflow) = at.Expected(a, b);
        for (int row = 0; row < at.Rows; row++)
        {
            for (int column = 0; column < at.Columns; column++)
            {
                BigInteger found = Element(row, column, at.Columns, at.OutputBytes, at.SignedA || at.SignedB, read);
                Assert.True(expected[row, column] == found, $"result [{row},{column}] is {found}, not {expected[row, column]}");
            }
        }
        Assert.Equal(overflow ? 6u : 2u, Master.Read(0x40));
    }
}
