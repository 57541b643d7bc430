import Layers

/// What the blocks of a U-Net have in common, and how one makes its parts from it.
struct UNetSizes {
    let groups: Int
    let epsilon: Float
    let embedding: Int
    let usesLinearProjection: Bool

    init(_ configuration: UNet2DConditionModel.Configuration) {
        groups = configuration.normGroups
        epsilon = configuration.normEpsilon
        embedding = configuration.embeddingFeatures
        usesLinearProjection = configuration.usesLinearProjection
    }

    func resnet(_ scope: ParameterScope, inputs: Int, outputs: Int) -> ResnetBlock {
        ResnetBlock(
            scope, inputs: inputs, outputs: outputs, embedding: embedding, groups: groups, epsilon: epsilon)
    }

    func transformer(_ scope: ParameterScope, channels: Int, attention: UNetAttention) -> SpatialTransformer {
        SpatialTransformer(
            scope, channels: channels, contextFeatures: attention.contextFeatures, heads: attention.heads,
            layers: attention.layers, groups: groups, usesLinearProjection: usesLinearProjection)
    }
}

/// The sizes of the attentions of one block.
struct UNetAttention {
    let contextFeatures: Int
    let heads: Int
    let layers: Int

    /// - Parameter level: counts from the outermost block in.
    init(_ configuration: UNet2DConditionModel.Configuration, level: Int) {
        contextFeatures = configuration.contextFeatures[level]
        heads = configuration.heads[level]
        layers = configuration.transformerLayers[level]
    }
}
