/// Writes the fields of a protocol buffers message.
///
/// Event files need four types of fields in four messages, which have not changed since 2016. That is these lines;
/// a library for all of protocol buffers would cost everyone who builds Tweed a minute or more.
struct ProtobufMessage {
    private(set) var bytes: [UInt8] = []

    private enum WireType: UInt64 {
        case varint = 0
        case fixed64 = 1
        case lengthDelimited = 2
        case fixed32 = 5
    }

    /// An `int64` or an enumeration; a negative number takes ten bytes.
    mutating func add(_ field: Int, integer value: Int64) {
        start(field, .varint)
        varint(UInt64(bitPattern: value))
    }

    mutating func add(_ field: Int, double value: Double) {
        start(field, .fixed64)
        bytes += littleEndianBytes(value.bitPattern)
    }

    mutating func add(_ field: Int, float value: Float) {
        start(field, .fixed32)
        bytes += littleEndianBytes(value.bitPattern)
    }

    mutating func add(_ field: Int, text: String) { add(field, content: Array(text.utf8)) }

    mutating func add(_ field: Int, message: ProtobufMessage) { add(field, content: message.bytes) }

    private mutating func add(_ field: Int, content: [UInt8]) {
        start(field, .lengthDelimited)
        varint(UInt64(content.count))
        bytes += content
    }

    private mutating func start(_ field: Int, _ type: WireType) {
        varint(UInt64(field) << 3 | type.rawValue)
    }

    /// Seven bits a byte, the lowest first; the top bit says that more follow.
    private mutating func varint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}

/// The bytes of a number, the lowest first.
func littleEndianBytes(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
}
