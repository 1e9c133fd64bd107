using HwModel.SystemRdl.Exports.Common;
using HwModel.SystemRdl.Model;

namespace HwModel.SystemRdl.Exports.CHeader;

/// <summary>
/// Writes the C program beside a header: it asserts that every mask is its width at its position, and prints one line for every register (R), field (F) and memory (M)
/// with the addresses that the compiler computes from the structs and the masks that it computes from the macros.
/// </summary>
internal sealed class CCheckWriter(CNames names)
{
    private readonly IndentedText _text = new();
    private int _depth;

    public string Write(AddressMapNode top, string header)
    {
        _text.Line($"/* Proves {header}: compile with -std=c11 -Wall -Wextra -Wpedantic -Werror; run to print what the compiler made of it. */");
        _text.Line($"#include \"{header}\"");
        _text.Line();
        _text.Line("#include <stdio.h>");
        _text.Line();
        foreach (RegisterNode register in top.Walk().OfType<RegisterNode>())
        {
            if (register.Width > 64) continue;
            foreach (FieldNode field in register.Fields)
            {
                string name = names.Prefix(field);
                _text.Line($"HWMODEL_STATIC_ASSERT((uint64_t){name}_bm == (UINT64_MAX >> (64u - {name}_bw)) << {name}_bp, \"mask of {name}\");");
            }
        }
        _text.Line();
        _text.Line("typedef unsigned long long number;");
        _text.Line();
        _text.Open("int main(void) {");
        _text.Line($"number i[{Numbers.Decimal(Math.Max(1, Depth(top)))}] = {{0}};");
        _text.Line("(void)i;");
        Node(top, top.InstanceName, [], $"(number){names.Prefix(top)}_OFFSET");
        _text.Line("return 0;");
        _text.Close("}");
        return _text.ToString();
    }

    /// <summary>Array dimensions on the way to the deepest register.</summary>
    private static int Depth(AddressableNode node) => node.Dimensions.Count + node.AddressableChildren().Select(Depth).DefaultIfEmpty(0).Max();

    /// <param name="node">What to print.</param>
    /// <param name="path">Its path as a format string.</param>
    /// <param name="indices">The arguments of the format string.</param>
    /// <param name="address">An expression of its address.</param>
    private void Node(AddressableNode node, string path, List<string> indices, string address)
    {
        string arguments = string.Concat(indices.Select(i => ", " + i));
        switch (node)
        {
            case RegisterNode register:
                Register(register, path, arguments, address);
                break;
            case MemoryNode memory:
                _text.Line($"printf(\"M {path} 0x%llx %llu\\n\"{arguments}, {address}, (number){names.Prefix(memory)}_SIZE);");
                break;
        }
        foreach (AddressableNode child in node.AddressableChildren()) Child(node, child, path, indices, address);
    }

    private void Child(AddressableNode parent, AddressableNode child, string path, List<string> indices, string address)
    {
        string prefix = names.Prefix(child);
        bool inStruct = CLayout.HasStruct(parent);
        string type = parent is MemoryNode ? "" : names.Type(parent);
        string member = names.Member(child);
        string childAddress = inStruct ? $"{address} + offsetof({type}, {member})" : $"{address} + ({prefix}_OFFSET - {names.Prefix(parent)}_OFFSET)";
        string childPath = path + "." + child.InstanceName;
        var childIndices = new List<string>(indices);
        int loops = child.Dimensions.Count;
        string element = inStruct ? $"(({type} *)0)->{member}" : "";
        string subscripts = "";
        long inner = child.ElementCount;
        for (int d = 0; d < loops; d++)
        {
            string index = $"i[{Numbers.Decimal(_depth)}]";
            _depth++;
            inner /= child.Dimensions[d];
            subscripts += "[0]";
            _text.Open($"for ({index} = 0; {index} < {Numbers.Decimal(child.Dimensions[d])}u; {index}++) {{");
            bool measured = inStruct && (child is RegisterNode or MemoryNode || CLayout.HasStruct(child));
            childAddress += measured ? $" + {index} * sizeof({element}{subscripts})" : $" + {index} * {Numbers.Decimal(inner)}u * (number){prefix}_STRIDE";
            childPath += "[%llu]";
            childIndices.Add(index);
        }
        Node(child, childPath, childIndices, childAddress);
        for (int d = 0; d < loops; d++)
        {
            _depth--;
            _text.Close("}");
        }
    }

    private void Register(RegisterNode register, string path, string arguments, string address)
    {
        string prefix = names.Prefix(register);
        string reset = register.Width <= 64 ? $"(number){prefix}_RESET" : "0ull";
        _text.Line($"printf(\"R {path} 0x%llx %u 0x%llx\\n\"{arguments}, {address}, {Numbers.Decimal(register.Size)}u, {reset});");
        if (register.Width > 64) return;
        foreach (FieldNode field in register.Fields)
        {
            string name = names.Prefix(field);
            _text.Line($"printf(\"F {path}.{field.InstanceName} %u %u 0x%llx\\n\"{arguments}, {name}_bp, {name}_bw, (number){name}_bm);");
        }
    }
}
