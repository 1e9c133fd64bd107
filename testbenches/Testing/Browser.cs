using System.Diagnostics;
using System.Globalization;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace HwModel.Testing;

/// <summary>
/// A headless Chromium with one page, driven through its DevTools protocol. It resolves no host name, so a page that asks the network shows
/// up in <see cref="Requests"/> and fails. Use from one thread.
/// </summary>
public sealed class Browser : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TemporaryFolder _profile = new();
    private readonly Process _chromium;
    private readonly ClientWebSocket _socket = new();
    private readonly List<string> _messages = [];
    private readonly List<string> _requests = [];
    private readonly Queue<string> _events = [];
    private readonly byte[] _buffer = new byte[1 << 16];
    private string? _session;
    private int _lastId;

    /// <summary>Starts Chromium with an empty profile and opens an empty page of the given size in CSS pixels.</summary>
    public Browser(int width = 1280, int height = 900)
    {
        var start = new ProcessStartInfo("chromium") { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (string flag in (string[])
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND", "--remote-debugging-port=0",
                "--force-color-profile=srgb", "--hide-scrollbars", $"--user-data-dir={_profile.Path}", "about:blank",
            ])
        {
            start.ArgumentList.Add(flag);
        }
        _chromium = Process.Start(start) ?? throw new InvalidOperationException("chromium did not start");
        try
        {
            Connect(DevToolsAddress());
            SetSize(width, height);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>
    /// What the page wrote to its console, its uncaught exceptions and the browser's own complaints, in order: "error: ...".
    /// </summary>
    public IReadOnlyList<string> Messages => _messages;

    /// <summary>The addresses of everything that pages asked for, themselves included.</summary>
    public IReadOnlyList<string> Requests => _requests;

    /// <summary>Sets the page's size in CSS pixels.</summary>
    public void SetSize(int width, int height, double scale = 1) =>
        Send("Emulation.setDeviceMetricsOverride", new JsonObject { ["width"] = width, ["height"] = height, ["deviceScaleFactor"] = scale, ["mobile"] = false });

    /// <summary>Makes the page believe that the system's look is dark or light, and that it stands on a screen or on paper; what the page does about it is done on return.</summary>
    public void EmulateDark(bool dark, bool paper = false)
    {
        Send("Emulation.setEmulatedMedia", new JsonObject
        {
            ["media"] = paper ? "print" : "screen",
            ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = dark ? "dark" : "light" }),
        });
        // Styles change at once, but the page is told of the change only when the next frame is drawn.
        Evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))");
    }

    /// <summary>Opens a file and waits until it is loaded with all its scripts run.</summary>
    public void OpenFile(string path) => Open(new Uri(Path.GetFullPath(path)).AbsoluteUri);

    /// <summary>Opens an address and waits until it is loaded.</summary>
    public void Open(string address)
    {
        _events.Clear();
        JsonNode? result = Send("Page.navigate", new JsonObject { ["url"] = address });
        if (result?["errorText"] is { } error) throw new InvalidOperationException($"{address} did not open: {error}");
        WaitFor("Page.loadEventFired");
    }

    /// <summary>The value of a JavaScript expression; promises are awaited. Throws what the expression throws.</summary>
    public JsonNode? Evaluate(string expression)
    {
        JsonNode? result = Send("Runtime.evaluate", new JsonObject
        {
            ["expression"] = expression,
            ["returnByValue"] = true,
            ["awaitPromise"] = true,
            ["userGesture"] = true,
        });
        if (result?["exceptionDetails"] is { } details)
            throw new InvalidOperationException($"{expression}: {details["exception"]?["description"] ?? details["text"]}");
        return result?["result"]?["value"];
    }

    /// <summary>The expression's value as text.</summary>
    public string Text(string expression) => Evaluate(expression)?.ToString() ?? "";

    /// <summary>The expression's value as a number.</summary>
    public double Number(string expression) => double.Parse(Text(expression), CultureInfo.InvariantCulture);

    /// <summary>Presses and releases a key: "Tab", "Enter", "Escape".</summary>
    public void PressKey(string key)
    {
        int code = key switch { "Tab" => 9, "Enter" => 13, "Escape" => 27, _ => throw new ArgumentException($"no key code known for {key}") };
        foreach (string type in (string[])["keyDown", "keyUp"])
        {
            var press = new JsonObject { ["type"] = type, ["key"] = key, ["code"] = key, ["windowsVirtualKeyCode"] = code };
            if (key == "Enter") press["text"] = "\r";
            Send("Input.dispatchKeyEvent", press);
        }
    }

    /// <summary>Moves the mouse to a place of the view, in CSS pixels.</summary>
    public void MoveMouse(double x, double y) =>
        Send("Input.dispatchMouseEvent", new JsonObject { ["type"] = "mouseMoved", ["x"] = x, ["y"] = y });

    /// <summary>Writes a PNG of the view, or of the whole page.</summary>
    public void Screenshot(string path, bool wholePage = false)
    {
        var parameters = new JsonObject { ["format"] = "png" };
        if (wholePage)
        {
            JsonNode size = Send("Page.getLayoutMetrics", [])!["cssContentSize"]!;
            parameters["captureBeyondViewport"] = true;
            parameters["clip"] = new JsonObject
            {
                ["x"] = 0,
                ["y"] = 0,
                ["width"] = size["width"]!.GetValue<double>(),
                ["height"] = size["height"]!.GetValue<double>(),
                ["scale"] = 1,
            };
        }
        File.WriteAllBytes(path, Convert.FromBase64String(Send("Page.captureScreenshot", parameters)!["data"]!.GetValue<string>()));
    }

    /// <summary>Writes the page as it prints, on A4 sheets.</summary>
    public void PrintToPdf(string path)
    {
        var parameters = new JsonObject { ["paperWidth"] = 8.27, ["paperHeight"] = 11.69, ["printBackground"] = true, ["preferCSSPageSize"] = true };
        File.WriteAllBytes(path, Convert.FromBase64String(Send("Page.printToPDF", parameters)!["data"]!.GetValue<string>()));
    }

    public void Dispose()
    {
        _socket.Dispose();
        if (!_chromium.HasExited) _chromium.Kill(entireProcessTree: true);
        _chromium.WaitForExit();
        _chromium.Dispose();
        _profile.Dispose();
    }

    private string DevToolsAddress()
    {
        var said = new List<string>();
        Task<string> address = Task.Run(() =>
        {
            while (_chromium.StandardError.ReadLine() is { } line)
            {
                said.Add(line);
                const string Announcement = "DevTools listening on ";
                if (!line.StartsWith(Announcement, StringComparison.Ordinal)) continue;
                _ = _chromium.StandardError.ReadToEndAsync(); // keeps the pipe from filling up
                _ = _chromium.StandardOutput.ReadToEndAsync();
                return line[Announcement.Length..];
            }
            throw new InvalidOperationException($"chromium ended before it listened:\n{string.Join('\n', said)}");
        });
        return address.Wait(Patience) ? address.Result : throw new TimeoutException("chromium did not listen within a minute");
    }

    private void Connect(string address)
    {
        using var patience = new CancellationTokenSource(Patience);
        _socket.ConnectAsync(new Uri(address), patience.Token).GetAwaiter().GetResult();
        JsonNode target = Send("Target.createTarget", new JsonObject { ["url"] = "about:blank" })!["targetId"]!;
        _session = Send("Target.attachToTarget", new JsonObject { ["targetId"] = target.GetValue<string>(), ["flatten"] = true })!["sessionId"]!.GetValue<string>();
        foreach (string domain in (string[])["Page", "Runtime", "Log", "Network"]) Send($"{domain}.enable", []);
    }

    private JsonNode? Send(string method, JsonObject parameters)
    {
        int id = ++_lastId;
        var command = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters };
        if (_session is not null) command["sessionId"] = _session;
        using var patience = new CancellationTokenSource(Patience);
        byte[] bytes = JsonSerializer.SerializeToUtf8Bytes(command);
        _socket.SendAsync(bytes, WebSocketMessageType.Text, endOfMessage: true, patience.Token).GetAwaiter().GetResult();
        while (true)
        {
            JsonNode message = Receive(patience.Token);
            if (message["id"]?.GetValue<int>() != id) continue;
            if (message["error"] is { } error) throw new InvalidOperationException($"{method}: {error["message"]}");
            return message["result"];
        }
    }

    private void WaitFor(string method)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            while (_events.TryDequeue(out string? happened))
            {
                if (happened == method) return;
            }
            Receive(patience.Token);
        }
    }

    private JsonNode Receive(CancellationToken patience)
    {
        using var text = new MemoryStream();
        WebSocketReceiveResult part;
        do
        {
            part = _socket.ReceiveAsync(_buffer, patience).GetAwaiter().GetResult();
            text.Write(_buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);
        JsonNode message = JsonNode.Parse(text.ToArray())!;
        if (message["method"]?.GetValue<string>() is { } method) Note(method, message["params"]!);
        return message;
    }

    private void Note(string method, JsonNode details)
    {
        _events.Enqueue(method);
        switch (method)
        {
            case "Runtime.consoleAPICalled":
                IEnumerable<string> words = details["args"]!.AsArray().Select(word => (word!["value"] ?? word["description"])?.ToString() ?? "");
                _messages.Add($"{details["type"]}: {string.Join(' ', words)}");
                break;
            case "Runtime.exceptionThrown":
                JsonNode thrown = details["exceptionDetails"]!;
                _messages.Add($"exception: {thrown["exception"]?["description"] ?? thrown["text"]}");
                break;
            case "Log.entryAdded":
                _messages.Add($"{details["entry"]!["level"]}: {details["entry"]!["text"]}");
                break;
            case "Network.requestWillBeSent":
                _requests.Add(details["request"]!["url"]!.GetValue<string>());
                break;
        }
    }
}
