using HwModel.SystemRdl.Model;

namespace HwModel.SystemRdl.Exports;

/// <summary>Turns an elaborated model into files of one format.</summary>
public interface IRdlExporter
{
    /// <summary>The word after <c>--format</c>: c, svd, md, html, ipxact, json or rdl.</summary>
    string Format { get; }

    /// <summary>The files, in a fixed order; the same model gives the same text.</summary>
    IEnumerable<ExportFile> Export(AddressMapNode top);
}

/// <summary>One file to write.</summary>
/// <param name="Name">Path below the output folder, with forward slashes.</param>
/// <param name="Text">Content, line feeds as line ends; written as UTF-8 without a byte order mark.</param>
public sealed record ExportFile(string Name, string Text);
