/// Gathers what a run looked at.
///
/// Everything of the person's must have rested since before the run began to read: what changed later may have been
/// read in its old state, so there is no snapshot then, and the next run makes one.
struct SnapshotMaker {
    let context: EngineContext
    let outputsFolder: String?
    let scope: String
    let began: RunClock

    private var settledBefore: Int64 { began.wall - StatCache.settledNanoseconds }

    /// - Parameters:
    ///   - consulted: paths of the person's that were read beside the stages' inputs, or that lead to these.
    ///   - products: files that the caller made of the results.
    /// - Returns: nil when something did not rest, or is not as the run left it.
    func snapshot(
        of summary: RunSummary, consulted: [String], products: [String], conditions: [String]
    ) throws -> RunSnapshot? {
        guard summary.status == .succeeded, !began.wasSet(before: .now()) else { return nil }
        var watched: [RunSnapshot.Watched] = []
        for path in consulted {
            guard let entry = try rested(path, expected: nil) else { return nil }
            watched.append(entry)
        }
        for input in summary.externalInputs {
            guard let entries = try external(input) else { return nil }
            watched += entries
        }
        var stages: [RunSnapshot.Stage] = []
        var objects: Set<Digest> = []
        for outcome in summary.stages {
            guard let key = outcome.key else { return nil }
            stages.append(
                RunSnapshot.Stage(
                    name: outcome.name, kind: outcome.kind, key: key, outputs: outcome.outputs,
                    presentedAt: outcome.presentedAt))
            for output in outcome.outputs.values { try collect(output, into: &objects) }
            if let folder = outcome.presentedAt {
                guard let shown = try shown(outcome.name, at: folder) else { return nil }
                watched += shown
            }
        }
        // A shown file that is a second name of its object answers for both: to remove or rename either name
        // changes the time of the last status change of the one file that they are.
        let shown = Set(watched.filter { !$0.followsLinks }.map(\.stamp))
        for digest in objects.sorted() {
            guard let path = try? context.store.path(of: digest), let entry = try placed(path) else {
                return nil
            }
            if !shown.contains(entry.stamp) { watched.append(entry) }
        }
        for path in products {
            guard let entry = try placed(path) else { return nil }
            watched.append(entry)
        }
        return RunSnapshot(
            conditions: conditions, scope: scope, run: summary.recordedIn, stages: stages, products: products,
            watched: watched)
    }

    private func external(_ input: ResolvedInput) throws -> [RunSnapshot.Watched]? {
        guard case .external(let artifact, let stamps, _) = input.source else { return [] }
        var watched: [RunSnapshot.Watched] = []
        for (path, stamp) in stamps.sorted(by: { $0.key < $1.key }) {
            guard let entry = try rested(path, expected: stamp) else { return nil }
            watched.append(entry)
        }
        guard artifact.isFolder, let root = input.path else { return watched }
        // A file that comes or goes changes its folder.
        for folder in try FolderScanner.folders(below: root) {
            guard let entry = try rested(folder, expected: nil) else { return nil }
            watched.append(entry)
        }
        return watched
    }

    private func rested(_ path: String, expected: FileStamp?) throws -> RunSnapshot.Watched? {
        guard let stamp = (try? FileStatus.following(path))?.stamp, expected == nil || expected == stamp,
            max(stamp.changed, stamp.modified) < settledBefore
        else { return nil }
        return RunSnapshot.Watched(path: path, stamp: stamp, followsLinks: true)
    }

    private func placed(_ path: String) throws -> RunSnapshot.Watched? {
        guard let status = try FileStatus.read(path), status.kind == .file else { return nil }
        return RunSnapshot.Watched(path: path, stamp: status.stamp, followsLinks: false)
    }

    private func shown(_ stage: String, at folder: String) throws -> [RunSnapshot.Watched]? {
        guard let outputsFolder else { return nil }
        let marker = PresentationMarker.read(
            PresentedPaths(folder: outputsFolder, scope: scope).marker(stage))
        guard let marker, try marker.describes(folder) else { return nil }
        var watched: [RunSnapshot.Watched] = []
        for path in marker.files.keys.sorted() {
            guard let entry = try placed(Paths.join(folder, path)) else { return nil }
            watched.append(entry)
        }
        return watched
    }

    private func collect(_ output: OutputReference, into objects: inout Set<Digest>) throws {
        guard objects.insert(output.digest).inserted, output.isFolder else { return }
        for entry in try context.store.manifest(of: output.digest).files.values {
            objects.insert(entry.digest)
        }
    }
}
