/// A zip archive by hand, so that it can lie.
struct ZipBytes {
    struct Entry {
        var name: String
        var data: [UInt8]
        var flags: UInt16 = 0
        var method: UInt16 = 0
        /// What the directory says instead of the truth.
        var size: UInt32?
        var storedSize: UInt32?
        var offset: UInt32?
        var extra: [UInt8] = []
        /// The name in the header before the data.
        var localName: String?
    }

    var entries: [Entry]
    var count: UInt16?
    var directorySize: UInt32?
    var directoryOffset: UInt32?

    init(_ entries: [Entry]) { self.entries = entries }

    /// An archive as `torch.save` lays it out.
    init(pickle: [UInt8], storages: [String: [UInt8]] = [:]) {
        entries =
            [Entry(name: "a/data.pkl", data: pickle)]
            + storages.sorted { $0.key < $1.key }.map { Entry(name: "a/data/\($0.key)", data: $0.value) }
    }

    var bytes: [UInt8] {
        var file: [UInt8] = []
        var directory: [UInt8] = []
        for entry in entries {
            let place = UInt32(file.count)
            let name = Array(entry.name.utf8)
            let local = Array((entry.localName ?? entry.name).utf8)
            file += [0x50, 0x4B, 3, 4] + [UInt8](repeating: 0, count: 22)
            file += UInt16(local.count).little + UInt16(0).little + local + entry.data
            let size = entry.size ?? UInt32(entry.data.count)
            directory += [0x50, 0x4B, 1, 2] + UInt32(0).little + entry.flags.little + entry.method.little
            directory += [UInt8](repeating: 0, count: 8)
            directory += (entry.storedSize ?? size).little + size.little
            directory += UInt16(name.count).little + UInt16(entry.extra.count).little
            directory += [UInt8](repeating: 0, count: 10) + (entry.offset ?? place).little
            directory += name + entry.extra
        }
        let start = UInt32(file.count)
        let number = (count ?? UInt16(entries.count)).little
        file += directory + [0x50, 0x4B, 5, 6] + UInt32(0).little + number + number
        file += (directorySize ?? UInt32(directory.count)).little + (directoryOffset ?? start).little
        return file + UInt16(0).little
    }
}

extension FixedWidthInteger {
    var little: [UInt8] { withUnsafeBytes(of: littleEndian) { Array($0) } }
}
