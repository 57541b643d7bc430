extension EngineContext {
    /// The records of all runs.
    var runs: RunRecordStore { RunRecordStore(folder: layout.runs, fileSystem: fileSystem) }
    var shown: ShownFolders { ShownFolders(folder: layout.shown, fileSystem: fileSystem) }
    var pins: Pins { Pins(folder: layout.pins, fileSystem: fileSystem) }
}

extension InputOrigin {
    /// Which stages made the inputs of a stage.
    /// - Parameter record: of the result of a stage before it, by name.
    static func all(of stage: StageTask, record: (String) -> ActionRecord?) -> [String: InputOrigin] {
        stage.inputs.compactMapValues { source in
            guard case .output(let name, let output) = source, let record = record(name) else { return nil }
            return InputOrigin(
                stage: name, output: output, kind: record.description.kind, key: record.key,
                configuration: record.description.configuration, seconds: record.seconds)
        }
    }
}
