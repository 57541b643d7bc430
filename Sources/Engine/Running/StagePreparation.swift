/// A stage whose inputs are known, on its way to a result.
struct StagePreparation: Sendable {
    var inputs: [String: ResolvedInput]
    var description: StageDescription
    var key: Digest
    var lock: KeyLocks.Hold?
    /// Since when another run has been found to compute the key, in steady seconds.
    var busySince: Double?
    var isAttached = false
    var lastProgress: ProgressReport?
}
