using System.Numerics;
using HwModel.SystemRdl.Exports.Common;
using HwModel.SystemRdl.Exports.FormatCodes;
using HwModel.SystemRdl.Model;

namespace HwModel.SystemRdl.Exports.Manual;

/// <summary>
/// The register manual as one Markdown file (tables in the style of GitHub): address map, for every register a picture of its bits, its fields with their effects in words,
/// enumerations, the interrupt tree, and an index by name.
/// </summary>
public sealed class MarkdownExporter : IRdlExporter
{
    public string Format => "md";

    public IEnumerable<ExportFile> Export(AddressMapNode top)
    {
        var text = new IndentedText();
        var enums = new EnumCatalog(top);
        int digits = ManualText.Digits(top);
        text.Line($"# {FormatCode.EscapeMarkdown(top.Name)}");
        text.Line();
        Description(text, top);
        Map(text, top, digits);
        foreach (AddressableNode chapter in ManualText.Chapters(top)) Chapter(text, chapter, enums, digits);
        Enumerations(text, enums);
        Interrupts(text, top);
        Index(text, top, digits);
        yield return new ExportFile(top.InstanceName + ".md", text.ToString());
    }

    /// <summary>The anchor of a node: its path with hyphens, an explicit element before the heading.</summary>
    private static string Anchor(Node node) => node.Path.Replace('.', '-');

    private static string Link(Node node, string text) => $"[{FormatCode.EscapeMarkdown(text)}](#{Anchor(node)})";

    private static void Description(IndentedText text, Node node)
    {
        string description = FormatCode.ToMarkdown(node.Description);
        if (description.Length > 0) text.Line(description).Line();
        if (ManualText.Origin(node) is { } origin) text.Line($"*Origin: {FormatCode.EscapeMarkdown(origin)}.*").Line();
    }

    private static void Map(IndentedText text, AddressMapNode top, int digits)
    {
        text.Line("## Address map");
        text.Line();
        text.Line("| Address | Name | Kind | Size in bytes | Title |");
        text.Line("| --- | --- | --- | --- | --- |");
        foreach (AddressableNode node in top.Walk().OfType<AddressableNode>())
        {
            if (node.Parent is null) continue;
            text.Line(
                $"| {ManualText.Address(node, digits)}{ManualText.Strides(node)} | {Link(node, ManualText.Path(node))} | {ManualText.KindWord(node)} | {Numbers.Decimal(node.Size)} | " +
                $"{FormatCode.EscapeMarkdown(node.ExplicitName ?? "")} |");
        }
        text.Line();
    }

    private static void Chapter(IndentedText text, AddressableNode chapter, EnumCatalog enums, int digits)
    {
        if (chapter.Parent is not null)
        {
            text.Line($"<a id=\"{Anchor(chapter)}\"></a>");
            text.Line();
            text.Line($"## {FormatCode.EscapeMarkdown(ManualText.Path(chapter))}: {FormatCode.EscapeMarkdown(chapter.Name)}");
            text.Line();
            text.Line($"Address {ManualText.Address(chapter, digits)}{ManualText.Strides(chapter)}, {Numbers.Decimal(chapter.Size)} bytes.");
            text.Line();
            Description(text, chapter);
        }
        foreach (AddressableNode entry in ManualText.Entries(chapter))
        {
            if (entry is MemoryNode memory) Memory(text, memory, enums, digits);
            else Register(text, (RegisterNode)entry, enums, digits);
        }
    }

    private static void Memory(IndentedText text, MemoryNode memory, EnumCatalog enums, int digits)
    {
        Heading(text, memory, digits);
        text.Line($"{Numbers.Decimal(memory.Entries)} words of {Numbers.Decimal(memory.EntryWidth)} bits, {Numbers.Decimal(memory.Size)} bytes; software access `{memory.Software.Keyword()}`.");
        text.Line();
        Description(text, memory);
        foreach (RegisterNode register in memory.AddressableChildren().OfType<RegisterNode>()) Register(text, register, enums, digits);
    }

    private static void Heading(IndentedText text, AddressableNode node, int digits)
    {
        text.Line($"<a id=\"{Anchor(node)}\"></a>");
        text.Line();
        text.Line($"### {FormatCode.EscapeMarkdown(ManualText.Path(node))}{(node.ExplicitName is { } name ? ": " + FormatCode.EscapeMarkdown(name) : "")}");
        text.Line();
        text.Line($"Address {ManualText.Address(node, digits)}{ManualText.Strides(node)}.");
        text.Line();
    }

