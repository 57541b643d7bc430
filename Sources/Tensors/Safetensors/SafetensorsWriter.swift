/// Writes safetensors files: the same tensors and metadata always give the same bytes.
public enum SafetensorsWriter {
    /// Types that can be written.
    public static let types: [StoredType] = [.float32, .bfloat16, .float16]

    /// Writes the file as a whole or not at all: to a temporary file beside it, flushed to disk, then
    /// renamed.
    ///
    /// As in the reference library the wider types come first, so that every tensor is aligned, and tensors
    /// of one width are sorted by name; the header is padded with spaces to a multiple of eight bytes.
    public static func write(
        _ tensors: [SafetensorsTensor], metadata: [String: String] = [:], to path: String
    ) throws(SafetensorsError) {
        let ordered = try checked(tensors, path: path).sorted {
            $0.type.size != $1.type.size
                ? $0.type.size > $1.type.size : $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
        }
        let header = header(ordered, metadata: metadata)
        try AtomicFile.write(to: path) { (file) throws(SafetensorsError) in
            try file.write(header)
            for tensor in ordered { try write(tensor, to: file) }
        }
    }

    private static func checked(
        _ tensors: [SafetensorsTensor], path: String
    ) throws(SafetensorsError) -> [SafetensorsTensor] {
        var names: Set<String> = []
        for tensor in tensors {
            let name = tensor.name
            let count = tensor.shape.reduce(1, &*)
            let problem: SafetensorsError.Problem? =
                if name == SafetensorsHeader.metadataName {
                    .reservedName(name)
                } else if !names.insert(name).inserted {
                    .duplicateName(name)
                } else if !types.contains(tensor.type) {
                    .typeOfTensor(name, found: tensor.type, expected: types)
                } else if tensor.floats.count != count || tensor.shape.contains(where: { $0 < 0 }) {
                    .elementCount(
                        tensor: name, shape: tensor.shape, expected: count, found: tensor.floats.count)
                } else {
                    nil
                }
            if let problem { throw SafetensorsError(path: path, problem: problem) }
        }
        return tensors
    }

    /// Length and padded text.
    static func header(_ ordered: [SafetensorsTensor], metadata: [String: String]) -> [UInt8] {
        var members: [String] = []
        if !metadata.isEmpty {
            let texts = metadata.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
                .map { "\(quoted($0.key)):\(quoted($0.value))" }
            members.append("\"\(SafetensorsHeader.metadataName)\":{\(texts.joined(separator: ","))}")
        }
        var offset = 0
        for tensor in ordered {
            let end = offset + tensor.floats.count * tensor.type.size
            let shape = tensor.shape.map(String.init).joined(separator: ",")
            members.append(
                "\(quoted(tensor.name)):{\"dtype\":\"\(tensor.type.rawValue)\",\"shape\":[\(shape)],"
                    + "\"data_offsets\":[\(offset),\(end)]}")
            offset = end
        }
        var text = Array("{\(members.joined(separator: ","))}".utf8)
        while text.count % 8 != 0 { text.append(UInt8(ascii: " ")) }
        return withUnsafeBytes(of: UInt64(text.count).littleEndian) { Array($0) } + text
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\u{8}": result += "\\b"
            case "\u{C}": result += "\\f"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// In pieces, so that a large tensor is not in memory twice.
    private static func write(_ tensor: SafetensorsTensor, to file: AtomicFile) throws(SafetensorsError) {
        let piece = 1 << 16
        var start = 0
        while start < tensor.floats.count {
            let floats = tensor.floats[start..<min(start + piece, tensor.floats.count)]
            start += floats.count
            switch tensor.type {
            case .bfloat16: try file.write(floats.map { HalfPrecision.toBFloat16($0).littleEndian })
            case .float16: try file.write(floats.map { HalfPrecision.toFloat16($0).littleEndian })
            default: try file.write(floats.map { $0.bitPattern.littleEndian })
            }
        }
    }
}

extension AtomicFile {
    fileprivate func write<Word: FixedWidthInteger>(_ words: [Word]) throws(SafetensorsError) {
        // The standard library's closure throws anything or nothing, so the error travels as a value.
        let result = words.withUnsafeBytes { bytes in
            Result { () throws(SafetensorsError) in try write(bytes) }
        }
        try result.get()
    }
}
