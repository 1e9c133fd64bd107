namespace HwModel.SystemRdl.Exports.Common;

/// <summary>Gives every owner a name of its own; a second owner of the same name gets a number behind it.</summary>
internal sealed class UniqueNames(StringComparer comparer)
{
    private readonly HashSet<string> _taken = new(comparer);

    public string Take(string wanted)
    {
        if (_taken.Add(wanted)) return wanted;
        for (int i = 2; ; i++)
        {
            string name = wanted + "_" + Numbers.Decimal(i);
            if (_taken.Add(name)) return name;
        }
    }
}
