using System.Numerics;
using HwModel.Kernel.Registers;
using HwModel.Registers.Tests.Support;
using HwModel.SystemRdl.Model;
using HwModel.SystemRdl.Tests.Exports;
using Xunit.Abstractions;

namespace HwModel.Registers.Tests.Agreement;

/// <summary>C header (as gcc understands it), SVD, manuals, IP-XACT and the generated C# show every register of both chips at the same address with the same masks.</summary>
public sealed class FourViewsTests(ITestOutputHelper output)
{
    [ToolFact("gcc")]
    public void Header_svd_manual_and_generated_code_agree_on_every_offset_and_mask()
    {
        foreach (string path in ChipSpecifications.All)
        {
            (RegisterFile file, AddressMapNode top) = Generation.MakeChip(path);
            file.Reset(TestPowerOn.Zero());
            Dictionary<string, RegisterFact> generated = Inside(top, GeneratedView.Declared(file, top.InstanceName));
            var seen = new HashSet<string>();
            foreach ((string name, MemoryRegisters _, Func<AddressMapNode, Dictionary<string, RegisterFact>> read) in RegisterViews.All)
            {
                Dictionary<string, RegisterFact> shown = Inside(top, read(top));
                seen.UnionWith(shown.Keys);
                Assert.True(shown.Count > 0 || generated.Count == 0, $"{name} of {path} shows no register");
                Assert.Empty(Differences(generated, shown, name));
            }
            (int fields, int moved) = CompareWithBus(file, top, generated);
            output.WriteLine($"{path}: {seen.Count} registers, {generated.Sum(g => g.Value.Masks.Count)} fields; of {fields} fields in different classes the bus moves {moved}");
        }
    }

    [Theory]
    [InlineData("field { sw = rw; hw = r; } a[3:0] = 0; field { sw = rw; hw = r; } b[12:8] = 0;", 0)]
    [InlineData("field { sw = rw; hw = r; } a[3:0] = 0; field { sw = rw; hw = r; } b[13:9] = 0;", 1)]
    [InlineData("field { sw = rw; hw = r; } a[3:0] = 0; field { sw = rw; hw = r; } b[13:8] = 0;", 1)]
    public void A_planted_fault_is_seen(string fields, int differences)
    {
        AddressMapNode right = Models.FromText("addrmap top { reg { field { sw = rw; hw = r; } a[3:0] = 0; field { sw = rw; hw = r; } b[12:8] = 0; } x @ 4; };");
        (RegisterFile file, AddressMapNode top) = Generation.Make($"addrmap top {{ reg {{ {fields} }} x @ 4; }};");
        file.Reset(TestPowerOn.Zero());
        Dictionary<string, RegisterFact> expected = RegisterViews.Json(right, MemoryRegisters.Shown);
        Assert.Equal(differences, Differences(GeneratedView.Declared(file, top.InstanceName), expected, "JSON").Count());
        // What the bus shows of the fields as well.
        Assert.Equal(differences, GeneratedView.Observed(file, top.InstanceName)["top.x"].Count(m => m.Value != expected["top.x"].Masks[m.Key]));
    }

    [Fact]
    public void A_register_at_another_address_is_seen()
    {
        (RegisterFile file, AddressMapNode top) = Generation.Make("addrmap top { reg { field { sw = rw; hw = r; } a[3:0] = 0; } x @ 8; };");
        AddressMapNode right = Models.FromText("addrmap top { reg { field { sw = rw; hw = r; } a[3:0] = 0; } x @ 4; };");
        Assert.Single(Differences(GeneratedView.Declared(file, top.InstanceName), RegisterViews.Json(right, MemoryRegisters.Shown), "JSON"));
    }

    private static IEnumerable<string> Differences(Dictionary<string, RegisterFact> generated, Dictionary<string, RegisterFact> shown, string name)
    {
        foreach (string path in generated.Keys.Union(shown.Keys))
        {
            string here = generated.TryGetValue(path, out RegisterFact? g) ? g.ToString() : "missing", there = shown.TryGetValue(path, out RegisterFact? s) ? s.ToString() : "missing";
            if (here != there) yield return $"the generated code shows {path} as {here}, {name} as {there}";
        }
    }

    /// <summary>The masks that the bus shows are those that the code declares.</summary>
    private static (int Fields, int Moved) CompareWithBus(RegisterFile file, AddressMapNode top, Dictionary<string, RegisterFact> generated)
    {
        int fields = 0, moved = 0;
        foreach ((string path, SortedDictionary<string, BigInteger> masks) in GeneratedView.Observed(file, top.InstanceName))
        {
            fields += generated[path].Masks.Count;
            moved += masks.Count;
            foreach ((string field, BigInteger mask) in masks)
                Assert.True(mask == generated[path].Masks[field], $"the bus moves 0x{mask:X} of {path}.{field}, the generated code declares 0x{generated[path].Masks[field]:X}");
        }
        return (fields, moved);
    }

    /// <summary>Without the registers of external components and memories: the generated file holds none.</summary>
    private static Dictionary<string, RegisterFact> Inside(AddressMapNode top, Dictionary<string, RegisterFact> facts)
    {
        HashSet<string> outside = [.. new Element(top, null, 0).Walk().Where(IsOutside).Select(e => e.Path)];
        return facts.Where(f => !outside.Contains(f.Key)).ToDictionary();
    }

    private static bool IsOutside(Element element)
    {
        for (Element? e = element; e is not null; e = e.Parent)
            if (e.Node.IsExternal || e.Node is MemoryNode) return true;
        return false;
    }
}
