using HwModel.Kernel;
using HwModel.SpiNNaker2.Links.Training;

namespace HwModel.SpiNNaker2.Links.SpiNNlink;

/// <summary>The board-to-board link of SpiNNaker, "spiNNlink". Source where nothing else is said: SpiNNakerManchester/spio, modules/hss_multiplexer.</summary>
public sealed record SpiNNlinkParameters
{
    /// <summary>Period of the clock of 32-bit words in femtoseconds.</summary>
    [Published("spio: 3.0 Gbit/s on the cable between boards, 40 line bits a word: 75 MHz")]
    public long WordPeriod { get; init; } = 13_333_333;

    /// <summary>Data frames that may be outstanding.</summary>
    [Published("spio, frame assembler: 3 bits, 7 at the start")]
    public int Credit { get; init; } = 7;

    /// <summary>Packets that a channel keeps until they are acknowledged.</summary>
    [Published("spio, frame assembler: eight slots, seven usable")]
    public int SendDepth { get; init; } = 7;

    /// <summary>Packets that wait in a channel's receive FIFO.</summary>
    [Published("spio, packet dispatcher")]
    public int ReceiveDepth { get; init; } = 8;

    /// <summary>Fill of a channel's receive FIFO from which on the partner has to stop.</summary>
    [Published("spio, packet dispatcher")]
    public int StopAt { get; init; } = 6;

    /// <summary>Fill of a channel's receive FIFO down to which the partner may go on.</summary>
    [Published("spio, packet dispatcher")]
    public int GoAt { get; init; } = 2;

    /// <summary>Words between two out-of-credit frames.</summary>
    [Published("spio, frame transmitter: every eight idle cycles")]
    public int OutOfCreditWords { get; init; } = 8;

    /// <summary>Out-of-credit frames in a row that the receiver answers by a nak; 1 is what the published code does after the first data frame, because its counter overflows.</summary>
    [Derived("spio, packet dispatcher: the reload value 16 x 112 overflows a 7-bit counter; 112 is what was meant")]
    public int OutOfCreditFrames { get; init; } = 112;

    /// <summary>Frames of the wrong colour between two repeats of a nak.</summary>
    [Published("spio, packet dispatcher: every eighth")]
    public int NakRepeat { get; init; } = 8;

    /// <summary>Words between two clock corrections, the correction counted.</summary>
    [Published("spio, frame transmitter: a counter from 0 to 1000")]
    public int CorrectionWords { get; init; } = 1001;

    /// <summary>Handshake words in a row that make a lock.</summary>
    [Published("spio, hss_multiplexer start-up")]
    public int LockWords { get; init; } = 100;

    /// <summary>Words after a loss of the lock before words are looked at again.</summary>
    [Published("spio: four cycles of resynchronisation")]
    public int ResyncWords { get; init; } = 4;

    /// <summary>Bad words in a row that lose the lock.</summary>
    [ModelChoice("the transceiver's rule is not part of spio")]
    public int LossWords { get; init; } = 4;

    /// <summary>Words without anything to send after which frames that are not acknowledged are asked for as if credit were out.</summary>
    [ModelChoice("else the last frame, if lost, would be missed only with the next one")]
    public int AskWords { get; init; } = 64;

    /// <summary>Words without news of flow control after which stopped channels go on all the same; a receiver that is still full answers by a nak and flow control.</summary>
    [ModelChoice("else a lost go would stop a channel for ever")]
    public int StopWords { get; init; } = 4004;

    /// <summary>Handshake words that go out after the signal was lost.</summary>
    [ModelChoice("enough to tell the partner; it goes on when the signal is back")]
    public int LostHandshakes { get; init; } = 512;

    /// <summary>Words from the sender's coder to the receiver's decoder: serialiser, deserialiser, alignment.</summary>
    [ModelChoice("the transceiver's latency is not part of spio")]
    public int LineWords { get; init; } = 8;

    /// <summary>Lock, loss and correction of the clocks, in words.</summary>
    internal TrainingRules Training => new(1, LockWords, null, LossWords, ResyncWords, LostHandshakes, CorrectionWords, 1);
}
