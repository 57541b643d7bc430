/// Byte offsets of Unicode scalars; libyaml counts in scalars, everything else here in bytes.
struct ScalarIndex {
    private static let stride = 64

    private let bytes: [UInt8]
    /// Offset of every 64th scalar; nil where all are single bytes.
    private let anchors: [Int]?

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        guard bytes.contains(where: { $0 >= 0x80 }) else {
            anchors = nil
            return
        }
        var anchors: [Int] = []
        var count = 0
        for (offset, byte) in bytes.enumerated() where byte & 0xC0 != 0x80 {
            if count % Self.stride == 0 { anchors.append(offset) }
            count += 1
        }
        self.anchors = anchors
    }

    /// - Parameter scalar: its number from 0; past the end gives the end.
    func offset(of scalar: Int) -> Int {
        guard let anchors else { return min(scalar, bytes.count) }
        guard scalar / Self.stride < anchors.count else { return bytes.count }
        var offset = anchors[scalar / Self.stride]
        for _ in 0..<(scalar % Self.stride) {
            guard offset < bytes.count else { break }
            offset += 1
            while offset < bytes.count, bytes[offset] & 0xC0 == 0x80 { offset += 1 }
        }
        return offset
    }
}
