using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Peripherals;

namespace HwModel.SpiNNaker2.Tests.PeBenches;

/// <summary>Common to the benches of the PE's blocks.</summary>
internal static class Bench
{
    /// <summary>300 MHz.</summary>
    public const long Period = 3_333_333;

    public static Simulation New(string? fault = null, EvaluationOrder order = EvaluationOrder.Shuffled, bool quiescence = true, ulong seed = 1) => new(new SimulationOptions
    {
        CheckQuiescence = quiescence,
        Order = order,
        Seed = seed,
        Faults = fault is null ? FaultSet.None : new FaultSet(fault),
    });

    /// <summary>Cases of a property: the usual number, times HWMODEL_PE_EFFORT where that is set.</summary>
    public static int Cases(int usual) =>
        usual * (int.TryParse(Environment.GetEnvironmentVariable("HWMODEL_PE_EFFORT"), System.Globalization.CultureInfo.InvariantCulture, out int effort) ? effort : 1);

    public static Component Top(Simulation simulation) => new(simulation.Root, "pe", simulation.Clock("pe", Period));

    public static RegisterMaster Master(Component top, In<RegisterRequest> request, Out<RegisterReply> reply, string name = "master")
    {
        var master = new RegisterMaster(top, name);
        Wiring.Connect(master.Request, request);
        Wiring.Connect(reply, master.Reply);
        return master;
    }

    /// <summary>Some case of a property fails under a fault.</summary>
    public static void Kills(Action<string?> property, string fault)
    {
        property(null);
        Exception? failure = Record.Exception(() => property(fault));
        Assert.True(failure is not null, $"the property holds in spite of {fault}");
    }
}
