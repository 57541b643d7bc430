import Tensors

/// One line of standard input.
struct Request: Decodable {
    enum Command: String, Decodable {
        /// Builds the work, lets go of the last one, and runs it once, which does not count.
        case prepare
        /// Runs the prepared work some times.
        case run
        /// Writes the weights of a model to the file `weights`.
        case write
    }

    /// How weights are kept and products are computed.
    enum NumberType: String, Decodable {
        case float32 = "f32"
        case bfloat16 = "bf16"

        var stored: StoredType { self == .bfloat16 ? .bfloat16 : .float32 }
    }

    var command: Command
    /// Which work; `Work.make` lists them.
    var kind: String?
    var dtype: NumberType?
    /// What the work is called for by name: sizes, and 1 or 0 for yes or no.
    var sizes: [String: Int]?
    /// Where the models of the embedded world lie.
    var models: String?
    /// The file of a large model's weights; they are made in memory where there is none.
    var weights: String?
    var threads: Int?
    var repeats: Int?
}

/// Why a request cannot be served.
enum RequestError: Error, CustomStringConvertible {
    case unknownWork(String)
    case missingSize(String)
    case nothingPrepared
    /// The work is known, but not in this type of numbers.
    case unsupported(String)

    var description: String {
        switch self {
        case .unknownWork(let kind): "there is no work \"\(kind)\""
        case .missingSize(let name): "the size \"\(name)\" is missing"
        case .nothingPrepared: "nothing is prepared"
        case .unsupported(let what): "unsupported: \(what)"
        }
    }
}
