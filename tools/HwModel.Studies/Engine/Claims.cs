using System.Text;

namespace HwModel.Studies.Engine;

/// <summary>
/// Says who works on what, for all processes that share the folder: a claim is a file that only one process can create. The claim of a process
/// that died is taken over: on the same host it is asked for, on another its sign of life grows old.
/// </summary>
internal sealed class Claims : IDisposable
{
    private static readonly TimeSpan BeatEvery = TimeSpan.FromSeconds(5), DeadAfter = TimeSpan.FromSeconds(45);

    private readonly string _root;
    private readonly string _beat;
    private readonly Timer _timer;

    public Claims(StudyFolder folder)
    {
        _root = folder.In("claims");
        _beat = Path.Combine(_root, $"{WorkerName.Own}.alive");
        File.WriteAllText(_beat, "");
        _timer = new Timer(_ => Beat(), null, BeatEvery, BeatEvery);
    }

    /// <summary>Takes a run; false where a living process has it.</summary>
    public bool TryTake(string key)
    {
        string path = PathOf(key);
        for (int attempt = 0; attempt < 3; attempt++)
        {
            try
            {
                using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
                file.Write(Encoding.ASCII.GetBytes(WorkerName.Own));
                return true;
            }
            catch (IOException) when (File.Exists(path))
            {
                if (!IsDead(path)) return false;
                Bury(path);
            }
        }
        return false;
    }

    /// <summary>Gives a run back.</summary>
    public void Release(string key) => File.Delete(PathOf(key));

    /// <summary>Whether somebody alive has a run.</summary>
    public bool IsTaken(string key) => File.Exists(PathOf(key)) && !IsDead(PathOf(key));

    public void Dispose()
    {
        _timer.Dispose();
        File.Delete(_beat);
    }

    private string PathOf(string key) => Path.Combine(_root, key);

    private void Beat()
    {
        try
        {
            File.WriteAllText(_beat, "");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A missed sign of life costs nothing; the worker itself reports what is wrong with the folder.
        }
    }

    private bool IsDead(string claim)
    {
        try
        {
            string owner = File.ReadAllText(claim);
            // A claim without a name is being written, or its writer died in between; its age decides.
            if (owner.Length > 0 && WorkerName.Lives(owner) is { } lives) return !lives;
            string sign = owner.Length > 0 && File.Exists(Path.Combine(_root, $"{owner}.alive")) ? Path.Combine(_root, $"{owner}.alive") : claim;
            // Both times are the file server's, so hosts whose clocks differ agree.
            return File.GetLastWriteTimeUtc(_beat) - File.GetLastWriteTimeUtc(sign) > DeadAfter;
        }
        catch (IOException)
        {
            return false;
        }
    }

    // Renaming succeeds for one process only.
    private static void Bury(string claim)
    {
        string grave = $"{claim}.{WorkerName.Own}.dead";
        try
        {
            File.Move(claim, grave, overwrite: true);
            File.Delete(grave);
        }
        catch (IOException)
        {
            // Another process was quicker.
        }
    }
}
