/// How the cost of a search is counted.
public enum Accounting: String, Sendable, CaseIterable, Codable {
    /// As TTSnap was released, so that its figures can be compared: a candidate of a pruned search has its first
    /// denoiser call free, every scoring is charged, and the cost of one candidate is taken with the fractions as they
    /// are (0.4 x 0.4 of a candidate), so that survivors need not be whole. Best-of-N pays for every call. Survivors
    /// themselves are rounded to the nearest number, halves to the even one, as Python's `round` does.
    case paper
    /// As Tweed's own search counts (`PruningSchedule.cost`): every call of whole candidates, and a score only where it
    /// decides something. Survivors are rounded to the nearest number, halves up.
    case exact
}
