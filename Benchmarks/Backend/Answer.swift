import Foundation

/// One line of standard output.
struct Answer: Encodable {
    /// Seconds of each run.
    var times: [Double]?
    /// A few numbers of the result, by which both sides are compared.
    var samples: [Float]?
    /// Multiply-accumulates of one run, where the operations count themselves.
    var multiplyAccumulates: Int?
    /// What one run does, where the work measures a limit of the machine: operations or bytes.
    var amount: Double?
    /// Bytes of the weights as they are stored.
    var weightBytes: Int?
    /// Bytes of forms of the weights that were packed on first use.
    var packedBytes: Int?
    /// The largest resident size of the process so far, in bytes.
    var peakBytes: Int?
    /// What the first run added to the resident size at its height, in bytes; not where the system cannot say.
    var addedBytes: Int?
    /// Which kernels ran.
    var kernels: String?
    var error: String?

    func print() {
        let encoder = JSONEncoder()
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        guard let line = try? encoder.encode(self) else { preconditionFailure("an answer is always JSON") }
        FileHandle.standardOutput.write(line + Data("\n".utf8))
    }
}
