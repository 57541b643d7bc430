/// The checked contents of a header.
struct SafetensorsHeader {
    var tensors: [String: TensorInfo] = [:]
    var metadata: [String: String] = [:]

    /// The reference library's limit.
    static let maximumLength = 100_000_000
    static let maximumRank = 32
    /// Over a hundred times as many as any known model has; they bound the memory that a header of nothing but tiny
    /// entries takes.
    static let maximumTensors = 200_000
    static let maximumTexts = 20_000
    static let metadataName = "__metadata__"

    /// Reads the header of a whole file.
    ///
    /// Checked: length; grammar; every name once; types; sizes against shapes; that the tensors fill the data
    /// from the first byte to the last without gap or overlap.
    init(path: String, file: UnsafeRawBufferPointer) throws(SafetensorsError) {
        guard file.count >= 8 else {
            throw SafetensorsError(path: path, problem: .tooShort(size: file.count))
        }
        let claimed = UInt64(littleEndian: file.loadUnaligned(as: UInt64.self))
        let limit = min(Self.maximumLength, file.count - 8)
        guard claimed <= UInt64(limit) else {
            throw SafetensorsError(
                path: path, problem: .headerLength(claimed, limit: limit, fileSize: file.count))
        }
        let dataStart = 8 + Int(claimed)
        var scanner = HeaderScanner(path: path, bytes: UnsafeRawBufferPointer(rebasing: file[8..<dataStart]))
        var entries: [Entry] = []
        var names: Set<String> = []
        var metadata: [String: String] = [:]
        try scanner.object { (name, scanner) throws(SafetensorsError) in
            guard names.insert(name).inserted else {
                throw SafetensorsError(path: path, problem: .duplicateName(name))
            }
            guard entries.count < Self.maximumTensors else {
                throw scanner.error(expected: "at most \(Self.maximumTensors) tensors before this")
            }
            if name == Self.metadataName {
                metadata = try Self.metadata(&scanner)
            } else {
                entries.append(try Entry(name: name, scanner: &scanner))
            }
        }
        scanner.skipSpace()
        guard scanner.position == scanner.bytes.count else {
            throw scanner.error(expected: "nothing but spaces after the header")
        }
        self.metadata = metadata
        try place(entries, path: path, dataStart: dataStart, dataSize: file.count - dataStart)
    }

    private mutating func place(
        _ entries: [Entry], path: String, dataStart: Int, dataSize: Int
    ) throws(SafetensorsError) {
        var end = 0
        // Empty tensors first where several begin at one place.
        for entry in entries.sorted(by: { ($0.begin, $0.end) < ($1.begin, $1.end) }) {
            guard entry.begin == end, entry.end >= entry.begin else {
                let problem = SafetensorsError.Problem.offset(
                    tensor: entry.name, expected: end, found: entry.begin)
                throw SafetensorsError(path: path, problem: problem)
            }
            guard let expected = entry.byteCount else {
                throw SafetensorsError(path: path, problem: .tooLarge(tensor: entry.name, shape: entry.shape))
            }
            guard expected == entry.end - entry.begin else {
                let problem = SafetensorsError.Problem.size(
                    tensor: entry.name, type: entry.type, shape: entry.shape, expected: expected,
                    found: entry.end - entry.begin)
                throw SafetensorsError(path: path, problem: problem)
            }
            end = entry.end
            // Before adding `dataStart`, or a hostile offset near 2^63 would overflow. What a person wants to know
            // is how long the whole file should be.
            guard end <= dataSize else {
                let whole = entries.map(\.end).max() ?? end
                throw SafetensorsError(path: path, problem: .dataSize(expected: whole, found: dataSize))
            }
            tensors[entry.name] = TensorInfo(
                type: entry.type, shape: entry.shape, byteRange: dataStart + entry.begin..<dataStart + end)
        }
        guard end == dataSize else {
            throw SafetensorsError(path: path, problem: .dataSize(expected: end, found: dataSize))
        }
    }

    private static func metadata(_ scanner: inout HeaderScanner) throws(SafetensorsError) -> [String: String]
    {
        var metadata: [String: String] = [:]
        try scanner.object { (key, scanner) throws(SafetensorsError) in
            let value = try scanner.string()
            guard metadata.count < Self.maximumTexts else {
                throw scanner.error(expected: "at most \(Self.maximumTexts) texts of metadata before this")
            }
            guard metadata.updateValue(value, forKey: key) == nil else {
                throw SafetensorsError(path: scanner.path, problem: .duplicateName(key))
            }
        }
        return metadata
    }
}

/// One tensor as the header tells it, offsets unchecked.
private struct Entry {
    let name: String
    let type: StoredType
    let shape: [Int]
    let begin: Int
    let end: Int

    init(name: String, scanner: inout HeaderScanner) throws(SafetensorsError) {
        var type: StoredType?
        var shape: [Int]?
        var offsets: [Int]?
        try scanner.object { (key, scanner) throws(SafetensorsError) in
            switch key {
            case "dtype" where type == nil:
                let found = try scanner.string()
                type = StoredType(rawValue: found)
                guard type != nil else {
                    let problem = SafetensorsError.Problem.unknownType(tensor: name, found: found)
                    throw SafetensorsError(path: scanner.path, problem: problem)
                }
            case "shape" where shape == nil:
                shape = try scanner.naturals(limit: SafetensorsHeader.maximumRank)
            case "data_offsets" where offsets == nil:
                offsets = try scanner.naturals(limit: 2)
            default:
                throw scanner.error(expected: "dtype, shape and data_offsets, each once, before this")
            }
        }
        guard let type, let shape, let offsets, offsets.count == 2 else {
            throw scanner.error(expected: "dtype, shape and two data_offsets before this")
        }
        self.name = name
        self.type = type
        self.shape = shape
        begin = offsets[0]
        end = offsets[1]
    }

    /// Nil when it overflows; a zero does not hide an overflow of the other extents.
    var byteCount: Int? {
        guard let shape = try? Shape(checking: shape) else { return nil }
        let (product, overflow) = shape.count.multipliedReportingOverflow(by: type.size)
        return overflow ? nil : product
    }
}
