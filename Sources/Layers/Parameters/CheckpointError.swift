import Tensors

/// Why a checkpoint cannot be used.
public enum CheckpointError: Error, CustomStringConvertible {
    /// Names and shapes of the file do not match the architecture.
    case doesNotFit(
        missing: [String], leftOver: [String], misshapen: [(name: String, found: Shape, expected: Shape)])
    /// Arrays of the file have elements that cannot be computed with.
    case elementTypes([TensorError])

    public var description: String {
        switch self {
        case .doesNotFit(let missing, let leftOver, let misshapen):
            var lines = ["the weights do not fit the architecture:"]
            lines += misshapen.prefix(6).map {
                "  \($0.name) has the shape \($0.found); the architecture needs \($0.expected)"
            }
            if !missing.isEmpty { lines.append("  missing: " + Self.listed(missing)) }
            if !leftOver.isEmpty { lines.append("  left over: " + Self.listed(leftOver)) }
            return lines.joined(separator: "\n")
        case .elementTypes(let errors):
            return (["the weights cannot be computed with:"] + errors.prefix(6).map { "  \($0)" })
                .joined(separator: "\n")
        }
    }

    private static func listed(_ names: [String]) -> String {
        names.prefix(6).joined(separator: ", ") + (names.count > 6 ? " and \(names.count - 6) more" : "")
    }
}
