namespace HwModel.Networks.Hdf5;

/// <summary>Objects of variable length (HDF5 File Format Specification 3.0, III.E).</summary>
internal sealed class GlobalHeap(FileBytes file)
{
    private const string What = "a global heap collection";

    private readonly Dictionary<ulong, Dictionary<int, (ulong At, ulong Size)>> _collections = [];

    /// <summary>The bytes of an object.</summary>
    public ReadOnlySpan<byte> Read(ulong collection, uint index, uint length, string path)
    {
        if (!_collections.TryGetValue(collection, out Dictionary<int, (ulong At, ulong Size)>? objects)) _collections[collection] = objects = Index(collection);
        if (!objects.TryGetValue((int)index, out (ulong At, ulong Size) found) || found.Size < length)
            throw file.Bad($"a text of {path} is not in the global heap at byte {collection}: the file is damaged");
        return file.Span(found.At, length, What);
    }

    private Dictionary<int, (ulong At, ulong Size)> Index(ulong collection)
    {
        file.Expect(collection, "GCOL", What);
        ulong end = collection + file.Long(collection + 8, What);
        var objects = new Dictionary<int, (ulong At, ulong Size)>();
        for (ulong at = collection + 16; at + 16 <= end;)
        {
            int index = file.Half(at, What);
            if (index == 0) break; // free space to the end
            ulong size = file.Long(at + 8, What);
            _ = file.Span(at + 16, size, What);
            objects[index] = (at + 16, size);
            at += 16 + (size + 7 & ~7ul);
        }
        return objects;
    }
}
