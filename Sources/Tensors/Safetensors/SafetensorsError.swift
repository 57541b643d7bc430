/// Why a safetensors file cannot be read or written.
public struct SafetensorsError: Error, Hashable, Sendable {
    public let path: String
    public let problem: Problem

    public enum Problem: Hashable, Sendable {
        /// A call of the operating system failed.
        case system(operation: String, reason: String)
        case notAFile
        /// Shorter than the eight bytes of the header's length.
        case tooShort(size: Int)
        case headerLength(UInt64, limit: Int, fileSize: Int)
        /// The header's text is not what the format asks for; `byte` counts from the header's start.
        case header(byte: Int, found: String, expected: String)
        case duplicateName(String)
        case unknownType(tensor: String, found: String)
        /// The number of elements or of bytes does not fit into 63 bits.
        case tooLarge(tensor: String, shape: [Int])
        case size(tensor: String, type: StoredType, shape: [Int], expected: Int, found: Int)
        /// Tensors must follow each other without gap or overlap.
        case offset(tensor: String, expected: Int, found: Int)
        case dataSize(expected: Int, found: Int)
        case noTensor(String, names: [String])
        case typeOfTensor(String, found: StoredType, expected: [StoredType])
        case elementCount(tensor: String, shape: [Int], expected: Int, found: Int)
        case reservedName(String)
    }
}
