using System.Numerics;
using HwModel.SystemRdl.Exports.Common;
using HwModel.SystemRdl.Exports.FormatCodes;
using HwModel.SystemRdl.Model;

namespace HwModel.SystemRdl.Exports.CHeader;

/// <summary>
/// A C header (C11, C++11): offsets, reset values, field positions, widths and masks as macros, enumerations, and a struct overlay whose every offset and size is
/// asserted. Beside it a C program that asserts the macros against each other and prints what the compiler made of the structs.
/// </summary>
public sealed class CHeaderExporter : IRdlExporter
{
    public string Format => "c";

    public IEnumerable<ExportFile> Export(AddressMapNode top)
    {
        var names = new CNames(top);
        string header = top.InstanceName + ".h";
        yield return new ExportFile(header, Header(top, names));
        yield return new ExportFile(top.InstanceName + "_check.c", new CCheckWriter(names).Write(top, header));
    }

    /// <summary>Text that is safe within a C comment.</summary>
    internal static string Comment(string text) => text.Replace("*/", "* /").Replace("/*", "/ *").Replace('\n', ' ');

    /// <summary>A number as a C literal.</summary>
    internal static string Literal(BigInteger value, int bits) => Numbers.Hex(value, Numbers.HexLength(bits)) + (bits > 32 ? "ull" : "u");

    private static string Header(AddressMapNode top, CNames names)
    {
        var text = new IndentedText();
        string guard = names.Prefix(top) + "_REGISTERS_H";
        text.Line($"/* {Comment(top.Name)}: registers. Generated from a SystemRDL specification; changes here are lost. */");
        text.Line($"#ifndef {guard}");
        text.Line($"#define {guard}");
        text.Line();
        text.Line("#include <stddef.h>");
        text.Line("#include <stdint.h>");
        text.Line();
        text.Line("#ifndef HWMODEL_STATIC_ASSERT");
        text.Line("#ifdef __cplusplus");
        text.Line("#define HWMODEL_STATIC_ASSERT(condition, message) static_assert(condition, message)");
        text.Line("#else");
        text.Line("#define HWMODEL_STATIC_ASSERT(condition, message) _Static_assert(condition, message)");
        text.Line("#endif");
        text.Line("#endif");
        text.Line();
        text.Line("/* Suffixes: _OFFSET bytes from the start of the map (first element of every array), _SIZE bytes, _COUNT elements, _STRIDE bytes from element to element,");
        text.Line("   _RESET and _RESET_MASK value after reset and its known bits, _bp bit position, _bw width in bits, _bm mask. A register wider than 64 bits is an array of words;");
        text.Line("   _wi is the word of a field, and _bp and _bm count within that word. */");
        text.Line("#ifndef HWMODEL_GET");
        text.Line("#define HWMODEL_GET(field, value) (((value) & field##_bm) >> field##_bp)");
        text.Line("#define HWMODEL_SET(field, value, part) (((value) & ~field##_bm) | (((part) << field##_bp) & field##_bm))");
        text.Line("#endif");
        text.Line();
        Enumerations(text, names);
        Macros(text, top, names);
        new CStructWriter(text, names).Write(top);
        text.Line($"#endif /* {guard} */");
        return text.ToString();
    }

    private static void Enumerations(IndentedText text, CNames names)
    {
        foreach ((EnumType type, string name) in names.Enumerations)
        {
            text.Line($"/* enum {name} */");
            foreach (EnumMember member in type.Members)
            {
                int bits = member.Value > uint.MaxValue ? 64 : 4;
                string comment = FormatCode.ToText(member.Description ?? member.Name);
                text.Line($"#define {names.EnumMacro(type, member)} {Literal(member.Value, bits)}{(comment.Length > 0 ? $" /* {Comment(comment)} */" : "")}");
            }
            text.Line();
        }
    }

    private static void Macros(IndentedText text, AddressableNode node, CNames names)
    {
        string prefix = names.Prefix(node);
        string description = FormatCode.ToText(node.Description);
        text.Line($"/* {Comment(node.Path)}: {Comment(node.Name)}");
        if (description.Length > 0) text.Line($"   {Comment(description)}");
        text.Line("*/");
        text.Line($"#define {prefix}_OFFSET {Literal(node.AbsoluteAddress, node.AbsoluteAddress > uint.MaxValue ? 64 : 4)}");
        if (node is not RegisterNode) text.Line($"#define {prefix}_SIZE {Literal(node.Size, node.Size > uint.MaxValue ? 64 : 4)}");
        if (node.Dimensions.Count > 0)
        {
            text.Line($"#define {prefix}_COUNT {Numbers.Decimal(node.ElementCount)}u");
            text.Line($"#define {prefix}_STRIDE {Literal(node.Stride, node.Stride > uint.MaxValue ? 64 : 4)}");
        }
        if (node is RegisterNode register) RegisterMacros(text, register, names);
        text.Line();
        foreach (AddressableNode child in node.AddressableChildren()) Macros(text, child, names);
    }

    private static void RegisterMacros(IndentedText text, RegisterNode register, CNames names)
    {
        string prefix = names.Prefix(register);
        if (register.Width <= 64)
        {
            text.Line($"#define {prefix}_RESET {Literal(register.ResetValue(), register.Width)}");
            text.Line($"#define {prefix}_RESET_MASK {Literal(register.ResetMask(), register.Width)}");
        }
        foreach (FieldNode field in register.Fields)
        {
            string name = names.Prefix(field);
            int position = field.BusLow;
            int bits = register.Width;
            if (register.Width > 64)
            {
                bits = CLayout.WordBits(register);
                int word = position / bits;
                if ((position + field.Width - 1) / bits != word)
                {
                    text.Line($"/* {field.InstanceName}: bits {Numbers.Decimal(position + field.Width - 1)}:{Numbers.Decimal(position)}, in more than one word */");
                    continue;
                }
                text.Line($"#define {name}_wi {Numbers.Decimal(word)}u");
                position %= bits;
            }
            string summary = FormatCode.ToText(field.Description);
            text.Line($"#define {name}_bp {Numbers.Decimal(position)}u{(summary.Length > 0 ? $" /* {field.Software.Keyword()}: {Comment(summary)} */" : "")}");
            text.Line($"#define {name}_bw {Numbers.Decimal(field.Width)}u");
            text.Line($"#define {name}_bm {Literal(field.Ones << position, bits)}");
        }
    }
}
