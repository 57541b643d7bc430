import Tensors

extension CheckpointInspection {
    /// Lines for a person.
    ///
    /// - Parameter allTensors: one line for each tensor; otherwise those whose names differ only in numbers share one,
    ///   and of several parts only the totals are told.
    public func lines(allTensors: Bool = false) -> [String] {
        var lines: [String] = []
        if let pipeline {
            lines.append("\(Printable.text(path)): \(Printable.text(pipeline))")
            lines.append(
                "  \(parts.count) components, \(SizeText.count(parameters)) parameters, \(SizeText.bytes(byteCount))"
            )
        }
        for part in parts {
            let title = part.name.isEmpty ? path : part.name
            let kind = [part.className, part.adapter.map { "LoRA adapter (\($0.layout.rawValue))" }]
                .compactMap(\.self).joined(separator: ", ")
            let library = part.library.map { " (\($0))" } ?? ""
            lines.append(
                "\(Printable.text(title)): \(Printable.text((kind.isEmpty ? "weights" : kind) + library))")
            lines += part.lines(allTensors: allTensors, isAlone: pipeline == nil).map { "  " + $0 }
        }
        return lines
    }
}

extension CheckpointPart {
    fileprivate func lines(allTensors: Bool, isAlone: Bool) -> [String] {
        var lines: [String] = []
        if let problem { lines.append("problem     \(problem)") }
        guard let format else { return lines }
        let names = files.map { $0.split(separator: "/").last.map(String.init) ?? $0 }
        lines.append("files       \(Printable.list(names, limit: 4)) (\(format.rawValue))")
        lines.append(
            "parameters  \(SizeText.count(parameters)) (\(parameters)) in \(tensors.count) "
                + (tensors.count == 1 ? "tensor" : "tensors"))
        for type in types {
            lines.append(
                "\(type.type.rawValue.padded(10))  \(type.tensors) tensors, \(SizeText.bytes(type.bytes))")
        }
        if let adapter {
            let ranks = adapter.ranks.map(String.init).joined(separator: ", ")
            let scales = adapter.scales.map { "\($0)" }
            lines.append("rank        \(ranks); factor of B A: \(Printable.list(scales))")
            lines.append("layers      \(adapter.layers.count): \(Printable.list(adapter.layers, limit: 3))")
            if !adapter.components.isEmpty {
                lines.append("models      \(adapter.components.joined(separator: ", "))")
            }
        }
        if !dictionary.isEmpty { lines.append("dictionary  \(Printable.text(dictionary))") }
        for (title, texts) in [("metadata", metadata), ("beside", others)] {
            for (key, value) in texts.sorted(by: { $0.key < $1.key }).prefix(allTensors ? .max : 8) {
                lines.append(
                    "\(title.padded(10))  \(Printable.text(key)): \(Printable.text(value, limit: 80))")
            }
            if !allTensors, texts.count > 8 {
                lines.append("\(title.padded(10))  and \(texts.count - 8) more")
            }
        }
        if let nonFinite {
            let found = nonFinite.sorted { $0.key < $1.key }.map { (name: $0.key, count: $0.value) }
            lines.append(
                "finite      " + (NonFiniteScan.warning(found).map { "no: \($0)" } ?? "yes, all numbers"))
        }
        if allTensors {
            lines += tensors.map {
                "\(Printable.text($0.name))  \($0.type.rawValue) \($0.shape)  \(SizeText.bytes($0.bytes))"
            }
        } else if isAlone {
            let groups = TensorGroup.groups(tensors)
            lines += groups.prefix(40).map(\.line)
            if groups.count > 40 {
                lines.append("and \(groups.count - 40) more kinds of tensors; --all lists every one")
            }
        }
        return lines
    }
}

/// Tensors whose names differ only in numbers.
private struct TensorGroup {
    let pattern: String
    var count = 0
    var bytes = 0
    var first: CheckpointPart.TensorLine
    var isUniform = true

    /// In the order of the first tensor of each.
    static func groups(_ tensors: [CheckpointPart.TensorLine]) -> [TensorGroup] {
        var groups: [TensorGroup] = []
        var places: [String: Int] = [:]
        for tensor in tensors {
            let pattern = tensor.name.split(separator: ".", omittingEmptySubsequences: false)
                .map { $0.utf8.allSatisfy { (0x30...0x39).contains($0) } ? "*" : String($0) }
                .joined(separator: ".")
            let place = places[pattern] ?? groups.count
            if place == groups.count {
                groups.append(TensorGroup(pattern: pattern, first: tensor))
                places[pattern] = place
            }
            groups[place].count += 1
            groups[place].bytes += tensor.bytes
            if tensor.shape != groups[place].first.shape || tensor.type != groups[place].first.type {
                groups[place].isUniform = false
            }
        }
        return groups
    }

    var line: String {
        let name = Printable.text(count == 1 ? first.name : pattern)
        let shape = isUniform ? "\(first.type.rawValue) \(first.shape)" : "several shapes"
        return count == 1
            ? "\(name)  \(shape)  \(SizeText.bytes(bytes))"
            : "\(name)  \(count) x \(shape)  \(SizeText.bytes(bytes))"
    }
}

extension String {
    fileprivate func padded(_ width: Int) -> String {
        self + String(repeating: " ", count: Swift.max(width - count, 0))
    }
}
