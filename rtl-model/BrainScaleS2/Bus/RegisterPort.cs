using HwModel.Kernel;
using HwModel.Kernel.Registers;

namespace HwModel.BrainScaleS2.Digital;

/// <summary>A block's side of the register bus: one access a cycle, answered in the same cycle.</summary>
internal static class RegisterPort
{
    /// <summary>Serves an access that waits. Between this and the file's <see cref="RegisterFile.Clock"/> the strobes of the access can be seen.</summary>
    public static void Serve(RegisterFile file, In<OmnibusRequest> requests, Out<OmnibusReply> replies)
    {
        if (!requests.HasData || !replies.CanPush) return;
        OmnibusRequest request = requests.Pop();
        long address = 4L * request.Address;
        ulong data = 0;
        bool mapped = request.IsWrite ? file.TryWrite(address, request.Data, 0xF) : file.TryRead(address, 0xF, out data);
        replies.Push(new OmnibusReply((uint)data, !mapped));
    }
}
