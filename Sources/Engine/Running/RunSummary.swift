/// How a run ended.
public struct RunSummary: Sendable {
    public enum Status: String, Sendable, Hashable { case succeeded, failed, cancelled }

    public var status: Status
    /// In the order of the graph.
    public var stages: [StageOutcome]
    public var seconds: Double
    /// The name of its record.
    public var run: RunID?
    /// The name of the record that has the stages: its own, or an earlier one where nothing has changed since.
    public internal(set) var recordedIn: RunID?
    /// Why its record could not be written; the results are whole all the same.
    public internal(set) var recordError: (any Error)?

    /// What stages read from outside of the graph.
    let externalInputs: [ResolvedInput]

    init(stages: [StageOutcome], seconds: Double, externalInputs: [ResolvedInput] = []) {
        self.externalInputs = externalInputs
        self.stages = stages
        self.seconds = seconds
        if stages.contains(where: { $0.status == .failed || $0.presentationError != nil }) {
            status = .failed
        } else if stages.allSatisfy(\.status.isSuccess) {
            status = .succeeded
        } else {
            status = .cancelled
        }
    }

    /// A run that found nothing changed.
    public init(_ snapshot: RunSnapshot, seconds: Double) {
        self.init(stages: snapshot.stages.map(\.outcome), seconds: seconds)
    }

    public subscript(name: String) -> StageOutcome? { stages.first { $0.name == name } }
}
