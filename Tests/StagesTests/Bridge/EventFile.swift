import Foundation

/// What a TensorBoard event file says: a reader apart from the writer, for its tests.
struct EventFile {
    struct Event: Equatable {
        var step: Int64 = 0
        var version: String?
        var isStart = false
        var scalars: [String: Float] = [:]
    }

    struct Damaged: Error {}

    var events: [Event] = []

    init(path: String) throws {
        var rest = try Data(contentsOf: URL(fileURLWithPath: path))[...]
        while !rest.isEmpty {
            guard rest.count >= 12 else { throw Damaged() }
            let length = Int(Self.number(rest.prefix(8)))
            guard rest.count >= length + 16 else { throw Damaged() }
            events.append(Self.event(Self.fields(rest.dropFirst(12).prefix(length))))
            rest = rest.dropFirst(length + 16)
        }
    }

    /// All files of a folder by name.
    static func files(in folder: String) throws -> [EventFile] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map {
            try EventFile(path: "\(folder)/\($0)")
        }
    }

    private static func event(_ fields: [(field: Int, value: Data)]) -> Event {
        var event = Event()
        for (field, value) in fields {
            switch field {
            case 2: event.step = Int64(truncatingIfNeeded: number(value))
            case 3: event.version = String(decoding: value, as: UTF8.self)
            case 5:
                for (_, entry) in Self.fields(value) {
                    let parts = Self.fields(entry)
                    guard parts.map(\.field) == [1, 2] else { continue }
                    event.scalars[String(decoding: parts[0].value, as: UTF8.self)] = Float(
                        bitPattern: UInt32(number(parts[1].value)))
                }
            case 7: event.isStart = Self.fields(value).map { number($0.value) } == [1]
            default: break
            }
        }
        return event
    }

    private static func fields(_ data: Data) -> [(field: Int, value: Data)] {
        var rest = data[...]
        func varint() -> UInt64 {
            var (value, shift): (UInt64, UInt64) = (0, 0)
            while let byte = rest.popFirst() {
                value |= UInt64(byte & 0x7F) << shift
                shift += 7
                if byte < 0x80 { break }
            }
            return value
        }
        func taken(_ count: Int) -> Data {
            defer { rest = rest.dropFirst(count) }
            return rest.prefix(count)
        }
        var found: [(Int, Data)] = []
        while !rest.isEmpty {
            let key = varint()
            let value: Data
            switch key & 7 {
            case 0: value = withUnsafeBytes(of: varint().littleEndian) { Data($0) }
            case 1: value = taken(8)
            case 2: value = taken(Int(varint()))
            default: value = taken(4)
            }
            found.append((Int(key >> 3), value))
        }
        return found
    }

    private static func number(_ bytes: Data) -> UInt64 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
