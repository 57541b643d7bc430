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
            lines += Self.near(missing, leftOver)
            return lines.joined(separator: "\n")
        case .elementTypes(let errors):
            return (["the weights cannot be computed with:"] + errors.prefix(6).map { "  \($0)" })
                .joined(separator: "\n")
        }
    }

    /// What a missing array may be called in the file.
    private static func near(_ missing: [String], _ leftOver: [String]) -> [String] {
        let pairs = missing.prefix(6).compactMap { name in
            NearNames.nearest(to: name, among: leftOver).map { (name, $0) }
        }
        return pairs.map { "  is \($0.0) what the file calls \($0.1)?" }
    }

    private static func listed(_ names: [String]) -> String {
        names.prefix(6).joined(separator: ", ") + (names.count > 6 ? " and \(names.count - 6) more" : "")
    }
}
