namespace HwModel.SpiNNaker2.Links.SpiNNlink;

// Acknowledges, naks and flow control of the partner.
public sealed partial class FrameSender
{
    private void Take(FrameReport report)
    {
        if (report.HasGo)
        {
            _stopped = (byte)~report.Go;
            _stoppedSince = Now;
        }
        if (!report.HasSequence) return;
        int frames = report.Sequence - _acknowledged & SequenceMask;
        if (frames > Outstanding) return;
        if (report.IsNak)
        {
            // A nak in the own colour was obeyed before.
            if (report.Colour == _colour || _faults.NakIgnored) return;
            _naksGot++;
            Release(frames, report.Sequence);
            GoBack(report.Colour, report.Sequence);
        }
        else if (report.Colour == _colour && frames > 0)
        {
            _acknowledgesGot++;
            Release(frames, report.Sequence);
            _spent = (byte)Math.Max(0, _spent - frames);
            _askAt = Now + _with.AskWords;
        }
    }

    private void Release(int frames, byte upTo)
    {
        for (; frames > 0; frames--)
        {
            int present = _present[_acknowledged & (Slots - 1)];
            _acknowledged = (byte)(_acknowledged + 1 & SequenceMask);
            for (int channel = 0; channel < Channels; channel++)
            {
                if ((present >> channel & 1) == 0) continue;
                _head[channel] = (byte)(_head[channel] + 1 & (Slots - 1));
                _count[channel]--;
                _sent[channel]--;
            }
        }
        _acknowledged = upTo;
    }

    private void GoBack(bool colour, byte sequence)
    {
        _colour = colour;
        _sequence = sequence;
        _spent = 0;
        for (int channel = 0; channel < Channels; channel++)
        {
            _packetsResent += _sent[channel];
            _sent[channel] = 0;
        }
    }
}
