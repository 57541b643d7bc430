import Foundation
import Values

/// A JSON value on one line after its own digest, so that a torn or flipped record is told from a whole one.
enum SealedRecord {
    static func seal(_ value: JSONValue) -> Data {
        let body = value.canonicalData
        return Data((Digest(of: body).hexadecimal + " ").utf8) + body + Data("\n".utf8)
    }

    /// - Throws: `RecordProblem`.
    static func open(_ line: Data) throws -> ObjectReader {
        let line = line.last == UInt8(ascii: "\n") ? line.dropLast() : line
        guard line.count > 65 else { throw RecordProblem.syntax }
        let body = Data(line.dropFirst(65))
        let seal = String(decoding: line.prefix(65), as: UTF8.self)
        guard seal == Digest(of: body).hexadecimal + " " else { throw RecordProblem.checksum }
        return try ObjectReader(parsing: body)
    }
}
