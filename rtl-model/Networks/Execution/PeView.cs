using System.Buffers.Binary;
using HwModel.Networks.Graph;
using HwModel.Networks.Images;
using HwModel.Networks.Mapping;
using HwModel.SpiNNaker2.Pe.Memory;

namespace HwModel.Networks.Execution;

/// <summary>What the host reads out of a processing element's memory while and after a network runs.</summary>
internal sealed class PeView(LocalMemory memory, MappedSlice slice, Population population)
{
    private uint _read;

    public MappedSlice Slice => slice;

    /// <summary>Recorded spikes that the firmware overwrote before they were read.</summary>
    public long RecordsLost { get; private set; }

    public uint Status(PeFields.State word) => Word(PeFields.AddressOf(word));

    public uint Config(PeFields.Config word) => Word(PeFields.AddressOf(word));

    /// <summary>The membrane of a neuron in units of integer weights.</summary>
    public float Membrane(int neuron) =>
        BinaryPrimitives.ReadSingleLittleEndian(memory.Contents[(int)(Config(PeFields.Config.State) + 4 * (uint)(PeFields.StateWords(population.Model) * neuron))..]);

    /// <summary>Appends the spikes that were recorded since the last call.</summary>
    /// <param name="now">A tick at which the firmware is or has been, at most 65,535 ticks after the spikes.</param>
    /// <param name="spikes">Where they go.</param>
    public void ReadRecord(int now, List<SpikeEvent> spikes)
    {
        uint recorded = Status(PeFields.State.Recorded);
        if (recorded == _read) return;
        uint record = Config(PeFields.Config.Record), mask = Config(PeFields.Config.RecordMask);
        if (recorded - _read > mask + 1)
        {
            RecordsLost += recorded - _read - (mask + 1);
            _read = recorded - (mask + 1);
        }
        for (; _read != recorded; _read++)
        {
            uint word = Word(record + 4 * (_read & mask));
            // The tick has 16 bits in the record.
            int tick = now - (ushort)(now - (int)(word >> 16));
            spikes.Add(new SpikeEvent(population.IsSource ? tick : tick - 1, slice.Population, slice.First + (int)(word & 0xFFFF)));
        }
    }

    private uint Word(uint address) => BinaryPrimitives.ReadUInt32LittleEndian(memory.Contents[(int)address..]);
}
