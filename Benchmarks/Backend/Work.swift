import Tensors

/// One thing to measure.
struct Work {
    /// Does the work once.
    let run: () throws -> Void
    /// A few numbers of the last result.
    var samples: () -> [Float] = { [] }
    /// What one run does, for the limits of the machine.
    var amount: Double?
    var weightBytes = 0
    /// Bytes of packed forms of the weights so far.
    var packedBytes: () -> Int = { 0 }

    /// A work that gives a tensor.
    static func giving(
        weightBytes: Int = 0, packedBytes: @autoclosure @escaping () -> Int = 0,
        _ body: @escaping () throws -> Tensor
    ) -> Work {
        let last = Last()
        return Work(
            run: {
                last.tensor = nil  // its memory is there for the next one
                last.tensor = try Execution.withoutGradients(body)
            },
            samples: { last.tensor.map(Numbers.samples) ?? [] }, weightBytes: weightBytes,
            packedBytes: packedBytes)
    }

    private final class Last {
        var tensor: Tensor?
    }

    /// The work of a request.
    static func make(_ request: Request) throws -> Work {
        let kind = request.kind ?? ""
        let sizes = Sizes(request.sizes ?? [:])
        let dtype = request.dtype ?? .float32
        switch kind {
        case "peak": return try multiplyPeak(sizes)
        case "bandwidth": return try bandwidth(sizes)
        case "gemm": return try gemm(sizes, dtype)
        case "convolution": return try convolution(sizes, dtype)
        case "attention": return try attention(sizes, dtype)
        case "group norm and silu", "layer norm", "softmax", "gelu", "add":
            return try loop(kind, sizes, dtype)
        case "world generator", "world reward", "narf step", "hypernetwork step", "noise optimization":
            return try world(kind, sizes, dtype, models: request.models ?? "models/world")
        case "unet", "vae decoder", "image tower":
            return try model(kind, sizes, dtype, weights: request.weights)
        case "adapter step": return try adapterStep(sizes, dtype)
        default: throw RequestError.unknownWork(kind)
        }
    }
}

/// The sizes of a request by name.
struct Sizes {
    private let values: [String: Int]

    init(_ values: [String: Int]) { self.values = values }

    subscript(name: String) -> Int {
        get throws(RequestError) {
            guard let value = values[name] else { throw .missingSize(name) }
            return value
        }
    }

    /// Whether the size of this name is there and not 0.
    func has(_ name: String) -> Bool { (values[name] ?? 0) != 0 }
}
