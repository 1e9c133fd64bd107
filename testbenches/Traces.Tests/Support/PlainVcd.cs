namespace HwModel.Traces.Tests.Support;

/// <summary>
/// A second, plain reading of a value change dump after IEEE 1364-2005 clause 18, written without the product's code: whole file, tokens, texts.
/// Gives for each path the values at which it settles: time in file steps and full-width digits (or the text of a real or string).
/// </summary>
public static class PlainVcd
{
    public static Dictionary<string, List<(long Time, string Value)>> Read(string path) => Parse(File.ReadAllText(path));

    public static Dictionary<string, List<(long Time, string Value)>> Parse(string text)
    {
        string[] tokens = text.Split([' ', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries);
        var variables = new List<(string Path, string Code, string Type, int Width)>();
        var scopes = new List<string>();
        int i = 0;
        for (bool header = true; header; i++)
        {
            int end = Array.IndexOf(tokens, "$end", i);
            string[] words = tokens[i..end];
            switch (words[0])
            {
                case "$scope": scopes.Add(words[2]); break;
                case "$upscope": scopes.RemoveAt(scopes.Count - 1); break;
                case "$var":
                    string name = words[4];
                    int bracket = name.LastIndexOf('[');
                    if (bracket > 0 && name[bracket..].Contains(':')) name = name[..bracket];
                    if (words.Length > 5 && !words[5].Contains(':')) name += words[5];
                    variables.Add((string.Join('.', scopes.Append(name)), words[3], words[1], int.Parse(words[2])));
                    break;
                case "$enddefinitions": header = false; break;
            }
            i = end;
        }
        var widths = new Dictionary<string, (string Type, int Width)>();
        foreach ((string _, string code, string type, int width) in variables) widths.TryAdd(code, (type, width));
        var changes = new Dictionary<string, List<(long Time, string Value)>>();
        long time = 0;
        for (; i < tokens.Length; i++)
        {
            string token = tokens[i];
            if (token[0] == '$')
            {
                if (token == "$comment") i = Array.IndexOf(tokens, "$end", i);
                continue;
            }
            if (token[0] == '#')
            {
                time = long.Parse(token[1..]);
                continue;
            }
            bool isLong = "bBrRsS".Contains(token[0]);
            string code = isLong ? tokens[++i] : token[1..];
            string value = isLong ? token[1..] : token[..1];
            (string type, int width) = widths[code];
            if ("bB".Contains(token[0]) || !isLong) value = type == "event" ? "1" : Extend(value.ToLowerInvariant(), width);
            if (token[0] is 'r' or 'R') value = double.Parse(value.Replace("nan", "NaN").Replace("inf", "Infinity")).ToString("R");
            List<(long Time, string Value)> list = changes.TryGetValue(code, out List<(long, string)>? known) ? known : changes[code] = [];
            if (list.Count > 0 && list[^1].Time == time && type != "event") list.RemoveAt(list.Count - 1);
            if (type != "event" && list.Count > 0 && list[^1].Value == value) continue;
            list.Add((time, value));
        }
        return variables.GroupBy(variable => variable.Path).ToDictionary(group => group.Key, group => changes.GetValueOrDefault(group.First().Code) ?? []);
    }

    private static string Extend(string digits, int width)
    {
        string known = digits.Replace('h', '1').Replace('l', '0').Replace('u', 'x').Replace('w', 'x').Replace('-', 'x');
        return known.PadLeft(width, known[0] is 'x' or 'z' ? known[0] : '0');
    }
}
