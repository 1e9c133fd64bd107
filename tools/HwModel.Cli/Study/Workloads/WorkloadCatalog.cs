using HwModel.Studies.Workloads;

namespace HwModel.Cli.Study.Workloads;

/// <summary>The kinds of run that a study can be made of.</summary>
internal static class WorkloadCatalog
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<IStudyWorkload> All() =>
        [new MeshWorkload(), new RouterWorkload(), new LinkWorkload(), new DvfsWorkload(), new InferenceEnergyWorkload(), new NetworkWorkload(), new HagenWorkload(), new ElfWorkload(), new VerifyWorkload()];
}
