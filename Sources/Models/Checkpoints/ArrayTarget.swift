import Tensors

/// An array that a model asks for, as it is made from one of a checkpoint with other names.
struct ArrayTarget: Hashable {
    /// What is done with the checkpoint's array.
    enum Form: Hashable {
        case whole
        /// One of several equal parts of the first axis.
        case part(Int, of: Int)
        /// A matrix with rows and columns exchanged.
        case transposed
    }

    let name: String
    var form = Form.whole

    /// The weights of queries, keys and values that lie in one array, one after another.
    static func attention(_ scope: String, _ kind: String) -> [ArrayTarget] {
        ["q_proj", "k_proj", "v_proj"].enumerated().map { index, name in
            ArrayTarget(name: "\(scope).\(name).\(kind)", form: .part(index, of: 3))
        }
    }

    func made(from array: StoredTensor) -> StoredTensor? {
        switch form {
        case .whole: array.renamed(name)
        case .part(let index, let count): array.part(index, of: count, name: name)
        case .transposed: array.transposed(name: name)
        }
    }

    /// The arrays that are made of those of a checkpoint. One that does not have the shape for it stays as it is, so
    /// that it is found left over, and so does one whose place is taken.
    ///
    /// - Parameter targets: of the array of a name; none for one that no model needs.
    static func arrays(
        of checkpoint: [String: StoredTensor], _ targets: (String) -> [ArrayTarget]
    ) -> [String: StoredTensor] {
        var result: [String: StoredTensor] = [:]
        for (name, array) in checkpoint.sorted(by: { $0.key < $1.key }) {
            let targets = targets(name)
            let made = targets.compactMap { $0.made(from: array) }
            if made.count < targets.count || made.contains(where: { result[$0.name] != nil }) {
                result[name] = array
            } else {
                for part in made { result[part.name] = part }
            }
        }
        return result
    }
}
