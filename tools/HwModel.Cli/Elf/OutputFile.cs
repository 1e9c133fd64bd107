namespace HwModel.Cli.Elf;

/// <summary>A file that appears under its name only when it is complete.</summary>
internal sealed class OutputFile : IDisposable
{
    private readonly string _final, _temporary;

    public OutputFile(FileInfo file)
    {
        _final = file.FullName;
        _temporary = _final + ".part";
        Writer = new StreamWriter(_temporary) { NewLine = "\n" };
    }

    public StreamWriter Writer { get; }

    public void Complete()
    {
        Writer.Dispose();
        File.Move(_temporary, _final, overwrite: true);
    }

    public void Dispose()
    {
        Writer.Dispose();
        if (File.Exists(_temporary)) File.Delete(_temporary);
    }
}
