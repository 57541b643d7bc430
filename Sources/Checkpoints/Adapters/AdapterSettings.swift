import Foundation
import Values

/// PEFT's `adapter_config.json`, as far as it changes what is computed.
struct AdapterSettings: Sendable {
    var rank: Int?
    var alpha: Double?
    /// Whether the factor is α/√r instead of α/r (arXiv 2312.03732).
    var isRankStabilized = false
    /// α by layer, or by the end of a layer's name; first match counts.
    var alphas: [(pattern: String, alpha: Double)] = []
    var ranks: [(pattern: String, rank: Int)] = []
    var targets: [String] = []
    /// Tweed's own: layers whose base weight is left out.
    var replacedLayers: Set<String> = []

    static let fileName = "adapter_config.json"
    static let maximumRank = 4096

    init() {}

    init(_ object: [String: JSONValue], path: String) throws(CheckpointFileError) {
        func refused(_ reason: String) -> CheckpointFileError {
            CheckpointFileError(path: path, problem: .adapter(reason: reason))
        }
        let type = object["peft_type"]?.stringValue
        guard type == nil || type == "LORA" else {
            throw refused("\"peft_type\" is \(Printable.quoted(type ?? "")); supported: \"LORA\"")
        }
        for (key, reason) in [
            ("use_dora", "DoRA"), ("fan_in_fan_out", "weights that lie the other way round"),
            ("lora_bias", "a bias in the term"), ("use_qalora", "QALoRA"),
        ] where object[key]?.boolValue == true {
            throw refused("\"\(key)\" is true: \(reason) is not supported")
        }
        for key in [
            "layer_replication", "alora_invocation_tokens", "kasa_config", "velora_config", "use_bdlora",
            "monteclora_config", "arrow_config", "trainable_token_indices", "target_parameters",
        ] {
            guard let value = object[key], !value.isNull, value.boolValue != false else { continue }
            throw refused("\"\(key)\" is set, which is not supported; plain LoRA is")
        }
        if let saved = object["modules_to_save"]?.arrayValue, !saved.isEmpty {
            throw refused("\"modules_to_save\" is not supported: the adapter holds whole modules")
        }
        rank = try Self.rank(object["r"], "r", path)
        alpha = try Self.alpha(object["lora_alpha"], "lora_alpha", path)
        isRankStabilized = object["use_rslora"]?.boolValue ?? false
        for (key, value) in (object["rank_pattern"]?.objectValue ?? [:]).sorted(by: { $0.key < $1.key }) {
            guard let rank = try Self.rank(value, "rank_pattern", path) else { continue }
            ranks.append((try Self.pattern(key, path), rank))
        }
        for (key, value) in (object["alpha_pattern"]?.objectValue ?? [:]).sorted(by: { $0.key < $1.key }) {
            guard let alpha = try Self.alpha(value, "alpha_pattern", path) else { continue }
            alphas.append((try Self.pattern(key, path), alpha))
        }
        if let text = object["target_modules"]?.stringValue { targets = [text] }
        targets += (object["target_modules"]?.arrayValue ?? []).compactMap(\.stringValue)
        replacedLayers = Set((object["tweed_replaced_layers"]?.arrayValue ?? []).compactMap(\.stringValue))
    }

    private static func rank(
        _ value: JSONValue?, _ name: String, _ path: String
    ) throws(CheckpointFileError) -> Int? {
        guard let value, !value.isNull else { return nil }
        guard let rank = value.intValue, (1...maximumRank).contains(rank) else {
            throw CheckpointFileError(
                path: path,
                problem: .adapter(
                    reason:
                        "\"\(name)\" is \(Printable.text(value.description)); expected a whole number from 1 to \(maximumRank)"
                ))
        }
        return rank
    }

    private static func alpha(
        _ value: JSONValue?, _ name: String, _ path: String
    ) throws(CheckpointFileError) -> Double? {
        guard let value, !value.isNull else { return nil }
        guard let alpha = value.doubleValue, alpha.isFinite, abs(alpha) <= 1e9 else {
            throw CheckpointFileError(
                path: path,
                problem: .adapter(
                    reason:
                        "\"\(name)\" is \(Printable.text(value.description)); expected a number up to 10^9"))
        }
        return alpha
    }

    /// Patterns are regular expressions in PEFT; those of strangers are not run. Names, with `^` in front and escaped
    /// dots, are all that PEFT and diffusers write.
    private static func pattern(_ text: String, _ path: String) throws(CheckpointFileError) -> String {
        var name = text
        if name.hasPrefix("^") { name.removeFirst() }
        if name.hasSuffix("$") { name.removeLast() }
        name = name.replacing("\\.", with: ".")
        guard !name.utf8.contains(where: { "*+?()[]{}|^$\\".utf8.contains($0) }) else {
            throw CheckpointFileError(
                path: path,
                problem: .adapter(
                    reason:
                        "the pattern \(Printable.quoted(text)) is a regular expression; only names of layers are read"
                ))
        }
        return name
    }

    private static func matches(_ layer: String, _ pattern: String) -> Bool {
        layer == pattern || layer.hasSuffix("." + pattern)
    }

    func alpha(of layer: String) -> Double? {
        alphas.first { Self.matches(layer, $0.pattern) }?.alpha ?? alpha
    }

    /// Nil where nothing is said.
    func rank(of layer: String) -> Int? {
        ranks.first { Self.matches(layer, $0.pattern) }?.rank ?? rank
    }

    /// The factor of B A.
    func scale(rank: Int, alpha: Double) -> Double {
        alpha / (isRankStabilized ? Double(rank).squareRoot() : Double(rank))
    }
}
