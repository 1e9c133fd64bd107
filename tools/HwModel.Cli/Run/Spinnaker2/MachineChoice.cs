using System.Globalization;
using HwModel.Cli.Common;
using HwModel.SpiNNaker2.Machines;

namespace HwModel.Cli.Run.Spinnaker2;

/// <summary>The machine that <c>--chips</c> names.</summary>
internal static class MachineChoice
{
    private const string Allowed = "WxH (a torus of up to 256 x 256 chips on a board), board (48 chips) and torus:WxH (up to 16 x 16 blocks of three boards, 144 chips each) are allowed";

    /// <exception cref="UserErrorException">It names none; says what is allowed.</exception>
    public static MachineShape Read(string? text)
    {
        if (text is null) return MachineShape.Rectangle(1, 1);
        if (text == "board") return MachineShape.Board();
        bool torus = text.StartsWith("torus:", StringComparison.Ordinal);
        string[] sides = (torus ? text["torus:".Length..] : text).Split('x');
        int most = torus ? 16 : 256;
        if (sides.Length is < 1 or > 2 || !Side(sides[0], most, out int width) | !Side(sides[^1], most, out int height)) throw new UserErrorException($"--chips {text}: {Allowed}");
        if (sides.Length == 1) height = 1;
        return torus ? MachineShape.Torus(width, height) : MachineShape.Rectangle(width, height);
    }

    private static bool Side(string text, int most, out int side) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out side) && side >= 1 && side <= most;
}
