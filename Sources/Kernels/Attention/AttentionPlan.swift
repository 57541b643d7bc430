/// Where the scratch memory of an attention lies: keys and values packed for all, if several blocks of queries read them,
/// then for each worker
///
///     queries | outputs | states | scores | keys and values of a block, unless packed for all
struct AttentionPlan {
    private let tiling: AttentionTiling

    /// Numbers of keys and values packed at once, if one head does not take more.
    private static let packedAtOnce = 2 << 20

    init(_ tiling: AttentionTiling) { self.tiling = tiling }

    /// Whether keys and values are packed before any query is looked at.
    var packsFirst: Bool { tiling.queryBlocks > 1 }

    /// Heads, of any sample, whose tiles are dealt out together.
    var headsAtOnce: Int {
        let all = tiling.shape.batch * tiling.shape.heads
        return packsFirst ? max(min(Self.packedAtOnce / max(tiling.keyBlocks * blockRoom, 1), all), 1) : all
    }

    /// Room for a packed block of keys and values.
    var blockRoom: Int { aligned(tiling.keyStripsRoom) + aligned(tiling.headStripsRoom) }

    var valuesOffset: Int { aligned(tiling.keyStripsRoom) }

    /// Panels whose outputs are held at once.
    private var panels: Int { tiling.keyBlocks > 1 ? tiling.queriesPerBlock / tiling.panelWidth : 1 }

    var panelRoom: Int { tiling.panelRoom }
    var stateRoom: Int { 3 * tiling.panelWidth }

    var outputsOffset: Int { aligned(panels * panelRoom) }
    var statesOffset: Int { outputsOffset + aligned(panels * panelRoom) }
    var scoresOffset: Int { statesOffset + aligned(panels * stateRoom) }
    var keysOffset: Int { scoresOffset + aligned(tiling.scoresRoom) }
    private var workerRoom: Int { keysOffset + (packsFirst ? 0 : blockRoom) }

    func worker(_ index: Int) -> Int {
        (packsFirst ? headsAtOnce * tiling.keyBlocks * blockRoom : 0) + index * workerRoom
    }

    func room(workers: Int) -> Int { worker(workers) }

    /// The next multiple of a cache line.
    private func aligned(_ count: Int) -> Int { (count + 15) / 16 * 16 }
}
