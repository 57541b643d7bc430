import Kernels

/// How the operations of the current task are carried out: kernels, threads, gradients, cost.
///
/// Task-local and not global, so that two stages in one process can differ, and a test can run the same
/// operation on each instruction set.
public enum Execution {
    /// Kernels and number of threads.
    @TaskLocal public static var compute = Compute()

    /// Whether operations remember how to differentiate themselves.
    @TaskLocal public static var recordsGradients = true

    /// How exactly products are computed.
    @TaskLocal public static var precision = Precision.fast

    /// Where multiply-accumulates are counted.
    @TaskLocal public static var meter: CostMeter?

    /// Where the memory of new tensors comes from.
    @TaskLocal public static var pool = StoragePool.shared

    /// Notes what a block that is computed again later depends on.
    @TaskLocal static var dependencies: DependencyCollector?

    /// Runs `body` without recording gradients: nothing but the result stays in memory.
    public static func withoutGradients<Result>(_ body: () throws -> Result) rethrows -> Result {
        try $recordsGradients.withValue(false, operation: body)
    }

    /// Runs `body` with the given kernels and threads.
    public static func with<Result>(_ compute: Compute, _ body: () throws -> Result) rethrows -> Result {
        try $compute.withValue(compute, operation: body)
    }

    /// Runs `body` and returns, beside its result, the multiply-accumulates that it performed.
    public static func measured<Result>(_ body: () throws -> Result) rethrows -> (
        result: Result, multiplyAccumulates: Int
    ) {
        let inner = CostMeter()
        let result = try $meter.withValue(inner, operation: body)
        meter?.add(inner.multiplyAccumulates)
        return (result, inner.multiplyAccumulates)
    }

    /// Counts work of the current operation.
    static func count(_ multiplyAccumulates: Int) { meter?.add(multiplyAccumulates) }
}
