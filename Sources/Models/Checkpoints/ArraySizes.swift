import Tensors

/// Sizes of an architecture that are read off the shapes of a checkpoint's arrays.
struct ArraySizes {
    let architecture: String
    let arrays: [String: StoredTensor]

    /// The shape of an array that must be there.
    func shape(_ name: String, rank: Int) throws(ConfigurationError) -> Shape {
        guard let array = arrays[name], array.shape.rank == rank, array.shape.count > 0 else {
            let found = arrays[name].map { "has the shape \($0.shape)" } ?? "is missing"
            throw .contradiction(
                architecture: architecture,
                reason: "\(name) \(found); it must have \(rank) axes, or the sizes cannot be told")
        }
        return array.shape
    }

    /// Refuses sizes that the layers cannot be built with.
    func check(_ sizes: [ModelSize]) throws(ConfigurationError) {
        if let size = sizes.first(where: { !$0.isAllowed }) {
            throw .contradiction(architecture: architecture, reason: size.problem)
        }
    }
}
