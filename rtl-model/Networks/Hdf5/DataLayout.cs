namespace HwModel.Networks.Hdf5;

/// <summary>Where a dataset's elements are: in the header, in one piece, or in chunks under a B-tree (HDF5 File Format Specification 3.0, IV.A.2.i).</summary>
internal static class DataLayout
{
    private const int MaxDepth = 32;

    /// <summary>The elements' bytes in row-major order; elements that were never written are zero.</summary>
    public static byte[] Load(FileBytes file, Message layout, Message? filters, int[] shape, int element, string path)
    {
        const string what = "a layout message";
        int version = file.Byte(layout.At, what);
        if (version != 3) throw file.Bad($"{path} has a data layout of version {version}, only version 3 is supported");
        long size = (long)DataSpace.Elements(shape) * element;
        if (size > int.MaxValue) throw file.Bad($"{path} has {size} bytes, more than are supported");
        switch (file.Byte(layout.At + 1, what))
        {
            case 0:
                return Piece(file, layout.At + 4, file.Half(layout.At + 2, what), size, path);
            case 1:
                ulong at = file.Long(layout.At + 2, what);
                return at == FileBytes.Undefined ? new byte[size] : Piece(file, at, file.Long(layout.At + 10, what), size, path);
            case 2:
                return Chunks(file, layout, FilterPipeline.Read(file, filters, path), shape, element, path);
            default:
                throw file.Bad($"{path} has an unknown data layout: the file is damaged");
        }
    }

    private static byte[] Piece(FileBytes file, ulong at, ulong stored, long size, string path)
    {
        if (stored < (ulong)size) throw file.Bad($"{path} has {stored} bytes of data where its shape needs {size}: the file is damaged");
        return file.Span(at, (ulong)size, path).ToArray();
    }

    private static byte[] Chunks(FileBytes file, Message layout, FilterPipeline filters, int[] shape, int element, string path)
    {
        const string what = "a layout message";
        int rank = file.Byte(layout.At + 2, what) - 1;
        if (rank != shape.Length) throw file.Bad($"{path} has {shape.Length} dimensions and chunks of {rank}: the file is damaged");
        ulong tree = file.Long(layout.At + 3, what);
        var chunk = new int[rank];
        long bytes = element;
        for (int i = 0; i < rank; i++)
        {
            chunk[i] = (int)file.Word(layout.At + 11 + 4 * (ulong)i, what);
            if (chunk[i] <= 0 || (bytes *= chunk[i]) > 1 << 30) throw file.Bad($"{path} has chunks of an impossible size: the file is damaged");
        }
        var data = new byte[(long)DataSpace.Elements(shape) * element];
        if (tree != FileBytes.Undefined && data.Length > 0) Walk(tree, MaxDepth);
        return data;

        void Walk(ulong at, int depth)
        {
            const string node = "a chunk's B-tree node";
            if (depth == 0) throw file.Bad($"the B-tree of {path} is deeper than {MaxDepth} levels: the file is damaged");
            file.Expect(at, "TREE", node);
            if (file.Byte(at + 4, node) != 1) throw file.Bad($"the B-tree node at byte {at} is not one of chunks: the file is damaged");
            int level = file.Byte(at + 5, node);
            int entries = file.Half(at + 6, node);
            ulong key = 8 + 8 * (ulong)(rank + 1);
            for (int i = 0; i < entries; i++)
            {
                ulong entry = at + 24 + (key + 8) * (ulong)i;
                ulong child = file.Long(entry + key, node);
                if (level > 0) Walk(child, Math.Min(depth - 1, level));
                else Place(entry, child);
            }
        }

        void Place(ulong entry, ulong at)
        {
            const string what = "a chunk";
            byte[] stored = file.Span(at, file.Word(entry, what), $"a chunk of {path}").ToArray();
            byte[] content = filters.Undo(file, stored, file.Word(entry + 4, what), (int)bytes, element, path);
            var first = new long[rank];
            for (int i = 0; i < rank; i++)
            {
                ulong offset = file.Long(entry + 8 + 8 * (ulong)i, what);
                if (offset >= (ulong)shape[i]) throw file.Bad($"a chunk of {path} lies outside its shape: the file is damaged");
                first[i] = (long)offset;
            }
            Copy(content, first, 0, 0, 0);
        }

        // Copies the part of a chunk that lies inside the shape, dimension by dimension.
        void Copy(byte[] content, long[] first, int dimension, long from, long to)
        {
            if (dimension == rank)
            {
                content.AsSpan((int)from * element, element).CopyTo(data.AsSpan((int)to * element));
                return;
            }
            long count = Math.Min(chunk[dimension], shape[dimension] - first[dimension]);
            if (dimension == rank - 1)
            {
                long source = from * chunk[dimension];
                long target = to * shape[dimension] + first[dimension];
                content.AsSpan((int)source * element, (int)count * element).CopyTo(data.AsSpan((int)target * element));
                return;
            }
            for (long i = 0; i < count; i++) Copy(content, first, dimension + 1, from * chunk[dimension] + i, to * shape[dimension] + first[dimension] + i);
        }
    }
}
