using HwModel.Studies.Design;
using HwModel.Studies.Workloads;
using HwModel.Traces;

namespace HwModel.Studies.Engine;

/// <summary>
/// A study's folder: the study file, the results of its runs by key (<c>cache/</c>), who works on what (<c>claims/</c>), what happened (<c>journal/</c>),
/// and the result files. Everything in it may be shared by many processes on many hosts.
/// </summary>
public sealed class StudyFolder
{
    private const string Origin = "study.origin";

    private StudyFolder(string path) => Path = path;

    /// <summary>The folder's name, as given.</summary>
    public string Path { get; }

    /// <summary>The copy of the study file.</summary>
    public string StudyFile => In("study.yaml");

    /// <summary>The path of something in the folder.</summary>
    public string In(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    /// <summary>Makes a folder for a study, or takes the one that the same study has.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="studyFile">The study file.</param>
    /// <param name="workloads">The kinds of run that there are.</param>
    /// <exception cref="StudyException">The study is wrong, the folder is another study's, or it can't be written.</exception>
    public static (StudyFolder Folder, StudyPlan Study) Create(string path, string studyFile, IReadOnlyList<IStudyWorkload> workloads)
    {
        string home = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(studyFile)) ?? "/";
        StudyPlan study = StudyPlan.Load(studyFile, studyFile, home, workloads);
        var folder = new StudyFolder(path);
        if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
        {
            if (!File.Exists(folder.StudyFile)) throw new StudyException($"{path} is not empty and no study's folder; name a new folder");
            string other = Files.StudyFileReader.Read(folder.StudyFile, folder.StudyFile, home).Name.Text;
            if (other != study.Name) throw new StudyException($"{path} is the folder of the study {other}; give {study.Name} a folder of its own");
        }
        Guarded(path, () =>
        {
            foreach (string part in (string[])["cache", "claims", "journal"]) Directory.CreateDirectory(folder.In(part));
            OutputFile.WriteAllText(folder.StudyFile, File.ReadAllText(studyFile));
            OutputFile.WriteAllText(folder.In(Origin), home + "\n");
        });
        return (folder, study);
    }

    /// <summary>Opens the folder of a study that was begun.</summary>
    /// <exception cref="StudyException">The folder is no study's.</exception>
    public static (StudyFolder Folder, StudyPlan Study) Open(string path, IReadOnlyList<IStudyWorkload> workloads)
    {
        var folder = new StudyFolder(path);
        if (!Directory.Exists(path)) throw new StudyException($"{path}: there is no such folder");
        if (!File.Exists(folder.StudyFile)) throw new StudyException($"{path} is no study's folder: it has no study.yaml");
        string home = File.Exists(folder.In(Origin)) ? File.ReadAllText(folder.In(Origin)).Trim() : path;
        return (folder, StudyPlan.Load(folder.StudyFile, folder.StudyFile, home, workloads));
    }

    /// <summary>Does something to the folder's files; what the system says against it becomes a sentence.</summary>
    internal static void Guarded(string path, Action work)
    {
        try
        {
            work();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StudyException($"{path} can't be written ({exception.Message.TrimEnd('.')}); nothing that was finished is lost: make room or give access, then 'hwmodel study resume {path}'", exception);
        }
    }
}
