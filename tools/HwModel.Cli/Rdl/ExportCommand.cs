using System.CommandLine;
using System.Text;
using HwModel.Cli.Common;
using HwModel.SystemRdl.Exports;
using HwModel.SystemRdl.Model;

namespace HwModel.Cli.Rdl;

/// <summary><c>hwmodel rdl export</c>: a specification in another format.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        Argument<string> file = new("FILE") { Description = "A specification in SystemRDL." };
        Option<string> format = new("--format") { Description = $"One of {Formats}.", Required = true, HelpName = "FORMAT" };
        Option<string> folder = new("-o", "--output") { Description = "Folder for the files; it is made where it is missing.", Required = true, HelpName = "DIR" };
        Option<bool> quiet = new("--quiet") { Description = "Does not name the files." };
        var inputs = new RdlInputs();
        var command = new Command("export", "Writes a specification as C header, SVD, manual, IP-XACT, JSON or SystemRDL.") { file, format, folder, quiet };
        inputs.AddTo(command);
        return command.Does(result =>
        {
            InvocationConfiguration streams = result.InvocationConfiguration;
            string word = result.GetValue(format)!;
            IRdlExporter exporter = RdlExporters.Find(word) ?? throw new UserErrorException($"{word} is no format; the formats are {Formats}.");
            AddressMapNode top = RdlInputs.Model(result.GetValue(file)!, inputs.Options(result), streams.Error, showWarnings: false);
            string target = result.GetValue(folder)!;
            ExportFile[] files = [.. exporter.Export(top)];
            string[] names = [.. files.Select(f => Path.Combine(target, f.Name))];
            _ = new OutputSet(names);
            for (int i = 0; i < files.Length; i++) Write(names[i], files[i].Text);
            if (!result.GetValue(quiet))
                foreach (string name in names) streams.Output.WriteLine(name);
            return ExitCode.Done;
        });
    }

    private static string Formats => string.Join(", ", RdlExporters.All.Select(e => e.Format));

    /// <summary>To a temporary name first: a file is there whole or not at all.</summary>
    private static void Write(string path, string text)
    {
        string temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            File.WriteAllText(temporary, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
