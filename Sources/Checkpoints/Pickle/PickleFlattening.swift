/// Gives the tensors in nested dictionaries, lists and tuples names with dots, as in a state dictionary.
struct PickleFlattening {
    let path: String
    let objects: PickleObjects
    /// Tensors by name.
    private(set) var tensors: [String: Int] = [:]
    /// What is no tensor, by name: `epoch: 3`.
    private(set) var others: [String: String] = [:]
    private var visits = 0

    static let maximumDepth = 64
    /// Containers may be shared, so there are more ways through them than containers.
    static let maximumVisits = 2_000_000
    /// Of texts and numbers only so many are kept: they are for people.
    private static let maximumOthers = 1000

    init(_ root: PickleValue, objects: PickleObjects, path: String) throws(CheckpointFileError) {
        self.path = path
        self.objects = objects
        try add(root, name: "", depth: 0)
    }

    private mutating func add(_ value: PickleValue, name: String, depth: Int) throws(CheckpointFileError) {
        visits += 1
        guard visits <= Self.maximumVisits else {
            throw limit("values in containers", visits, Self.maximumVisits)
        }
        guard depth <= Self.maximumDepth else {
            throw limit("levels of containers in containers", depth, Self.maximumDepth)
        }
        guard name.utf8.count <= 1000 else { throw limit("bytes of a tensor's name", name.utf8.count, 1000) }
        switch value {
        case .tensor(let place):
            let name = name.isEmpty ? "tensor" : name
            guard tensors.updateValue(place, forKey: name) == nil else {
                throw CheckpointFileError(path: path, problem: .tensor(name: name, reason: "is there twice"))
            }
        case .dictionary(let place):
            for (key, value) in objects.dictionaries[place] {
                try add(value, name: Self.joined(name, try text(key)), depth: depth + 1)
            }
        case .list(let place): try add(objects.lists[place], name: name, depth: depth)
        case .tuple(let place): try add(objects.tuples[place], name: name, depth: depth)
        case .none: note(name, "None")
        case .bool(let value): note(name, value ? "True" : "False")
        case .integer(let value): note(name, "\(value)")
        case .float(let value): note(name, "\(value)")
        case .string(let value): note(name, Printable.quoted(value))
        case .largeInteger, .global, .storage: note(name, value.kind)
        }
    }

    private mutating func add(
        _ values: [PickleValue], name: String, depth: Int
    ) throws(CheckpointFileError) {
        for (index, value) in values.enumerated() {
            try add(value, name: Self.joined(name, "\(index)"), depth: depth + 1)
        }
    }

    private mutating func note(_ name: String, _ text: String) {
        if others.count < Self.maximumOthers { others[name] = text }
    }

    private static func joined(_ prefix: String, _ name: String) -> String {
        prefix.isEmpty ? name : "\(prefix).\(name)"
    }

    private func text(_ key: PickleValue) throws(CheckpointFileError) -> String {
        switch key {
        case .string(let text): text
        case .integer(let number): "\(number)"
        default:
            throw CheckpointFileError(
                path: path,
                problem: .tensor(
                    name: key.kind, reason: "a dictionary's key is neither a text nor a whole number"))
        }
    }

    private func limit(_ what: String, _ found: Int, _ allowed: Int) -> CheckpointFileError {
        CheckpointFileError(path: path, problem: .limit(what: what, found: found, allowed: allowed))
    }
}
