using HwModel.SpiNNaker2.Links.Codes;
using HwModel.SpiNNaker2.Links.Lines;
using HwModel.SpiNNaker2.Links.Training;

namespace HwModel.SpiNNaker2.Links.SpiNNlink;

/// <summary>Words in 8b10b: four symbols each, of which control characters say what a word is; four K28.0 for clock correction. A bad word is passed on as such.</summary>
internal sealed class WordCode : ILineCode<LinkWord>
{
    /// <summary>Line bits of a word.</summary>
    public const int Bits = 40;

    private const int Symbols = 4;

    public LineBlock Encode(LinkWord word, ref bool positive)
    {
        ulong line = 0;
        for (int i = Symbols - 1; i >= 0; i--) line = line << 10 | EightBTenB.Encode((byte)(word.Value >> (8 * i)), (word.Controls >> i & 1) != 0, ref positive);
        return new LineBlock(line, 0, BlockKind.Symbols);
    }

    public LineBlock Handshake(int phase, bool isDone, ref bool positive) => Encode(Frames.Handshake(phase, isDone), ref positive);

    public LineBlock? Compensation(ref bool positive) => Encode(Frames.Correction, ref positive);

    public Received<LinkWord> Decode(in LineBlock block, ref bool positive)
    {
        uint value = 0;
        byte controls = 0;
        bool good = true;
        for (int i = Symbols - 1; i >= 0; i--)
        {
            Symbol symbol = EightBTenB.Decode((ushort)(block.Low >> (10 * i) & 0x3FF), ref positive);
            value = value << 8 | symbol.Value;
            if (symbol.IsControl) controls |= (byte)(1 << i);
            good &= symbol.IsGood;
        }
        var word = new LinkWord(value, controls, !good);
        bool handshake = good && Frames.IsHandshake(word);
        return new Received<LinkWord>(word, good, handshake ? new Handshake((int)(value >> 8 & 1), (value >> 8 & 2) != 0, (byte)value != Frames.Version) : null);
    }
}
