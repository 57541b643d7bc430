import Checkpoints
import Layers

/// An adapter's file, and how much of it a model gets.
public struct AdapterChoice: Sendable {
    public var file: LowRankAdapterFile
    /// Which model of a pipeline it is for, such as `unet`; needed where the file has terms for several.
    public var component: String?
    /// A factor of all terms.
    public var strength: Float
    /// Whether the matrices can be trained on.
    public var isTrainable: Bool

    public init(
        _ file: LowRankAdapterFile, component: String? = nil, strength: Float = 1, isTrainable: Bool = false
    ) {
        self.file = file
        self.component = component
        self.strength = strength
        self.isTrainable = isTrainable
    }

    /// The adapter for a model, whose layers are found by building it once without values.
    func fitted<Model>(_ make: (ParameterScope) -> Model) throws(CheckpointFileError) -> LowRankAdapter {
        let shapes = ParameterStore(.shapesOnly)
        _ = make(shapes.scope)
        let parameters = shapes.parameters.map { ($0.name, $0.shape) }
        return try file.adapter(
            for: Dictionary(parameters) { first, _ in first }, component: component, strength: strength,
            isTrainable: isTrainable)
    }
}
