/// Chooses the dictionary of weights in what a training program saved.
struct TorchDictionary {
    let path: String
    let objects: PickleObjects

    func chosen(
        _ root: PickleValue, _ wanted: String?
    ) throws(CheckpointFileError) -> (value: PickleValue, name: String) {
        guard let wanted else { return unwrapped(root) }
        var value = root
        for name in wanted.split(separator: ".") {
            guard let next = member(value, String(name)), case .dictionary = next else {
                throw CheckpointFileError(
                    path: path, problem: .noDictionary(name: wanted, available: dictionaries(root)))
            }
            value = next
        }
        return (value, wanted)
    }

    private func unwrapped(_ root: PickleValue) -> (value: PickleValue, name: String) {
        var value = root
        var names: [String] = []
        // As deep as programs that wrap each other do it.
        for _ in 0..<4 {
            guard case .dictionary(let place) = value, !holdsTensor(place) else { break }
            let inner = TorchFile.wrappers.lazy.compactMap { name -> (String, PickleValue)? in
                guard let next = member(value, name), case .dictionary(let place) = next else { return nil }
                return leadsToTensor(place) ? (name, next) : nil
            }.first
            guard let (name, next) = inner else { break }
            names.append(name)
            value = next
        }
        return (value, names.joined(separator: "."))
    }

    /// As in Python, the last of two values of one key counts.
    private func member(_ value: PickleValue, _ name: String) -> PickleValue? {
        guard case .dictionary(let place) = value else { return nil }
        return objects.dictionaries[place].last { $0.key.string == name }?.value
    }

    private func holdsTensor(_ place: Int) -> Bool {
        objects.dictionaries[place].contains { if case .tensor = $0.value { true } else { false } }
    }

    /// Whether there is a tensor in the dictionary or in the dictionaries in it.
    private func leadsToTensor(_ place: Int) -> Bool {
        var seen: Set<Int> = [place]
        var waiting = [place]
        while let next = waiting.popLast() {
            if holdsTensor(next) { return true }
            for case .dictionary(let inner) in objects.dictionaries[next].map(\.value)
            where seen.insert(inner).inserted {
                waiting.append(inner)
            }
        }
        return false
    }

    /// Names of the dictionaries on the first level.
    private func dictionaries(_ root: PickleValue) -> [String] {
        guard case .dictionary(let place) = root else { return [] }
        let names = objects.dictionaries[place].compactMap { key, value -> String? in
            guard case .dictionary = value else { return nil }
            return key.string
        }
        return Array(Set(names)).sorted()
    }
}
