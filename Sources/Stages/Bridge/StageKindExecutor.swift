import Engine
import Kernels
import Tensors
import Values

/// Carries stages out in this process: looks the kind up and runs it on the threads that it is granted.
public struct StageKindExecutor: StageExecutor {
    private let registry: StageRegistry

    public init(_ registry: StageRegistry) {
        self.registry = registry
    }

    public func execute(_ request: ExecutionRequest) throws {
        guard let kind = registry[request.kind] else { throw StageContextError.unknownKind(request.kind) }
        let precision = request.configuration["precision"]?.stringValue.flatMap(Precision.init)
        try Execution.$precision.withValue(precision ?? Execution.precision) {
            try Execution.with(Compute(threads: request.threads)) {
                try kind.run(StageContext(request))
            }
        }
    }
}
