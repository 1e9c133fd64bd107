using HwModel.SpiNNaker2.Router;

namespace HwModel.SpiNNaker2.Machines;

/// <summary>An entry of a chip's table for the packets of one tree.</summary>
/// <param name="Chip">The chip.</param>
/// <param name="Arrival">Link 0 to 5 by which the packets arrive; <see cref="FromThisChip"/> where they start.</param>
/// <param name="Entry">The entry.</param>
public readonly record struct TreeEntry(int Chip, int Arrival, RouteEntry Entry)
{
    /// <summary>The packets start on this chip.</summary>
    public const int FromThisChip = Router.Tables.RoutingTable.FromThisChip;

    /// <summary>Whether default routing does what the entry says: straight on, to no element of this chip.</summary>
    public bool IsDefault => Arrival >= 0 && Entry.Pes.IsEmpty && Entry.Links == 1 << MachineShape.Opposite(Arrival);
}

/// <summary>The union of shortest ways from one chip to others, with one way to every chip. To be used again for the next tree.</summary>
/// <param name="shape">Chips and links.</param>
public sealed class MulticastTree(MachineShape shape)
{
    private const int LongestWay = 1024;

    private readonly List<int> _chips = [];
    private readonly Dictionary<int, (int Arrival, byte Links, PeSet Pes)> _nodes = [];
    private readonly byte[] _way = new byte[LongestWay];
    private readonly List<int> _path = [];
    private int _root;

    /// <summary>Begins a new tree.</summary>
    public void Start(int root)
    {
        _root = root;
        _nodes.Clear();
        _chips.Clear();
        _chips.Add(root);
        _nodes[root] = (TreeEntry.FromThisChip, 0, default);
    }

    /// <summary>Adds a destination.</summary>
    public void Add(int chip, PeSet pes)
    {
        int length = shape.Way(_root, chip, _way);
        _path.Clear();
        _path.Add(_root);
        for (int i = 0; i < length; i++) _path.Add(shape.Neighbour(_path[i], _way[i]));
        // From the last chip on that the tree has already: so every chip is reached by one way.
        int join = length;
        while (!_nodes.ContainsKey(_path[join])) join--;
        for (int i = join; i < length; i++)
        {
            (int arrival, byte links, PeSet at) = _nodes[_path[i]];
            _nodes[_path[i]] = (arrival, (byte)(links | 1 << _way[i]), at);
            _nodes[_path[i + 1]] = (MachineShape.Opposite(_way[i]), 0, default);
            _chips.Add(_path[i + 1]);
        }
        (int from, byte to, PeSet known) = _nodes[chip];
        _nodes[chip] = (from, to, known | pes);
    }

    /// <summary>The entries of all its chips, those that default routing replaces too.</summary>
    public IEnumerable<TreeEntry> Entries(uint key, uint mask = uint.MaxValue)
    {
        foreach (int chip in _chips)
        {
            (int arrival, byte links, PeSet pes) = _nodes[chip];
            yield return new TreeEntry(chip, arrival, new RouteEntry(key, mask, links, pes));
        }
    }
}
