using System.Text.Json;
using HwModel.Cli.Configuration;
using HwModel.SpiNNaker2.Pe;
using HwModel.SpiNNaker2.Pe.Core;
using HwModel.SpiNNaker2.Pe.Program;

namespace HwModel.Cli.Elf;

/// <summary>The counts of a run as JSON.</summary>
internal static class RunStatistics
{
    public static void Write(FileInfo file, CortexM4 core, Clocked.ClockedMachine? clocked, MemoryMap map, ElfEnd end, int exitCode, WindowCounter? windows)
    {
        CoreStatistics counts = core.Statistics;
        using var output = new OutputFile(file);
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("memory", map.ToString().ToLowerInvariant());
            json.WriteString("end", end switch { ElfEnd.Exit => "exit", ElfEnd.Fault => "fault", ElfEnd.Reset => "reset", _ => "cycleLimit" });
            json.WriteNumber("exitCode", exitCode);
            json.WriteNumber("instructions", core.Instructions);
            json.WriteNumber("cycles", core.Cycle);
            json.WriteNumber("takenBranches", counts.TakenBranches);
            json.WriteNumber("foldedIt", counts.FoldedIt);
            json.WriteNumber("exceptions", counts.Exceptions);
            json.WriteStartObject("memoryAccesses");
            json.WriteNumber("reads", counts.Reads);
            json.WriteNumber("writes", counts.Writes);
            json.WriteEndObject();
            json.WriteStartObject("classes");
            foreach ((string name, long count) in counts.ByClass()) json.WriteNumber(name, count);
            json.WriteEndObject();
            json.WriteStartObject("stalls");
            foreach (StallReason reason in Enum.GetValues<StallReason>())
                json.WriteNumber(JsonNamingPolicy.CamelCase.ConvertName(reason.ToString()), counts.StallCycles[(int)reason]);
            json.WriteEndObject();
            json.WriteStartArray("windows");
            foreach (MeasuredWindow window in windows?.Windows ?? [])
            {
                json.WriteStartObject();
                json.WriteNumber("instructions", window.Instructions);
                json.WriteNumber("cycles", window.Cycles);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            if (clocked is not null) WriteElement(json, clocked);
            json.WriteStartArray("parameters");
            foreach (SettingValue parameter in CoreSettings.Table.In(core.Parameters))
            {
                json.WriteStartObject();
                json.WriteString("name", parameter.Path);
                json.WriteString("value", parameter.Value);
                json.WriteString("meaning", parameter.Meaning);
                json.WriteString("origin", parameter.Origin);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        output.Writer.Write(System.Text.Encoding.UTF8.GetString(stream.ToArray()));
        output.Writer.WriteLine();
        output.Complete();
    }

    private static void WriteElement(Utf8JsonWriter json, Clocked.ClockedMachine clocked)
    {
        json.WriteNumber("energyPicojoules", Math.Round(clocked.Picojoules, 3));
        if (clocked.Element is not { } element) return;
        PeActivity activity = element.Activity;
        json.WriteStartObject("processingElement");
        json.WriteNumber("cycles", activity.Cycles);
        json.WriteNumber("activeCycles", activity.ActiveCycles);
        json.WriteNumber("sleepCycles", activity.SleepCycles);
        json.WriteNumber("macProducts", activity.MacProducts);
        json.WriteNumber("fetches", activity.Fetches);
        json.WriteNumber("sramAccessesOfOthers", activity.SramAccesses);
        json.WriteNumber("packetsSent", activity.PacketsSent);
        json.WriteNumber("packetsReceived", activity.PacketsReceived);
        json.WriteNumber("flitsSent", activity.FlitsSent);
        json.WriteNumber("flitsReceived", activity.FlitsReceived);
        json.WriteEndObject();
    }
}
