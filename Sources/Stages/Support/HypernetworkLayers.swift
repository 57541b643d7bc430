import Layers

/// Which layers of a generator get a low-rank term.
struct HypernetworkLayers {
    /// Names, ends of names after a dot, or either with `*` for any letters; empty for all layers.
    let patterns: [String]

    /// Whether a layer is meant.
    func contains(_ layer: String) -> Bool {
        patterns.isEmpty || patterns.contains { Self.matches(layer, $0) }
    }

    /// - Parameters:
    ///   - layers: that the generator has.
    ///   - last: the layer that is to give its term alone; nil for none.
    /// - Throws: `AdaptationError` for a pattern that means none of them, and without the last one.
    func check(against layers: [String], last: String?) throws(AdaptationError) {
        if let last, !layers.contains(last) {
            throw .noLastLayer(last, near: NearNames.nearest(to: last, among: layers))
        }
        for pattern in patterns where !layers.contains(where: { Self.matches($0, pattern) }) {
            throw .noLayer(
                pattern, near: NearNames.nearest(to: pattern, among: layers),
                some: Array(layers.sorted().prefix(4)))
        }
    }

    static func matches(_ layer: String, _ pattern: String) -> Bool {
        guard pattern.contains("*") else { return layer == pattern || layer.hasSuffix("." + pattern) }
        let (name, pattern) = (Array(layer.utf8), Array(pattern.utf8))
        return matches(name, pattern) || matches(name, Array("*.".utf8) + pattern)
    }

    /// Stars are tried from the shortest match on; only the last one is ever tried again, so that the work is the
    /// product of both lengths at most.
    private static func matches(_ name: [UInt8], _ pattern: [UInt8]) -> Bool {
        let star = UInt8(ascii: "*")
        var (place, rule) = (0, 0)
        var retry: (place: Int, rule: Int)?
        while place < name.count {
            if rule < pattern.count, pattern[rule] == star {
                retry = (place, rule + 1)
                rule += 1
            } else if rule < pattern.count, pattern[rule] == name[place] {
                (place, rule) = (place + 1, rule + 1)
            } else if let last = retry {
                retry = (last.place + 1, last.rule)
                (place, rule) = (last.place + 1, last.rule)
            } else {
                return false
            }
        }
        return pattern[rule...].allSatisfy { $0 == star }
    }
}

/// Why low-rank terms do not fit a generator.
enum AdaptationError: Error, Equatable, CustomStringConvertible {
    case noLayer(String, near: String?, some: [String])
    case noLastLayer(String, near: String?)
    case noLastTerm(String)
    case pipelineHasAdapter

    var description: String {
        switch self {
        case .noLayer(let pattern, let near, let some):
            "\"layers\": no linear layer or convolution of the generator has the name \"\(pattern)\""
                + (near.map { "; did you mean \"\($0)\"" } ?? "")
                + "; expected names, their ends or patterns with *, of layers such as "
                + some.joined(separator: ", ")
        case .noLastLayer(let name, let near):
            "\"last_layer\": the generator has no linear layer or convolution \"\(name)\""
                + (near.map { "; did you mean \"\($0)\"" } ?? "")
                + "; expected the layer that gives its output, such as conv_out"
        case .noLastTerm(let name):
            "the adapter records no layer that gives its term alone, and has no term for the generator's last layer "
                + "\"\(name)\": it adapts a generator and is no noise hypernetwork"
        case .pipelineHasAdapter:
            "the pipeline was loaded with an adapter of its own; expected one without, since a folder holds one adapter"
        }
    }
}
