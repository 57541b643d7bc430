import Kernels

/// One thing to measure.
struct Work {
    let name: String
    /// What `run` does once, and in which unit.
    let amount: Double
    let unit: Unit
    let run: (Compute) -> Void

    enum Unit: String {
        /// Two per multiply-accumulate, in 10^9 a second.
        case floatingPointOperations = "GFLOP/s"
        /// Numbers written, in 10^9 a second.
        case numbers = "Gnumbers/s"
        /// Bytes that must be read and written, in 10^9 a second.
        case bytes = "GB/s"
        /// Calls, in 10^6 a second.
        case calls = "Mcalls/s"
    }
}

/// Room for numbers that look random; benchmarks end with the process, so it is not given back.
func numbers(_ count: Int) -> UnsafeMutablePointer<Float> {
    let pointer = UnsafeMutablePointer<Float>.allocate(capacity: count)
    for i in 0..<count { pointer[i] = Float((i &* 2_654_435_761) >> 8 & 1_023) / 1_024 - 0.5 }
    return pointer
}
