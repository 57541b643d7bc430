import Tensors

/// A training that proceeds in steps and can stop and go on between any two of them.
public protocol Training {
    /// Number of steps of the whole training.
    var steps: Int { get }

    /// How many steps from the start every longer training does in the same way; 0 where none is.
    var steadySteps: Int { get }

    /// Does step `index`; returns figures worth showing, such as the loss.
    mutating func step(_ index: Int) throws -> [String: Double]

    /// Arrays from which `restore` goes on to the same bytes.
    var state: [String: Tensor] { get }

    mutating func restore(_ state: TrainingState) throws

    /// Whether the rest of the steps is not to be done, as with early stopping.
    var isFinished: Bool { get }
}

extension Training {
    public var steadySteps: Int { 0 }
    public var isFinished: Bool { false }
}

/// What the surroundings of a training offer it. Methods know no cache and no terminal; they call these.
public struct TrainingHooks {
    /// Where to go on, if the training was cut.
    public var resumed: TrainingState?
    /// Steps between two saved states.
    public var checkpointEvery: Int
    /// Makes a state durable.
    public var save: (TrainingState) throws -> Void
    /// Makes the state after the steady steps durable, from which a longer training can go on.
    public var keep: (TrainingState) throws -> Void
    /// Shows how far the training is.
    public var report: (_ done: Int, _ steps: Int, _ metrics: [String: Double]) -> Void
    /// Throws when the person wants to stop.
    public var checkCancellation: () throws -> Void

    public init(
        resumed: TrainingState? = nil, checkpointEvery: Int = .max,
        save: @escaping (TrainingState) throws -> Void = { _ in },
        keep: @escaping (TrainingState) throws -> Void = { _ in },
        report: @escaping (Int, Int, [String: Double]) -> Void = { _, _, _ in },
        checkCancellation: @escaping () throws -> Void = {}
    ) {
        self.resumed = resumed
        self.checkpointEvery = checkpointEvery
        self.save = save
        self.keep = keep
        self.report = report
        self.checkCancellation = checkCancellation
    }
}

extension Training {
    /// All steps, from where the hooks say, saving at their cadence and before stopping on request.
    public mutating func run(_ hooks: TrainingHooks) throws {
        var first = 0
        if let resumed = hooks.resumed {
            try restore(resumed)
            first = resumed.step
            // A shorter training's steady steps may be as many as this one's.
            if first == steadySteps { try hooks.keep(resumed) }
        }
        for index in first..<max(first, steps) {
            if isFinished { return }
            do {
                try hooks.checkCancellation()
            } catch {
                if index > first { try hooks.save(TrainingState(step: index, tensors: state)) }
                throw error
            }
            let metrics = try step(index)
            hooks.report(index + 1, steps, metrics)
            if index + 1 == steadySteps { try hooks.keep(TrainingState(step: index + 1, tensors: state)) }
            if (index + 1) % hooks.checkpointEvery == 0, index + 1 < steps {
                try hooks.save(TrainingState(step: index + 1, tensors: state))
            }
        }
    }
}
