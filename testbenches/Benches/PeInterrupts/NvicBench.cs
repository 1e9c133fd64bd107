using System.Buffers.Binary;
using FsCheck;
using FsCheck.Fluent;
using HwModel.SpiNNaker2.Pe.Core;
using HwModel.SpiNNaker2.Pe.Memory;
using HwModel.SpiNNaker2.Registers;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;

namespace HwModel.Benches.PeInterrupts;

/// <summary>The core's interrupt controller against the published rules: handlers wait in a loop until the bench lets them return.</summary>
internal sealed class NvicBench(InterruptCoverage coverage) : CaseBench<NvicConfiguration, NvicCommand>
{
    private const uint Thread = 0x2000, Stack = 0x1800, Handlers = 0x400, HandlerBytes = 0x10, Mailbox = 0x1C00, ReturnAt = 0x0A, Controller = 0xE000_E100;
    private const int MemorySize = 128 << 10, SettleCycles = 48, TailChain = 6;

    // In both words of the registers, with the first and the last.
    private static readonly int[] Interrupts = [0, 1, 5, 31, 32, 33, 40, 44];

    // Enables and pending bits read the same at the places where they are set and where they are cleared.
    private readonly RegisterTour _tour = new(new InterruptsRegisters());

    public override string Name => "priorities";

    public override int LongestCase => 40;

    public override int Cases(Effort effort) => effort switch { Effort.Smoke => 64, Effort.Normal => 1024, _ => 10240 };

    protected override Gen<NvicConfiguration> Configurations =>
        from @group in Gen.Frequency((2, Gen.Choose(0, 2)), (4, Gen.Choose(3, 7)))
        from high in Gen.Choose(0, (1 << 20) - 1)
        from low in Gen.Choose(0, (1 << 20) - 1)
        from few in Gen.Elements(false, true)
        select new NvicConfiguration(@group, ((long)high << 20 | (long)low) & (few ? 0x63_18C6_318C : -1));

    protected override Gen<NvicCommand> Commands(NvicConfiguration configuration) => Gen.Frequency(
        (6, from lines in Lines select (NvicCommand)new PendLines(lines)),
        (1, from lines in Lines select (NvicCommand)new UnpendLines(lines)),
        (2, from lines in Lines from disable in Gen.Frequency((1, Gen.Constant(true)), (2, Gen.Constant(false))) select (NvicCommand)new EnableLines(lines, disable)),
        (1, from line in Gen.Choose(0, 7) from level in Gen.Choose(0, 31) select (NvicCommand)new Prioritise(line, level)),
        (2, from level in Gen.Frequency((2, Gen.Constant(0)), (1, Gen.Choose(1, 31))) select (NvicCommand)new SetBasepri(level)),
        (1, from masked in Gen.Frequency((1, Gen.Constant(true)), (2, Gen.Constant(false))) select (NvicCommand)new SetPrimask(masked)),
        (3, from line in Gen.Choose(0, 7) from low in Gen.Elements(false, true) select (NvicCommand)new DriveLine(line, low)),
        (7, Gen.Constant<NvicCommand>(new ReturnFromHandler())));

    private static Gen<int> Lines => Gen.Frequency((3, from line in Gen.Choose(0, 7) select 1 << line), (2, Gen.Choose(1, 255)));

    protected override bool IsAllowed(NvicConfiguration configuration) => configuration.Group is >= 0 and <= 7;

    protected override void Execute(NvicConfiguration configuration, IReadOnlyList<NvicCommand> commands, CaseRun run)
    {
        CortexM4 core = Make(configuration, run);
        var drawn = new NvicSignals(run.Draw());
        var model = new NvicModel(configuration, found => run.Coverage.Sample(coverage.Event, found));
        run.Coverage.Sample(coverage.Group, configuration.Group);
        for (int i = 0; i < commands.Count && run.Failures.Count == 0; i++)
        {
            NvicCommand command = commands[i];
            // The effect of a new priority on an active interrupt is not published.
            if ((command is Prioritise change && model.IsActive(change.Line & 7)) || (command is ReturnFromHandler && model.Depth == 0))
            {
                run.Skip();
                continue;
            }
            Do(core, command);
            int expected = model.Do(command);
            drawn.Expect(command, model);
            Compare(core, model, expected, Settle(core, drawn), command is ReturnFromHandler, $"Command {i}", run);
            run.Coverage.Sample(coverage.Depth, model.Depth);
        }
        if (run.Failures.Count == 0) Try(core, run);
    }

    // The controller is part of the core, which reads and writes it in its system control space.
    private void Try(CortexM4 core, CaseRun run) => _tour.Run(
        run.Seed,
        12,
        address =>
        {
            if (!core.TryReadWord(Controller + (uint)address, out uint word)) throw new InvalidOperationException($"the interrupt controller has no register at 0x{address:X}");
            run.Coverage.Access(coverage.Controller, address, false, 0);
            return word;
        },
        (address, value) =>
        {
            core.WriteForHost(Controller + (uint)address, value, 4);
            run.Coverage.Access(coverage.Controller, address, true, value);
        });