    private static void Register(IndentedText text, RegisterNode register, EnumCatalog enums, int digits)
    {
        Heading(text, register, digits);
        text.Line(
            $"{Numbers.Decimal(register.Width)} bits, {ManualText.Access(register)}, reset value {Numbers.Hex(register.ResetValue(), Numbers.HexLength(register.Width))}" +
            $"{(register.ResetMask() == FieldBits(register) ? "" : $" (known bits {Numbers.Hex(register.ResetMask(), Numbers.HexLength(register.Width))})")}.");
        text.Line();
        Description(text, register);
        foreach (string sentence in FieldEffects.Sentences(register)) text.Line(sentence).Line();
        text.Line("```text");
        foreach (string line in BitPicture.Lines(register)) text.Line(line);
        text.Line("```");
        text.Line();
        text.Line("| Bits | Field | Software | Hardware | Reset | Meaning |");
        text.Line("| --- | --- | --- | --- | --- | --- |");
        foreach (FieldNode field in register.FromTop())
        {
            var meaning = new List<string>();
            string description = FormatCode.ToMarkdown(field.Description, inTable: true);
            if (field.ExplicitName is { } name) meaning.Add($"**{FormatCode.EscapeMarkdown(name)}.**");
            if (description.Length > 0) meaning.Add(description);
            if (field.Encode is { } encode) meaning.Add($"Values: [{FormatCode.EscapeMarkdown(enums.Name(encode))}](#enum.{enums.Name(encode)}).");
            meaning.AddRange(FieldEffects.Sentences(field));
            text.Line(
                $"| {ManualText.Bits(field)} | {FormatCode.EscapeMarkdown(field.InstanceName)} | {field.Software.Keyword()} | {field.Hardware.Keyword()} | {ManualText.Reset(field)} | " +
                $"{string.Join(" ", meaning)} |");
        }
        text.Line();
    }

    private static BigInteger FieldBits(RegisterNode register)
    {
        BigInteger bits = BigInteger.Zero;
        foreach (FieldNode field in register.Fields) bits |= field.Mask;
        return bits;
    }

    private static void Enumerations(IndentedText text, EnumCatalog enums)
    {
        if (enums.Entries.Count > 0) text.Line("## Enumerations").Line();
        foreach ((EnumType type, string name) in enums.Entries)
        {
            text.Line($"<a id=\"enum.{name}\"></a>");
            text.Line();
            text.Line($"### {FormatCode.EscapeMarkdown(name)}");
            text.Line();
            text.Line("| Value | Name | Meaning |");
            text.Line("| --- | --- | --- |");
            foreach (EnumMember member in type.Members)
                text.Line($"| {Numbers.Decimal(member.Value)} | {FormatCode.EscapeMarkdown(member.Identifier)} | {FormatCode.ToMarkdown(member.Description ?? member.Name, inTable: true)} |");
            text.Line();
        }
    }

    private static void Interrupts(IndentedText text, AddressMapNode top)
    {
        IReadOnlyList<InterruptTree> roots = InterruptTree.Roots(top);
        if (roots.Count == 0) return;
        text.Line("## Interrupts");
        text.Line();
        foreach (InterruptTree root in roots) Interrupt(text, root, "");
        text.Line();
    }

    private static void Interrupt(IndentedText text, InterruptTree tree, string indent)
    {
        text.Line($"{indent}- {Link(tree.Register, ManualText.Path(tree.Register))}");
        foreach (InterruptInput input in tree.Inputs)
        {
            text.Line($"{indent}  - {FormatCode.EscapeMarkdown(input.Field.InstanceName)}");
            if (input.Source is { } source) Interrupt(text, source, indent + "    ");
        }
    }

    private static void Index(IndentedText text, AddressMapNode top, int digits)
    {
        text.Line("## Index of names");
        text.Line();
        text.Line("| Name | Register | Address |");
        text.Line("| --- | --- | --- |");
        var rows = new List<(string Name, RegisterNode Register)>();
        foreach (RegisterNode register in ManualText.Registers(top))
        {
            rows.Add((register.InstanceName, register));
            foreach (FieldNode field in register.Fields) rows.Add((field.InstanceName, register));
        }
        foreach ((string name, RegisterNode register) in rows.OrderBy(r => r.Name, StringComparer.OrdinalIgnoreCase).ThenBy(r => r.Name, StringComparer.Ordinal).ThenBy(r => r.Register.AbsoluteAddress))
            text.Line($"| {FormatCode.EscapeMarkdown(name)} | {Link(register, ManualText.Path(register))} | {ManualText.Address(register, digits)}{ManualText.Strides(register)} |");
    }
}
