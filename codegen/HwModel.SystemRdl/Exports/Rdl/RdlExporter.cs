using HwModel.SystemRdl.Model;

namespace HwModel.SystemRdl.Exports.Rdl;

/// <summary>
/// SystemRDL again: one file without macros, includes, parameters and named component types, in which every bit, address and property stands where it counts.
/// Elaborating it gives the same model; the names of inner types and the parameters that made them are gone.
/// </summary>
public sealed class RdlExporter : IRdlExporter
{
    public string Format => "rdl";

    public IEnumerable<ExportFile> Export(AddressMapNode top)
    {
        yield return new ExportFile(top.InstanceName + ".rdl", new RdlWriter(top).Write());
    }
}
