extension ImageReward {
    /// The sizes of the network.
    public struct Configuration: Sendable, Hashable {
        /// Height and width of the pictures.
        public var imageSize: Int
        /// Height and width of a patch.
        public var patchSize: Int
        public var visionFeatures: Int
        /// Width inside of the feed-forward parts of the picture tower.
        public var visionInnerFeatures: Int
        public var visionLayers: Int
        public var visionHeads: Int
        public var vocabulary: Int
        /// Positions for which the text encoder has an embedding.
        public var textPositions: Int
        /// Most tokens of a text; training cut them here.
        public var textLength: Int
        public var textFeatures: Int
        /// Width inside of the feed-forward parts of the text encoder.
        public var textInnerFeatures: Int
        public var textLayers: Int
        public var textHeads: Int
        /// Widths of the layers that make the score, without the last, which is 1.
        public var headWidths: [Int]
        /// Of scores over the training set.
        public var mean: Float
        /// Of scores over the training set.
        public var deviation: Float

        public init(
            imageSize: Int = 224, patchSize: Int = 16, visionFeatures: Int = 1024,
            visionInnerFeatures: Int = 4096, visionLayers: Int = 24, visionHeads: Int = 16,
            vocabulary: Int = 30_524, textPositions: Int = 512, textLength: Int = 35,
            textFeatures: Int = 768, textInnerFeatures: Int = 3072, textLayers: Int = 12,
            textHeads: Int = 12, headWidths: [Int] = ScoreHead.widths, mean: Float = 0.167_173_628_300_524_26,
            deviation: Float = 1.033_339_496_605_407_2
        ) {
            self.imageSize = imageSize
            self.patchSize = patchSize
            self.visionFeatures = visionFeatures
            self.visionInnerFeatures = visionInnerFeatures
            self.visionLayers = visionLayers
            self.visionHeads = visionHeads
            self.vocabulary = vocabulary
            self.textPositions = textPositions
            self.textLength = textLength
            self.textFeatures = textFeatures
            self.textInnerFeatures = textInnerFeatures
            self.textLayers = textLayers
            self.textHeads = textHeads
            self.headWidths = headWidths
            self.mean = mean
            self.deviation = deviation
        }

        /// ImageReward-v1.0: BLIP with ViT-L/16 and BERT base, 446 M parameters.
        public static let v1 = Self()

        /// Added to variances: timm's vision transformer, and BERT.
        static let visionEpsilon: Float = 1e-6
        static let textEpsilon: Float = 1e-12

        var vision: CLIPEncoder.Sizes {
            CLIPEncoder.Sizes(
                features: visionFeatures, innerFeatures: visionInnerFeatures, layers: visionLayers,
                heads: visionHeads, activation: .gelu, epsilon: Self.visionEpsilon)
        }
    }
}
