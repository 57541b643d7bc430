import Foundation

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The form of a snapshot on disk: fields between tabs, lines that end with a zero byte, and the digest of all that
/// in front. A path ends its line, so it can be handed to the system as it lies there.
enum SnapshotText {
    static let format = "tweed-snapshot 1"
    private static let digestBytes = 64
    private static let tab = UInt8(ascii: "\t")

    /// nil where a text could be mistaken for two.
    static func data(_ snapshot: RunSnapshot) -> Data? {
        var lines = ["F\t" + format]
        lines += snapshot.conditions.map { "C\t" + $0 }
        lines.append("N\t" + snapshot.scope)
        if let run = snapshot.run { lines.append("R\t" + run.text) }
        for stage in snapshot.stages {
            lines.append(
                "S\t\(stage.name)\t\(stage.kind)\t\(stage.key.hexadecimal)\t\(stage.presentedAt ?? "")")
            for (name, output) in stage.outputs.sorted(by: { $0.key < $1.key }) {
                let form = output.isFolder ? "folder" : "file"
                lines.append("O\t\(name)\t\(form)\t\(output.size)\t\(output.digest.hexadecimal)")
            }
        }
        lines += snapshot.products.map { "P\t" + $0 }
        for entry in snapshot.watched {
            let stamp = entry.stamp
            let link = entry.followsLinks ? "W" : "L"
            lines.append(
                "\(link)\t\(stamp.size)\t\(stamp.modified)\t\(stamp.changed)\t\(stamp.inode)\t\(entry.path)")
        }
        let names = snapshot.stages.flatMap { [$0.name, $0.kind] + $0.outputs.keys }
        guard !names.contains(where: { $0.utf8.contains(tab) }),
            !lines.contains(where: { $0.utf8.contains(0) })
        else { return nil }
        let body = Data((lines.joined(separator: "\0") + "\0").utf8)
        return Data(Digest(of: body).hexadecimal.utf8) + body
    }

    /// The snapshot, if every path in it is as it was and the conditions are these; else nil.
    ///
    /// - Parameter conditions: compared before anything is looked at.
    static func unchanged(_ data: Data, conditions: [String]) -> RunSnapshot? {
        guard data.count > digestBytes else { return nil }
        let body = data.dropFirst(digestBytes)
        guard Data(Digest(of: body).hexadecimal.utf8) == data.prefix(digestBytes) else { return nil }
        return body.withUnsafeBytes { bytes in
            var snapshot = RunSnapshot(
                conditions: [], scope: "", run: nil, stages: [], products: [], watched: [])
            var start = 0
            while start < bytes.count {
                let rest = UnsafeRawBufferPointer(rebasing: bytes[start...])
                guard let end = memchr(rest.baseAddress!, 0, rest.count) else { return nil }
                let length = UnsafeRawPointer(end) - rest.baseAddress!
                guard length > 2 else { return nil }
                let line = UnsafeRawBufferPointer(rebasing: rest[..<length])
                guard take(line, into: &snapshot, conditions: conditions) else { return nil }
                start += length + 1
            }
            let isWhole = snapshot.conditions == conditions && !snapshot.stages.isEmpty
            return isWhole && Paths.isComponent(snapshot.scope) ? snapshot : nil
        }
    }

    private static func take(
        _ line: UnsafeRawBufferPointer, into snapshot: inout RunSnapshot, conditions: [String]
    ) -> Bool {
        switch line[0] {
        case UInt8(ascii: "F"): return text(line, from: 2) == format
        case UInt8(ascii: "C"):
            let condition = text(line, from: 2)
            let position = snapshot.conditions.count
            guard position < conditions.count, conditions[position] == condition else { return false }
            snapshot.conditions.append(condition)
            return true
        case UInt8(ascii: "N"):
            snapshot.scope = text(line, from: 2)
            return true
        case UInt8(ascii: "R"):
            snapshot.run = RunID(text(line, from: 2))
            return snapshot.run != nil
        case UInt8(ascii: "S"):
            let fields = fields(line)
            guard fields.count == 5, let key = Digest(hexadecimal: fields[3]) else { return false }
            snapshot.stages.append(
                RunSnapshot.Stage(
                    name: fields[1], kind: fields[2], key: key, outputs: [:],
                    presentedAt: fields[4].isEmpty ? nil : fields[4]))
            return true
        case UInt8(ascii: "O"):
            let fields = fields(line)
            guard fields.count == 5, let size = Int64(fields[3]),
                (0...ObjectReader.maximumSize).contains(size),
                ["file", "folder"].contains(fields[2]), let digest = Digest(hexadecimal: fields[4]),
                let stage = snapshot.stages.last,
                stage.outputs.values.reduce(size, { $0 + $1.size }) <= ObjectReader.maximumSize
            else { return false }
            snapshot.stages[snapshot.stages.count - 1].outputs[fields[1]] = OutputReference(
                digest: digest, isFolder: fields[2] == "folder", size: size)
            return true
        case UInt8(ascii: "P"):
            snapshot.products.append(text(line, from: 2))
            return true
        case UInt8(ascii: "W"): return isUnchanged(line, followsLinks: true)
        case UInt8(ascii: "L"): return isUnchanged(line, followsLinks: false)
        default: return false
        }
    }

    /// Reads the numbers and asks the system, without making a string of the path.
    private static func isUnchanged(_ line: UnsafeRawBufferPointer, followsLinks: Bool) -> Bool {
        var position = 2
        var numbers: (Int64, Int64, Int64, Int64) = (0, 0, 0, 0)
        for index in 0..<4 {
            var number: Int64 = 0
            var isNegative = false
            while position < line.count, line[position] != tab {
                if line[position] == UInt8(ascii: "-") {
                    isNegative = true
                } else {
                    number = number &* 10 &+ Int64(line[position] &- 48)
                }
                position += 1
            }
            position += 1
            if isNegative { number = 0 &- number }
            switch index {
            case 0: numbers.0 = number
            case 1: numbers.1 = number
            case 2: numbers.2 = number
            default: numbers.3 = number
            }
        }
        guard position < line.count else { return false }
        var found = stat()
        let path = (line.baseAddress! + position).assumingMemoryBound(to: CChar.self)
        guard (followsLinks ? stat(path, &found) : lstat(path, &found)) == 0 else { return false }
        let stamp = FileStatus(found).stamp
        return stamp.size == numbers.0 && stamp.modified == numbers.1 && stamp.changed == numbers.2
            && stamp.inode == UInt64(bitPattern: numbers.3)
    }

    private static func fields(_ line: UnsafeRawBufferPointer) -> [String] {
        line.split(separator: tab, omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    private static func text(_ line: UnsafeRawBufferPointer, from start: Int) -> String {
        String(decoding: line[start...], as: UTF8.self)
    }
}
