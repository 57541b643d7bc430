import Tensors

/// Which trajectories a step learns from, and at which level it sees each of them.
struct NoiseAwareBatches {
    struct Batch {
        /// For each trajectory of the batch, the place of its level in the phase; ascending.
        var levels: [Int] = []
        var trajectories: [Int] = []
        /// Places of the batch that are candidates of one prompt at one level.
        var groups: [Range<Int>] = []
    }

    /// What is drawn together: a trajectory, or all candidates of a prompt.
    let units: [[Int]]
    /// How many of them make a batch.
    let size: Int

    /// - Parameter drawsPrompts: whether all candidates of a prompt are drawn together.
    init(
        _ dataset: TweedieTrajectories, batch: Int, drawsPrompts: Bool
    ) throws(NoiseAwareError) {
        guard batch <= dataset.count else {
            throw .batchTooLarge(batch: batch, trajectories: dataset.count)
        }
        guard drawsPrompts else {
            units = (0..<dataset.count).map { [$0] }
            size = batch
            return
        }
        units = dataset.groups.filter { Set($0.map { dataset.rewards[$0] }).count > 1 }
        guard let largest = units.map(\.count).max() else { throw .noPairs }
        guard largest <= batch else { throw .batchHoldsNoPrompt(batch: batch, candidates: largest) }
        size = min(batch / largest, units.count)
    }

    /// Steps of some passes over all units at all of `levels` levels.
    func steps(epochs: Double, levels: Int) -> Int {
        max(1, Int(epochs * Double(units.count * levels) / Double(size)))
    }

    /// - Parameters:
    ///   - step: counted over the whole training.
    ///   - levels: how many the phase mixes.
    func batch(step: Int, levels: Int, stream: RandomStream) -> Batch {
        let count = units.count
        var chosen = ItemOrder.batch(step: step, size: size, count: count * levels, stream: stream)
        // Views of one level are gathered together; within it, the order of the draw stays.
        if levels > 1 {
            chosen = (0..<levels).flatMap { level in chosen.filter { $0 / count == level } }
        }
        var batch = Batch()
        for item in chosen {
            let unit = units[item % count]
            let start = batch.trajectories.count
            batch.trajectories += unit
            batch.levels += unit.map { _ in item / count }
            batch.groups.append(start..<start + unit.count)
        }
        return batch
    }
}
