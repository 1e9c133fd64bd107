namespace HwModel.Networks.Hdf5;

/// <summary>A folder of an HDF5 file: groups and datasets by name.</summary>
public sealed class Hdf5Group
{
    private readonly FileBytes _file;
    private readonly GlobalHeap _heap;
    private readonly SortedDictionary<string, ulong> _members;
    private readonly int _depth;

    internal Hdf5Group(FileBytes file, GlobalHeap heap, List<Message> messages, string path, int depth)
    {
        if (depth > 64) throw file.Bad($"{path} lies deeper than 64 groups: the file is damaged");
        _file = file;
        _heap = heap;
        _depth = depth;
        Path = path;
        Message table = ObjectHeader.Find(messages, MessageKind.SymbolTable)
            ?? throw file.Bad($"{(path.Length == 0 ? "the root" : path)} is not a group with a symbol table (write the file with libver='earliest')");
        _members = SymbolTable.Read(file, table);
    }

    /// <summary>Where it is: names with slashes; empty for the root.</summary>
    public string Path { get; }

    /// <summary>Names of the members, in the order of their bytes.</summary>
    public IReadOnlyCollection<string> Names => _members.Keys;

    /// <summary>Whether there is a member of this name.</summary>
    public bool Contains(string name) => _members.ContainsKey(name);

    /// <summary>Whether a member is a group rather than a dataset.</summary>
    public bool IsGroup(string name) => ObjectHeader.Find(Header(name), MessageKind.SymbolTable) is not null;

    /// <summary>A group in this group.</summary>
    /// <exception cref="Hdf5Exception">There is none of this name, or the file is damaged.</exception>
    public Hdf5Group Group(string name) => new(_file, _heap, Header(name), PathOf(name), _depth + 1);

    /// <summary>A dataset in this group.</summary>
    /// <exception cref="Hdf5Exception">There is none of this name, or the file is damaged.</exception>
    public Hdf5Dataset Dataset(string name) => new(_file, _heap, Header(name), PathOf(name));

    private List<Message> Header(string name) =>
        _members.TryGetValue(name, out ulong at) ? ObjectHeader.Read(_file, at) : throw _file.Bad($"{(Path.Length == 0 ? "the root" : Path)} has no member '{name}'");

    private string PathOf(string name) => Path.Length == 0 ? name : $"{Path}/{name}";
}
