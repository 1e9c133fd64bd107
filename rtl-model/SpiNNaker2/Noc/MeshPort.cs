namespace HwModel.SpiNNaker2.Noc;

/// <summary>The ports of a mesh router; the four directions have the codes of its routing table.</summary>
public static class MeshPort
{
    /// <summary>Towards larger x.</summary>
    public const int East = 0;

    /// <summary>Towards larger y.</summary>
    public const int North = 1;

    /// <summary>Towards smaller x.</summary>
    public const int West = 2;

    /// <summary>Towards smaller y.</summary>
    public const int South = 3;

    /// <summary>How many directions.</summary>
    public const int Directions = 4;

    /// <summary>The quad or bridge at the node; on the packet router's tiles the first of its edges.</summary>
    public const int Local = 4;

    /// <summary>The port at the other end of a link.</summary>
    public static int Opposite(int direction) => direction ^ 2;
}
