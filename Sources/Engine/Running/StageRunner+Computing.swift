import Synchronization

/// How a stage is computed, with its key locked.
extension StageRunner {
    func compute(_ stage: StageTask, _ preparation: StagePreparation, started: Double) throws
        -> (StageOutcome.Status, ActionRecord)
    {
        let fileSystem = context.fileSystem
        let running = context.layout.running(preparation.key)
        let explainer = Explainer(context: context)
        let reasons = try explainer.reasons(
            for: stage, preparation.description, key: preparation.key, scope: options.scope,
            isForced: options.forced.contains(stage.name), inputs: preparation.inputs)
        events.send(.started(stage: stage.name, kind: stage.kind, key: preparation.key, reasons: reasons))
        try dropStaleState(stage, preparation)
        record(.started, stage, preparation, seconds: 0)

        let work = try workFolders.take()
        defer { workFolders.giveBack(work) }
        let checkpoints = running.checkpoints(fileSystem)
        let mirror = ProgressMirror(path: running.progress, fileSystem: fileSystem)
        defer { mirror.close() }
        let progress = reporter(stage, mirror)
        let extending = Extending(context: context, stage: stage, description: preparation.description)
        let isForced = options.forced.contains(stage.name)
        let shorter = isForced ? nil : extending.shorter(progress: progress)
        let request = ExecutionRequest(
            stage: stage.name, kind: stage.kind, configuration: stage.configuration,
            inputs: try context.artifacts(preparation.inputs), origins: origins(of: stage),
            outputFolder: work,
            checkpoints: checkpoints, shorter: shorter,
            progress: progress, cancellation: options.cancellation,
            threads: max(1, min(stage.resources.cores, options.capacity.cores)))
        let outputs = try context.execute(request, by: executor, outputs: stage.outputs)
        try context.resolver.checkUnchanged(preparation.inputs, stage: stage.name)

        InputKeeper(store: context.store).keep(preparation.inputs)
        let action = ActionRecord(
            key: preparation.key, description: preparation.description, outputs: outputs,
            finished: Double(WallClock.nanoseconds()) / 1e9, seconds: WallClock.steadySeconds() - started)
        try context.actions.store(action)
        // What would be needed to make the result again goes only when the result is on the disk.
        if running.hasState || action.seconds > UnsettledWrites.interval {
            try context.writes.settle()
        } else {
            try context.writes.settleIfDue()
        }
        mirror.close()
        extending.keep(checkpoints, key: preparation.key, after: shorter)
        try? running.discard(fileSystem)
        for source in options.sources { source.offer(action.key) }
        return (checkpoints.wasRead || progress.hasResumed ? .resumed : .ran, action)
    }

    private func origins(of stage: StageTask) -> [String: InputOrigin] {
        let actions = state.withLock { $0.actions }
        return InputOrigin.all(of: stage) { actions[$0] }
    }

    private func reporter(_ stage: StageTask, _ mirror: ProgressMirror) -> ProgressReporter {
        ProgressReporter { [events] event in
            switch event {
            case .progress(let report):
                mirror.write(report)
                events.send(.progress(stage: stage.name, report))
            case .note(let text): events.send(.note(stage: stage.name, text))
            case .resumed(let position): events.send(.resumed(stage: stage.name, from: position))
            }
        }
    }

    /// Saved state belongs to its key: when the stage now has another one, the old state goes.
    private func dropStaleState(_ stage: StageTask, _ preparation: StagePreparation) throws {
        let last = try context.records.latest(scope: options.scope, stage: stage.name).last
        guard let last, last.event == .started, last.key != preparation.key else { return }
        let stale = context.layout.running(last.key)
        guard try FileStatus.read(stale.path) != nil,
            let lock = try locks.attempt(last.key)
        else { return }
        try withExtendedLifetime(lock) {
            Extending(context: context, stage: stage, description: preparation.description)
                .keepAbandoned(
                    stale.checkpoints(context.fileSystem), key: last.key, description: last.description)
            try stale.discard(context.fileSystem)
        }
    }
}