    private static void Compare(CortexM4 core, NvicModel model, int expected, List<(int Line, long SinceReturn)> entered, bool returns, string when, CaseRun run)
    {
        int running = core.CurrentException == 0 ? -1 : Array.IndexOf(Interrupts, core.CurrentException - 16);
        run.Check("interrupts.nvic_running", running == model.Running, $"{when}: {Of(running)} runs, not {Of(model.Running)}.");
        bool right = expected < 0 ? entered.Count == 0 : entered.Count == 1 && entered[0].Line == expected;
        run.Check("interrupts.nvic_order", right, $"{when}: {(entered.Count == 0 ? "no handler begins" : $"{string.Join(", then ", entered.Select(e => Of(e.Line)))} begins")}; {Of(expected)} should.");
        int pending = Word(core, 0xE000_E200), active = Word(core, 0xE000_E300);
        run.Check("interrupts.nvic_pending", pending == model.Pending, $"{when}: lines {pending:X2} are pending, not {model.Pending:X2}.");
        run.Check("interrupts.nvic_active", active == model.Active, $"{when}: lines {active:X2} are active, not {model.Active:X2}.");
        if (returns && right && expected >= 0)
            run.Check("interrupts.nvic_tail_chain", entered[0].SinceReturn == TailChain, $"{when}: {Of(expected)} begins {entered[0].SinceReturn} cycles after the return before it, not {TailChain}.");
    }

    private static string Of(int line) => line < 0 ? "Thread mode" : $"interrupt {Interrupts[line]}";

    private static void Do(CortexM4 core, NvicCommand command)
    {
        switch (command)
        {
            case PendLines pend:
                Write(core, 0xE000_E200, pend.Lines);
                break;
            case UnpendLines unpend:
                Write(core, 0xE000_E280, unpend.Lines);
                break;
            case EnableLines enable:
                Write(core, enable.Disable ? 0xE000_E180 : 0xE000_E100, enable.Lines);
                break;
            case Prioritise prioritise:
                SetPriority(core, prioritise.Line & 7, (prioritise.Level & 31) << 3);
                break;
            case SetBasepri basepri:
                core.Basepri = (uint)(basepri.Level & 31) << 3;
                break;
            case SetPrimask primask:
                core.Primask = primask.Masked ? 1u : 0;
                break;
            case DriveLine drive:
                core.Nvic.SetLine(Interrupts[drive.Line & 7], !drive.Low);
                break;
            case ReturnFromHandler:
                core.WriteForHost(Mailbox, 1, 4);
                break;
        }
    }

    /// <summary>Runs until all is quiet; the handlers that began, each with the cycles since the return instruction before it.</summary>
    private static List<(int, long)> Settle(CortexM4 core, NvicSignals drawn)
    {
        var entered = new List<(int, long)>();
        long end = core.Cycle + SettleCycles, returned = -1, instructions = core.Instructions, exceptions = core.Statistics.Exceptions;
        while (core.Cycle < end && !core.IsStopped)
        {
            long cycle = core.Cycle;
            core.Advance(cycle + 1);
            if (drawn.IsWatched) drawn.Sample(core, Word(core, 0xE000_E200), Word(core, 0xE000_E300));
            if (core.Instructions == instructions) continue;
            instructions = core.Instructions;
            (uint line, uint at) = Math.DivRem(core.IssuedPc - Handlers, HandlerBytes);
            if (core.Statistics.Exceptions != exceptions) entered.Add(((int)line, returned < 0 ? -1 : cycle - returned));
            exceptions = core.Statistics.Exceptions;
            if (core.IssuedPc < Thread && at == ReturnAt) returned = cycle;
        }
        return entered;
    }

    private static CortexM4 Make(NvicConfiguration configuration, CaseRun run)
    {
        byte[] image = new byte[MemorySize];
        Word(image, 0, Stack);
        Word(image, 4, Thread | 1);
        for (int line = 0; line < NvicModel.Lines; line++)
        {
            uint handler = Handlers + (uint)line * HandlerBytes;
            Word(image, 4 * (16 + (uint)Interrupts[line]), handler | 1);
            // Waits for the mailbox, empties it and returns: ldr r0, [r4]; cmp r0, #0; beq .-4; movs r0, #0; str r0, [r4]; bx lr
            ReadOnlySpan<ushort> code = [0x6820, 0x2800, 0xD0FC, 0x2000, 0x6020, 0x4770];
            for (int i = 0; i < code.Length; i++) BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan((int)handler + 2 * i), code[i]);
        }
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan((int)Thread), 0xE7FE); // b .
        var memory = new LocalMemory(0, MemorySize);
        memory.Write(0, image);
        var core = new CortexM4(CoreParameters.SpiNNaker2, memory, null, new EmptyBus(), run.Faults) { [4] = Mailbox };
        core.WriteForHost(0xE000_ED0C, 0x05FA_0000 | (uint)configuration.Group << 8, 4);
        for (int line = 0; line < NvicModel.Lines; line++) SetPriority(core, line, configuration.PriorityOf(line));
        Write(core, 0xE000_E100, 0xFF);
        core.Advance(8);
        return core;
    }

    private static void SetPriority(CortexM4 core, int line, int priority)
    {
        uint at = 0xE000_E400 + ((uint)Interrupts[line] & ~3u);
        int shift = 8 * (Interrupts[line] & 3);
        core.TryReadWord(at, out uint word);
        core.WriteForHost(at, word & ~(0xFFu << shift) | (uint)priority << shift, 4);
    }

    private static void Write(CortexM4 core, uint address, int lines)
    {
        Span<uint> words = stackalloc uint[2];
        for (int line = 0; line < NvicModel.Lines; line++)
            if ((lines >> line & 1) != 0) words[Interrupts[line] / 32] |= 1u << Interrupts[line];
        core.WriteForHost(address, words[0], 4);
        core.WriteForHost(address + 4, words[1], 4);
    }

    private static int Word(CortexM4 core, uint address)
    {
        int lines = 0;
        for (int line = 0; line < NvicModel.Lines; line++)
            if (core.TryReadWord(address + (uint)Interrupts[line] / 32 * 4, out uint word) && (word >> Interrupts[line] & 1) != 0) lines |= 1 << line;
        return lines;
    }

    private static void Word(byte[] image, uint at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan((int)at), value);
}
