import Values

/// Lets a stage go on from a shorter run of itself, and keeps what it leaves for longer ones. No result depends on
/// it, so no failure here is one of the stage.
struct Extending {
    let context: EngineContext
    let stage: StageTask
    let description: StageDescription

    private var kept: KeptRuns { KeptRuns(layout: context.layout, fileSystem: context.fileSystem) }

    private var family: Digest { StageKey.family(description, extendable: stage.extendable) }

    private var extent: Extent { Extent(description.configuration, extendable: stage.extendable) }

    /// The longest run of the family that is no longer than this one.
    func shorter(progress: ProgressReporter) -> ShorterRun? {
        guard !stage.extendable.isEmpty,
            let status = try? FileStatus.read(kept.folder(family)), status.kind == .folder,
            let lock = try? kept.lock(family, .shared), let found = longest()
        else { return nil }
        return ShorterRun(
            found.run.values, of: extent,
            shards: StageCheckpoints(folder: found.folder, fileSystem: context.fileSystem),
            progress: progress, hold: lock)
    }

    /// What a run would go on from, such as `the run with steps 200`; nil where there is nothing.
    var title: String? {
        guard !stage.extendable.isEmpty else { return nil }
        return longest().map { ShorterRun.title($0.run.values, of: extent) }
    }

    private func longest() -> (run: KeptRun, folder: String)? {
        var best: (share: Double, entry: (run: KeptRun, folder: String))?
        for entry in (try? kept.all(family)) ?? [] {
            let other = Extent(values: entry.run.values)
            guard other.isWithin(extent) else { continue }
            let share = other.share(of: extent)
            if best.map({ share > $0.share }) ?? true { best = (share, entry) }
        }
        return best?.entry
    }

    /// Moves the shards of a run that ended out of its state, before that is discarded.
    func keep(_ state: StageCheckpoints, key: Digest, after shorter: ShorterRun?) {
        shorter?.release()
        keep(state, key: key, extent: extent, isFinished: true)
    }

    /// The same for a run that was given up because the stage now has another key, if that is of this family.
    func keepAbandoned(_ state: StageCheckpoints, key: Digest, description abandoned: StageDescription) {
        guard StageKey.family(abandoned, extendable: stage.extendable) == family else { return }
        let extent = Extent(abandoned.configuration, extendable: stage.extendable)
        keep(state, key: key, extent: extent, isFinished: false)
    }

    private func keep(_ state: StageCheckpoints, key: Digest, extent: Extent, isFinished: Bool) {
        guard !stage.extendable.isEmpty else { return }
        let run = KeptRun(
            key: key, values: extent.values, isFinished: isFinished,
            time: Double(WallClock.nanoseconds()) / 1e9)
        try? kept.keep(run, shards: state, family: family)
    }
}
