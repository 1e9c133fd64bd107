using System.CommandLine;
using System.Globalization;
using HwModel.Cli.Common;
using HwModel.SystemRdl.Exports.Json;
using HwModel.SystemRdl.Model;

namespace HwModel.Cli.Rdl;

/// <summary><c>hwmodel rdl dump</c>: the elaborated model, for people or as canonical JSON.</summary>
internal static class DumpCommand
{
    public static Command Create()
    {
        Argument<string> file = new("FILE") { Description = "A specification in SystemRDL." };
        Option<bool> json = new("--json") { Description = "Prints a JSON array of all components in address order, arrays unrolled." };
        var inputs = new RdlInputs();
        var command = new Command("dump", "Prints the elaborated model of a specification.") { file, json };
        inputs.AddTo(command);
        return command.Does(result =>
        {
            InvocationConfiguration streams = result.InvocationConfiguration;
            AddressMapNode top = RdlInputs.Model(result.GetValue(file)!, inputs.Options(result), streams.Error, showWarnings: false);
            if (result.GetValue(json)) streams.Output.Write(JsonExporter.Text(top));
            else Print(streams.Output, top);
            return ExitCode.Done;
        });
    }

    private static void Print(TextWriter output, AddressMapNode top)
    {
        foreach (Node node in top.Walk())
        {
            string indent = new(' ', 2 * Depth(node));
            string dimensions = string.Concat(node.Dimensions.Select(d => $"[{d}]"));
            output.WriteLine(node switch
            {
                FieldNode f => $"{"",12}{indent}{Bits(f)} {f.InstanceName}  sw={f.Software.Keyword()} hw={f.Hardware.Keyword()}{Effects(f)}",
                AddressableNode a => $"{Hex(a.AbsoluteAddress),12}{indent}{Word(a)} {a.InstanceName}{dimensions}{Stride(a)}",
                _ => $"{"",12}{indent}signal {node.InstanceName}",
            });
        }
    }

    private static int Depth(Node node)
    {
        int depth = 1;
        for (Node? above = node.Parent; above is not null; above = above.Parent) depth++;
        return depth;
    }

    private static string Bits(FieldNode f) => f.Width == 1 ? $"[{f.Low}]" : $"[{f.Msb}:{f.Lsb}]";

    private static string Effects(FieldNode f)
    {
        string text = f.Reset is { } reset ? $" reset=0x{reset.ToString("X", CultureInfo.InvariantCulture).TrimStart('0').PadLeft(1, '0')}" : "";
        if (f.OnRead.Keyword() is { } onRead) text += $" {onRead}";
        if (f.OnWrite.Keyword() is { } onWrite) text += $" {onWrite}";
        if (f.Counter is not null) text += " counter";
        if (f.Interrupt is { } interrupt) text += $" {(interrupt.IsNonSticky ? "nonsticky " : "")}{interrupt.Event.Keyword()} intr";
        return text;
    }

    private static string Stride(AddressableNode a) => a.Dimensions.Count == 0 ? $"  {a.Size} bytes" : $"  {a.Size} bytes every {Hex(a.Stride)}";

    private static string Hex(long value) => "0x" + value.ToString("X", CultureInfo.InvariantCulture);

    private static string Word(AddressableNode node) => node.Kind switch
    {
        NodeKind.AddressMap => "addrmap",
        NodeKind.RegisterFile => "regfile",
        NodeKind.Memory => "mem",
        _ => "reg",
    };
}
