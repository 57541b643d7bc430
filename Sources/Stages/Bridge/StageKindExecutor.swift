import Engine
import Kernels
import Tensors

/// Carries stages out in this process: looks the kind up and runs it on the threads that it is granted.
public struct StageKindExecutor: StageExecutor {
    private let registry: StageRegistry

    public init(_ registry: StageRegistry) {
        self.registry = registry
    }

    public func execute(_ request: ExecutionRequest) throws {
        guard let kind = registry[request.kind] else { throw StageContextError.unknownKind(request.kind) }
        try Execution.with(Compute(threads: request.threads)) {
            try kind.run(StageContext(request))
        }
    }
}
