/// The sizes into which products are cut, for caches of 32 KiB or more (first level) and 1 MiB or more (second level,
/// one for each core). All products go the same way:
///
///            panel: 2 vectors                 The right side is packed to panels, the left side to strips, a block
///            +---+---+---+---+                of the depth at a time. One panel after the other is taken from the
///     depth  |   |   |   |   |  right side    second-level cache; it is multiplied with all strips of the block
///     block  +---+---+---+---+                of rows, each of which stays in the first-level cache for the time
///            |   |   |   |   |                of one tile. The numbers of a tile stay in registers (see
///            +---+---+---+---+                `PackedProduct`).
///     depth block
///     +-----+-----+   +---+---+---+---+
///     |strip|     |   |   |   |   |   |       Tall products share a packed right side, and each task packs a block
///     +-----+-----+   +---+---+---+---+       of rows. Short ones share a packed left side, and each task packs its
///     |     |     |   |   |   |   |   |       panels: then the many numbers of the right side, such as weights, are
///     +-----+-----+   +---+---+---+---+       read once and packed in the cache.
///       left side          output
///
/// How the depth is cut depends on the depth alone, so each number of the result is the same sum in the same order
/// whatever the other sizes, the tasks and the threads.
enum Blocking {
    /// Steps of the depth in one block: a panel of them, 64 KiB with AVX-512, streams from the second-level cache; a
    /// strip of them, 24 KiB, stays in the first. Each block reads and writes the output once, so that a shorter depth
    /// costs more than the panels gain by it (at 3072 cubed, 256 steps gave 76 % of the peak and 512 gave 85 %).
    static let depth = 512

    /// A depth of up to so much is not cut.
    static let uncutDepth = 640

    /// Rows of the left side in one task, multiples of any strip: with `depth`, 480 KiB of the second-level cache.
    static let rows = 240

    /// As many where that shares them evenly: 528 KiB.
    static let mostRows = 264

    /// Rows of a task where there are few in all.
    static let fewRows = 24

    /// Rows of a task of a sum of outer products where there are few in all: each task packs the panels for itself.
    static let outerRows = 48

    /// Pixels of a picture in one task.
    static let pixels = 256

    /// Width of the part of a picture in one task, so that it is about square and few pixels around it are read.
    static let pixelColumns = 16

    /// Up to so many rows, a product is short: packed for one block of the depth, they fit the second-level cache.
    static let shortRows = 512

    /// Up to so many columns, the rows of the left side are read where they lie: packing them would cost more than it
    /// gains.
    static let unpackedColumns = 128

    /// Rows at most so many numbers apart may be read where they lie: further apart, they would meet in the same places
    /// of the first-level cache.
    static let unpackedStride = 256

    /// Up to so many rows of a sum of outer products, the lines of the right side are read where they lie.
    static let unpackedRows = 144

    /// With fewer panels than that, there are too few to share out.
    static let fewPanels = 8

    /// Numbers of a packed side that tasks share: 16 MiB.
    static let shared = 4_194_304

    /// Tasks wanted, for balance.
    static let tasks = 8

    /// Multiply-accumulates below which a second thread is not worth starting.
    static let worthwhile = 1 << 19

    /// `numbers` rounded up to whole cache lines, so that what follows in a scratch begins with one.
    static func lines(_ numbers: Int) -> Int { (numbers + 15) / 16 * 16 }
}
