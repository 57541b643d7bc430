/// How a parameter takes part in the key of a stage.
public enum ParameterRole: String, Sendable, Hashable, CaseIterable {
    /// Changes the result and is in the key.
    case result
    /// Changes nothing about the result (threads, cadence of checkpoints and logs) and is not in the key.
    case neutral
    /// Changes the result, but a longer run can go on from a shorter one.
    case extendable
}
