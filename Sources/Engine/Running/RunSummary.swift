/// How a run ended.
public struct RunSummary: Sendable {
    public enum Status: String, Sendable, Hashable { case succeeded, failed, cancelled }

    public var status: Status
    /// In the order of the graph.
    public var stages: [StageOutcome]
    public var seconds: Double

    init(stages: [StageOutcome], seconds: Double) {
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

    public subscript(name: String) -> StageOutcome? { stages.first { $0.name == name } }
}
