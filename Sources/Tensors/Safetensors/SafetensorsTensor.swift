/// A tensor to write.
public struct SafetensorsTensor: Sendable {
    public var name: String
    public var shape: [Int]
    /// How to store it: float32, float16 or bfloat16.
    public var type: StoredType
    /// Elements, row-major.
    public var floats: [Float]

    public init(name: String, shape: [Int], type: StoredType = .float32, floats: [Float]) {
        self.name = name
        self.shape = shape
        self.type = type
        self.floats = floats
    }
}
