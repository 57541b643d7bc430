import ArgumentParser

/// An instant of a run: one operation that changes the disk, and where in it.
struct Moment {
    enum Phase: String, CaseIterable, ExpressibleByArgument {
        case before, middle, after
    }

    /// Counted from 0.
    var operation: Int
    var phase: Phase
}
