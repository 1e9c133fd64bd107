using HwModel.Traces.Tests.Support;

namespace HwModel.Traces.Tests.Viewing;

public sealed class GalleryTests
{
    private static readonly string Folder = Path.Combine(RepositoryPaths.Root, "traces", "gallery");

    /// <summary>HWMODEL_WRITE_GALLERY=1 writes the gallery anew.</summary>
    [Fact]
    public void The_committed_gallery_is_what_the_writer_writes()
    {
        if (Environment.GetEnvironmentVariable("HWMODEL_WRITE_GALLERY") == "1")
        {
            Directory.CreateDirectory(Folder);
            foreach ((string name, Action<string> write) in Gallery.Traces) write(Path.Combine(Folder, $"{name}.vcd"));
        }
        using var folder = new TemporaryFolder();
        foreach ((string name, Action<string> write) in Gallery.Traces) write(folder.File($"{name}.vcd"));
        string[] written = [.. Directory.GetFiles(folder.Path).Select(file => Path.GetFileName(file)).Order()];
        Assert.Equal(written, Directory.GetFiles(Folder).Select(file => Path.GetFileName(file)).Where(name => name != "README.md").Order());
        foreach (string name in written) Assert.Equal(File.ReadAllText(folder.File(name)), File.ReadAllText(Path.Combine(Folder, name)));
        string readme = File.ReadAllText(Path.Combine(Folder, "README.md"));
        foreach ((string name, Action<string> _) in Gallery.Traces) Assert.Contains($"{name}.vcd", readme);
    }

    [Fact]
    public void Gallery_traces_read_the_same_in_two_readers()
    {
        foreach ((string name, Action<string> _) in Gallery.Traces)
        {
            var plain = PlainVcd.Read(Path.Combine(Folder, $"{name}.vcd"));
            var read = Settled.Read(Path.Combine(Folder, $"{name}.vcd"));
            Assert.Equal(plain.Keys, read.Keys);
            foreach (string path in plain.Keys.Where(path => !plain[path].Exists(value => value.Value.Contains('\\')))) Assert.Equal(plain[path], read[path]);
        }
    }
}
