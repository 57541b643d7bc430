extension Compute {
    /// The sizes of a convolution over pictures `[batch, height, width, channels]` with zeros around, with weights
    /// `[outputChannels, kernelHeight, kernelWidth, inputChannels]`.
    public struct ConvolutionShape: Sendable, Equatable {
        public var batch: Int
        public var height: Int
        public var width: Int
        public var inputChannels: Int
        public var outputChannels: Int
        public var kernelHeight: Int
        public var kernelWidth: Int
        public var stride: Int
        public var padding: Int

        public init(
            batch: Int, height: Int, width: Int, inputChannels: Int, outputChannels: Int, kernelHeight: Int,
            kernelWidth: Int, stride: Int, padding: Int
        ) {
            self.batch = batch
            self.height = height
            self.width = width
            self.inputChannels = inputChannels
            self.outputChannels = outputChannels
            self.kernelHeight = kernelHeight
            self.kernelWidth = kernelWidth
            self.stride = stride
            self.padding = padding
        }

        public var outputHeight: Int { (height + 2 * padding - kernelHeight) / stride + 1 }
        public var outputWidth: Int { (width + 2 * padding - kernelWidth) / stride + 1 }

        /// The cost of one forward convolution.
        public var multiplyAccumulates: Int {
            batch * outputHeight * outputWidth * outputChannels * kernelHeight * kernelWidth * inputChannels
        }
    }
}
