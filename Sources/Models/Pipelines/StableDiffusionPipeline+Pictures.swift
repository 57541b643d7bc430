import Tensors

extension StableDiffusionPipeline {
    /// The pictures of latents in the scale of the U-Net: what a sampler ends with, or a Tweedie estimate.
    ///
    /// - Parameter latents: `[B, H, W, channels]`.
    /// - Returns: `[B, H · reduction, W · reduction, 3]`, about within [-1, 1] and not clamped, so that a gradient
    ///   reaches every pixel.
    public func decode(_ latents: Tensor) throws(PipelineError) -> Tensor {
        let shape = latents.shape
        guard shape.rank == 4, shape[3] == autoencoder.latentChannels, shape.count > 0 else {
            throw .shape(
                name: "latents", found: shape,
                expected: "[count, height, width, \(autoencoder.latentChannels)]")
        }
        return autoencoder.pictures(of: latents)
    }

    /// The latents of pictures, in the scale of the U-Net.
    ///
    /// - Parameters:
    ///   - pictures: `[B, H, W, 3]` within [-1, 1]; height and width multiples of the reduction.
    ///   - noise: standard normals in the shape of the latents, to draw them from the encoder's distribution; its
    ///     mean without. The small autoencoder has no distribution.
    public func encode(_ pictures: Tensor, noise: Tensor? = nil) throws(PipelineError) -> Tensor {
        let shape = pictures.shape
        guard shape.rank == 4, shape[3] == 3 else {
            throw .shape(name: "pictures", found: shape, expected: "[count, height, width, 3]")
        }
        let latents = try latentShape(count: shape[0], height: shape[1], width: shape[2])
        if let noise, noise.shape != latents {
            throw .shape(name: "noise", found: noise.shape, expected: "\(latents)")
        }
        return autoencoder.scaledLatents(of: pictures, noise: noise)
    }

    /// Pictures as bytes, rounded as diffusers' image processor does; what lies outside of [-1, 1] is cut off, and
    /// what is not a number becomes 0.
    public static func eightBit(_ pictures: Tensor) -> [UInt8] {
        pictures.withUnsafeElements { elements in
            elements.map { value in
                guard !value.isNaN else { return 0 }
                let unit = min(max(value * 0.5 + 0.5, 0), 1)
                return UInt8((unit * 255).rounded(.toNearestOrEven))
            }
        }
    }
}
