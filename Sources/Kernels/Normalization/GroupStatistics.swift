import KernelInterface

/// Mean and deviation of each group of each sample, in one pass over memory, and the coefficients that follow from them.
///
/// A block of rows, which fits the second-level cache, is read twice: for its sum, and for the squares around its own
/// mean. Blocks are then put together in double precision, in their order, by the formula of Chan, Golub and LeVeque
/// ("Updating formulae and a pairwise algorithm for computing sample variances", 1979), so that a large mean costs no
/// precision and the threads change nothing.
struct GroupStatistics: ~Copyable {
    private let compute: Compute
    private let shape: Compute.GroupNormShape
    private let input: ConstantFloats
    private let gamma: ConstantFloats
    private let beta: ConstantFloats
    private let scale: ConstantFloats?
    private let shift: ConstantFloats?
    private let coefficients: MutableFloats
    private let mean: MutableFloats
    private let reciprocalDeviation: MutableFloats
    /// For each sample, block and group: mean and sum of squares around it.
    private let moments: UnsafeMutablePointer<Double>
    /// For each worker, a sum and a mean per channel.
    private let channelSums: Scratch

    init(
        _ compute: Compute, _ shape: Compute.GroupNormShape, input: ConstantFloats, gamma: ConstantFloats,
        beta: ConstantFloats, scale: ConstantFloats?, shift: ConstantFloats?, coefficients: MutableFloats,
        mean: MutableFloats, reciprocalDeviation: MutableFloats
    ) {
        self.compute = compute
        self.shape = shape
        self.input = input
        self.gamma = gamma
        self.beta = beta
        self.scale = scale
        self.shift = shift
        self.coefficients = coefficients
        self.mean = mean
        self.reciprocalDeviation = reciprocalDeviation
        moments = .allocate(capacity: max(shape.batch * shape.blocks * shape.groups * 2, 1))
        let workers = max(min(compute.threads, shape.batch * shape.blocks), 1)
        channelSums = Scratch(workers * 2 * shape.channels)
    }

    deinit { moments.deallocate() }

    /// Mean, deviation and coefficients of all samples.
    func run() {
        let blocks = shape.blocks
        compute.forEachTile(shape.batch * blocks) { tile, worker in
            measure(tile / blocks, block: tile % blocks, worker: worker)
        }
        for sample in 0..<shape.batch { combine(sample) }
    }

    /// The moments of one block.
    func measure(_ sample: Int, block: Int, worker: Int) {
        let (channels, width) = (shape.channels, shape.channelsPerGroup)
        let rows = shape.rows(of: block)
        let x = input + (sample * shape.spatial + rows.lowerBound) * channels
        let sums = channelSums.floats + worker * 2 * channels
        let means = sums + channels
        let own = moments + (sample * shape.blocks + block) * shape.groups * 2
        let count = Double(max(rows.count * width, 1))

        sums.update(repeating: 0, count: channels)
        compute.kernels.table.columnSums(rows.count, channels, x, sums)
        for group in 0..<shape.groups {
            let average = total(width, sums + group * width) / count
            own[2 * group] = average
            (means + group * width).update(repeating: Float(average), count: width)
        }
        sums.update(repeating: 0, count: channels)
        compute.kernels.table.columnSquares(rows.count, channels, x, means, sums)
        for group in 0..<shape.groups {
            // The squares are around the rounded mean.
            let rounding = own[2 * group] - Double(means[group * width])
            own[2 * group + 1] = max(total(width, sums + group * width) - count * rounding * rounding, 0)
        }
    }

    /// Mean, deviation and coefficients of one sample, when all its blocks are measured.
    func combine(_ sample: Int) {
        let (channels, width) = (shape.channels, shape.channelsPerGroup)
        let factor = coefficients + sample * 2 * channels
        let term = factor + channels
        for group in 0..<shape.groups {
            var (count, average, squares) = (0.0, 0.0, 0.0)
            for block in 0..<shape.blocks {
                let own = moments + ((sample * shape.blocks + block) * shape.groups + group) * 2
                let size = Double(shape.rows(of: block).count * width)
                if size == 0 { continue }
                let difference = own[0] - average
                let share = size / (count + size)
                average += difference * share
                squares += own[1] + difference * difference * count * share
                count += size
            }
            let deviation = 1 / (squares / count + Double(shape.epsilon)).squareRoot()
            mean[sample * shape.groups + group] = Float(average)
            reciprocalDeviation[sample * shape.groups + group] = Float(deviation)
            for channel in group * width..<(group + 1) * width {
                let outer = 1 + Double(scale?[sample * channels + channel] ?? 0)
                let added = Double(shift?[sample * channels + channel] ?? 0)
                factor[channel] = Float(deviation * Double(gamma[channel]) * outer)
                term[channel] = Float(
                    Double(beta[channel]) * outer + added - average * Double(factor[channel]))
            }
        }
    }

    /// The sum of `count` numbers in double precision: four running sums, as no addition should wait for another.
    private func total(_ count: Int, _ x: ConstantFloats) -> Double {
        var (a, b, c, d) = (0.0, 0.0, 0.0, 0.0)
        var i = 0
        while i + 4 <= count {
            a += Double(x[i])
            b += Double(x[i + 1])
            c += Double(x[i + 2])
            d += Double(x[i + 3])
            i += 4
        }
        while i < count {
            a += Double(x[i])
            i += 1
        }
        return (a + b) + (c + d)
    }
}
