using HwModel.SystemRdl.Exports.CHeader;
using HwModel.SystemRdl.Exports.IpXact;
using HwModel.SystemRdl.Exports.Json;
using HwModel.SystemRdl.Exports.Manual;
using HwModel.SystemRdl.Exports.Rdl;
using HwModel.SystemRdl.Exports.Svd;

namespace HwModel.SystemRdl.Exports;

/// <summary>The formats that a model can be exported to.</summary>
public static class RdlExporters
{
    /// <summary>One exporter for each format, in the order of the command line's help.</summary>
    public static IReadOnlyList<IRdlExporter> All { get; } =
    [
        new CHeaderExporter(), new SvdExporter(), new MarkdownExporter(), new HtmlExporter(), new IpXactExporter(), new JsonExporter(), new RdlExporter(),
    ];

    /// <summary>The exporter of a format (c, svd, md, html, ipxact, json, rdl), or null.</summary>
    public static IRdlExporter? Find(string format)
    {
        foreach (IRdlExporter exporter in All)
            if (exporter.Format == format) return exporter;
        return null;
    }
}
