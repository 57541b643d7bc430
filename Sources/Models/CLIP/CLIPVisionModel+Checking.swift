import Tensors

extension CLIPVisionModel {
    /// What the tower says of pictures that come from outside: what does not fit is an error.
    public func callAsFunction(checking pictures: Tensor) throws(ModelInputError) -> Output {
        try check(pictures.shape)
        return self(pictures)
    }

    /// Whether the tower takes pictures of this shape.
    public func check(_ pictures: Shape) throws(ModelInputError) {
        let size = configuration.imageSize
        try InputCheck(Self.architecture).shape(
            pictures, "pictures", [nil, size, size, configuration.channels], letters: ["B"])
    }
}
