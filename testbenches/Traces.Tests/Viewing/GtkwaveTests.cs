using System.Text;
using HwModel.Traces.Tests.Support;

namespace HwModel.Traces.Tests.Viewing;

/// <summary>GTKWave itself, on a virtual display, as the judge of what is written.</summary>
public sealed class GtkwaveTests
{
    [ToolFact("gtkwave", "Xvfb")]
    public void GTKWave_shows_the_values_that_were_traced()
    {
        using var folder = new TemporaryFolder();
        var questions = new StringBuilder();
        var expected = new List<string>();
        // One file holds several random traces side by side, so that GTKWave starts once.
        RandomTrace[] parts = [.. new[] { 3, 4, 8, 11, 21 }.Select(seed => new RandomTrace(seed))];
        foreach ((int number, RandomTrace part) in parts.Index())
        {
            string file = $"part{number}.vcd";
            var given = new Settled();
            part.Send(given);
            using (VcdWriter writer = VcdWriter.Create(folder.File(file))) new RandomTrace(new[] { 3, 4, 8, 11, 21 }[number]).Send(writer);
            questions.Clear();
            questions.Append("set out [open answers.txt a]\n");
            var random = new Random(number);
            foreach (TraceVariable variable in part.Hierarchy.Variables.Where(variable => variable.Type.Kind == TraceKind.Bits))
            {
                string name = VcdName.WithRange(variable);
                string full = variable.Scope.Path.Length > 0 ? $"{variable.Scope.Path}.{name}" : name;
                questions.Append($"gtkwave::addSignalsFromList [list {{{full}}}]\n");
                for (int i = 0; i < 4; i++)
                {
                    long time = given.Times[random.Next(given.Times.Count)];
                    string digits = given.Values[variable.Path].LastOrDefault(value => value.Time <= time).Value ?? new string('x', variable.Type.Width);
                    if (Hexadecimal(digits) is not { } hexadecimal) continue;
                    questions.Append($"gtkwave::setMarker {time}\nputs $out \"{number} {variable.Path.Replace("[", "\\[")} {time} [gtkwave::getTraceValueAtMarkerFromName {{{full}}}]\"\n");
                    expected.Add($"{number} {variable.Path} {time} {hexadecimal}");
                }
            }
            questions.Append("close $out\ngtkwave::/File/Quit\n");
            File.WriteAllText(folder.File("ask.tcl"), questions.ToString());
            OnDisplay(folder, $"timeout 60 gtkwave -S ask.tcl {file}");
        }
        Assert.True(expected.Count > 100, $"only {expected.Count} values are asked for");
        Assert.Equal(expected, File.ReadAllLines(folder.File("answers.txt")).Select(line => line.Trim()));
    }

    [ToolFact("gtkwave", "Xvfb", "import", "convert")]
    public void GTKWave_opens_a_moved_trace_with_groups_curves_and_coloured_states()
    {
        using var folder = new TemporaryFolder();
        string made = Directory.CreateDirectory(folder.File("made")).FullName;
        Gallery.Traces.Single(trace => trace.Name == "traffic-light").Write(Path.Combine(made, "run.vcd.gz"));
        Gallery.Traces.Single(trace => trace.Name == "neuron").Write(Path.Combine(made, "neuron.vcd"));
        Directory.Move(made, folder.File("moved"));
        OnDisplay(folder, "gtkwave moved/run.gtkw >/dev/null 2>&1 & viewer=$!; sleep 5; import -window root states.png; kill $viewer; gtkwave moved/neuron.gtkw >/dev/null 2>&1 & viewer=$!; sleep 5; import -window root curves.png; kill $viewer");
        // Backgrounds of the states: DarkRed and DarkGreen of the X11 colour table fill many pixels only where the filter file was found.
        var states = Colors(folder, "states.png");
        Assert.True(states.GetValueOrDefault("#8B0000") > 2_000, "no red state");
        Assert.True(states.GetValueOrDefault("#006400") > 2_000, "no green state");
        // Curves in yellow, green and orange, as the save file colours them.
        var curves = Colors(folder, "curves.png");
        foreach (string color in new[] { "#FFFF00", "#00FF00", "#FF7F00" })
            Assert.True(curves.GetValueOrDefault(color) > 500, $"no curve in {color}: {string.Join(", ", curves.OrderByDescending(pair => pair.Value).Take(12))}");
    }

    private static Dictionary<string, int> Colors(TemporaryFolder folder, string picture)
    {
        var colors = new Dictionary<string, int>();
        foreach (string line in OutsideTools.Run("convert", [picture, "-depth", "8", "-format", "%c", "histogram:info:"], folder.Path).Output.Split('\n'))
        {
            int hash = line.IndexOf('#');
            if (hash > 0) colors[line.Substring(hash, 7)] = int.Parse(line[..line.IndexOf(':')]);
        }
        return colors;
    }

    private static void OnDisplay(TemporaryFolder folder, string commands)
    {
        // Xvfb takes a free display by itself and names it.
        string script = $"""
            mkfifo display
            Xvfb -displayfd 3 -screen 0 1500x900x24 3>display 2>/dev/null &
            server=$!
            read -r number < display
            export DISPLAY=:$number HOME=$PWD
            {commands}
            kill $server
            wait 2>/dev/null
            rm -f display
            """;
        OutsideTools.Run("bash", ["-c", script], folder.Path, seconds: 180);
    }

    // As GTKWave prints a vector that is added by name: up to three bits as they are, else a digit of four bits in upper case, x or z where all four are, null where some of four are (it prints those its own way).
    private static string? Hexadecimal(string digits)
    {
        if (digits.Length <= 3) return digits;
        string padded = digits.PadLeft((digits.Length + 3) / 4 * 4, digits[0] is 'x' or 'z' ? digits[0] : '0');
        var text = new StringBuilder();
        foreach (char[] four in padded.Chunk(4))
        {
            if (four.All(digit => digit is '0' or '1')) text.Append(Convert.ToInt32(new string(four), 2).ToString("X"));
            else if (four.All(digit => digit == four[0])) text.Append(four[0]);
            else return null;
        }
        return text.ToString();
    }
}
