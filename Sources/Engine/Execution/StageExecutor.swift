/// Carries out stages. It is handed a request and nothing else, so that it may as well be another machine.
public protocol StageExecutor: Sendable {
    /// Writes every output, or throws. Called on a thread of its own, several stages at a time.
    func execute(_ request: ExecutionRequest) throws
}
