extension SafetensorsError: CustomStringConvertible {
    public var description: String { "\(path): \(problem)" }
}

extension SafetensorsError.Problem: CustomStringConvertible {
    public var description: String {
        switch self {
        case .system(let operation, let reason):
            return "cannot \(operation): \(reason)"
        case .notAFile:
            return "not a regular file"
        case .tooShort(let size):
            return "\(size) bytes are too few for a safetensors file; \(Self.again)"
        case .headerLength(let length, let limit, let fileSize):
            return
                "the header claims \(length) bytes, at most \(limit) are allowed in a file of \(fileSize); "
                + "this is no safetensors file, or it is incomplete: \(Self.again)"
        case .header(let byte, let found, let expected):
            return "header byte \(byte): expected \(expected), found \(found)"
        case .duplicateName(let name):
            return "the header names \(Self.quoted(name)) twice"
        case .unknownType(let tensor, let found):
            let known = StoredType.allCases.map(\.rawValue).joined(separator: ", ")
            return "tensor \(Self.quoted(tensor)): unknown type \(Self.quoted(found)), known are \(known)"
        case .tooLarge(let tensor, let shape):
            return "tensor \(Self.quoted(tensor)): the shape \(shape) is too large"
        case .size(let tensor, let type, let shape, let expected, let found):
            return "tensor \(Self.quoted(tensor)): \(type.rawValue) \(shape) takes \(expected) bytes, "
                + "its offsets leave \(found)"
        case .offset(let tensor, let expected, let found):
            return
                "tensor \(Self.quoted(tensor)): begins at byte \(found) of the data, expected \(expected); "
                + "tensors must follow each other without gap or overlap"
        case .dataSize(let expected, let found):
            return "the header describes \(expected) bytes of data, the file has \(found)"
                + (found < expected ? "; it is incomplete: \(Self.again)" : "")
        case .noTensor(let name, let names):
            let some = names.prefix(3).map(Self.quoted).joined(separator: ", ")
            let has = names.isEmpty ? "no tensors" : "\(names.count), such as \(some)"
            return "no tensor \(Self.quoted(name)); the file has \(has)"
        case .typeOfTensor(let name, let found, let expected):
            let list = expected.map(\.rawValue).joined(separator: ", ")
            return "tensor \(Self.quoted(name)): type \(found.rawValue), expected one of \(list)"
        case .elementCount(let tensor, let shape, let expected, let found):
            return
                "tensor \(Self.quoted(tensor)): shape \(shape) has \(expected) elements, given are \(found)"
        case .reservedName(let name):
            return "a tensor cannot be called \(Self.quoted(name)), the format keeps the name for itself"
        }
    }

    private static let again = "copy or download it again"

    /// Hostile names must not flood or garble a terminal.
    private static func quoted(_ name: String) -> String {
        let short = name.count > 120 ? name.prefix(120) + "..." : name
        return "\""
            + short.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? "?" : String($0) }.joined() + "\""
    }
}
