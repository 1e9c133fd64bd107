namespace HwModel.SpiNNaker2.Router.Tables;

/// <summary>A routing table does not fit; the message says by how many entries.</summary>
public sealed class RoutingTableException(string message, int entries, int limit) : Exception(message)
{
    /// <summary>Entries that are left after everything was tried.</summary>
    public int Entries => entries;

    /// <summary>Entries that fit.</summary>
    public int Limit => limit;
}
