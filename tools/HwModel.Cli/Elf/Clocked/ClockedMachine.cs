using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe;
using HwModel.SpiNNaker2.Pe.Core;
using HwModel.SpiNNaker2.Pe.Memory;
using HwModel.SpiNNaker2.Pe.Network;
using HwModel.SpiNNaker2.Pe.Program;
using HwModel.SpiNNaker2.Power;

namespace HwModel.Cli.Elf.Clocked;

/// <summary>A program on clocked modules: a whole processing element, or a core alone with its memory.</summary>
internal sealed class ClockedMachine
{
    /// <summary>300 MHz, the clock at 0.8 V.</summary>
    private const long Period = 3_333_333;

    private ClockedMachine(Simulation simulation, ClockDomain clock, CortexM4Core processor, ProcessingElement? element, SemihostConsole console, ElfImage image)
    {
        Simulation = simulation;
        Clock = clock;
        Processor = processor;
        Element = element;
        Console = console;
        Image = image;
    }

    public Simulation Simulation { get; }

    public ClockDomain Clock { get; }

    /// <summary>The core's module.</summary>
    public CortexM4Core Processor { get; }

    /// <summary>The processing element; null where the core is alone.</summary>
    public ProcessingElement? Element { get; }

    public CortexM4 Core => Processor.Core;

    public SemihostConsole Console { get; }

    public ElfImage Image { get; }

    /// <summary>The energy of the processing element so far, or of the core with its memory, in picojoules at 0.8 V.</summary>
    public double Picojoules
    {
        get
        {
            var energy = new EnergyConstants();
            double nanoseconds = (Clock.CycleAt(Simulation.Time - 1) + 1) * (Period * 1e-6);
            return energy.SleepMilliwatts(Rail.High) * nanoseconds + energy.CorePicojoules(Rail.High) * Processor.ActiveCycles + energy.MacPicojoules(Rail.High) * (Element?.Mac.Products ?? 0);
        }
    }

    /// <summary>A processing element that nobody else is connected to.</summary>
    public static ClockedMachine OfElement(ElfImage image, TextWriter output, CoreParameters? parameters = null)
    {
        if (!image.Segments.Any(segment => segment.Address == 0 && segment.Data.Length >= 8))
            throw new ElfException("The program cannot be run: no segment loads a vector table at address 0 (initial stack pointer and reset address).");
        (Simulation simulation, ClockDomain clock) = New();
        var element = new ProcessingElement(simulation.Root, "pe", new PeMap(0), parameters is null ? null : new PeParameters { Core = parameters }, clock: clock);
        var network = new NetworkEnd(new Component(simulation.Root, "outside", clock), "network");
        Wiring.Connect(element.ToNoc, network.From);
        Wiring.Connect(network.To, element.FromNoc);
        element.Load(image);
        LocalMemory memory = element.Memory;
        uint end = image.AddressOf("end") ?? image.AddressOf("_end") ?? memory.BaseAddress;
        var console = new SemihostConsole(output) { CyclesPerSecond = 1_000_000_000_000_000 / Period, Heap = (end, memory.Size, memory.Size, 0) };
        element.Core.Semihost = console;
        element.Release();
        return new ClockedMachine(simulation, clock, element.Processor, element, console, image);
    }

    /// <summary>The core of a machine as a clocked module.</summary>
    public static ClockedMachine Around(ElfMachine machine)
    {
        (Simulation simulation, ClockDomain clock) = New();
        var core = new CortexM4Core(simulation.Root, "core", machine.Core, clock);
        simulation.Elaborate();
        return new ClockedMachine(simulation, clock, core, null, machine.Console, machine.Image);
    }

    private static (Simulation Simulation, ClockDomain Clock) New()
    {
        var simulation = new Simulation(new SimulationOptions { InitialState = InitialState.Zero });
        return (simulation, simulation.Clock("pe", Period));
    }
}
