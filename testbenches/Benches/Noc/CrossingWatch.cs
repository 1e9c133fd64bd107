namespace HwModel.Benches.Noc;

/// <summary>
/// What waits between the crossbar and one element. An element that takes nothing holds two flits at its input: when it goes off, all others that wait are to be dropped.
/// Where it opens or shuts while it goes off, it can't be told from outside which flits made it; nothing is expected then.
/// </summary>
internal sealed class CrossingWatch
{
    private const int AtInput = 2, Settled = 6, Drained = 20;

    private readonly Queue<int> _waiting = [];
    private readonly HashSet<int> _seen = [];
    private readonly HashSet<int> _dropped = [];
    private int _offFor;
    private bool _wasShut = true;
    private bool _wasOpen = true;
    private bool _isResolved;
    private bool _isUncertain;

    /// <summary>The element takes nothing.</summary>
    public bool IsShut { get; set; }

    /// <summary>Whether a flit was ever written towards the element.</summary>
    public bool HasSeen(int flit) => _seen.Contains(flit);

    /// <summary>The crossbar writes a flit.</summary>
    public void Enter(int flit)
    {
        _seen.Add(flit);
        _waiting.Enqueue(flit);
    }

    /// <summary>A flit arrives; false where it had to be dropped.</summary>
    public bool Arrive(int flit)
    {
        if (_waiting.Contains(flit))
            while (_waiting.Dequeue() != flit)
            {
            }
        return !_dropped.Contains(flit);
    }

    /// <summary>A cycle of the network.</summary>
    /// <param name="off">The element is off.</param>
    public void Look(bool off)
    {
        if (off)
        {
            _offFor++;
            _wasShut &= IsShut;
            _wasOpen &= !IsShut;
            if (_offFor == Settled && _wasShut) DropAllBut(_isUncertain ? int.MaxValue : AtInput);
            else if (_offFor == Drained && _wasOpen) DropAllBut(0);
        }
        else if (_offFor > 0)
        {
            _isUncertain |= !_isResolved;
            (_offFor, _wasShut, _wasOpen, _isResolved) = (0, true, true, false);
        }
    }

    private void DropAllBut(int oldest)
    {
        _isResolved = true;
        int[] waiting = [.. _waiting];
        _waiting.Clear();
        for (int i = 0; i < waiting.Length; i++)
            if (i < oldest) _waiting.Enqueue(waiting[i]);
            else _dropped.Add(waiting[i]);
    }
}
