import Engine
import Recipes

/// One kind of stage: what it takes and gives, and how it is carried out.
///
/// The description alone decides what reaches `run`: a recipe that passed validation never hands over a parameter
/// of another type or out of range, nor an artifact of a type that was not asked for.
public protocol StageKind: Sendable {
    var description: StageKindDescription { get }

    /// Writes every declared output, or throws. Called on a thread of its own, with several stages at a time, inside
    /// `Execution.with(Compute(threads:))`. The result depends on nothing but what the context hands out, never on
    /// the number of threads.
    ///
    /// - Throws: `CancelledError` after saving a checkpoint when `context.cancellation` is raised; any other error
    ///   fails the stage, and its text is what the person reads.
    func run(_ context: StageContext) throws
}
