using HwModel.Studies.Design;

namespace HwModel.Studies.Engine;

/// <summary>Brings runs to where there are processors, and waits for their results.</summary>
public interface IExecutor
{
    /// <summary>Sees to it that the runs have results in the folder, or failed there.</summary>
    /// <param name="study">The study.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="runs">The runs that are wanted; those with a result are not repeated.</param>
    /// <param name="progress">Is told what happens.</param>
    /// <param name="stop">Ends the work early; nothing is left running and nothing finished is lost.</param>
    /// <exception cref="StudyException">The folder can't be written, or the executor's own system does not answer.</exception>
    void Execute(StudyPlan study, StudyFolder folder, IReadOnlyList<StudyRun> runs, IStudyProgress progress, CancellationToken stop);
}

/// <summary>Is told what happens to the runs. Called from several threads.</summary>
public interface IStudyProgress
{
    /// <summary>A run has a result.</summary>
    void Finished(StudyRun run, bool failed, bool cached);

    /// <summary>Something else that a user wants to know.</summary>
    void Note(string sentence);
}
