import Foundation
import Values

/// What is wrong with a record that the engine reads back.
public enum RecordProblem: Error, Sendable, Equatable {
    case syntax
    case checksum
    case field(String)
    case path(String)
    /// It is larger than any that is read.
    case size
    /// Its key is not the one that follows from what it describes.
    case key
}

/// Reads the engine's own records, which may come from another machine, without trusting their shape.
struct ObjectReader {
    /// The largest number of bytes that a record may speak of: 1 PiB.
    static let maximumSize: Int64 = 1 << 50

    let fields: [String: JSONValue]

    init(_ value: JSONValue) throws {
        guard case .object(let fields) = value else { throw RecordProblem.syntax }
        self.fields = fields
    }

    init(parsing data: Data) throws {
        // A configuration may be as deep as a recipe allows, and stands some levels down in a record.
        let limits = JSONReader.Limits(maximumDepth: 128, maximumBytes: TreeManifest.maximumBytes)
        guard let value = try? JSONValue(parsing: data, limits: limits) else { throw RecordProblem.syntax }
        try self.init(value)
    }

    func value(_ name: String) throws -> JSONValue {
        guard let value = fields[name] else { throw RecordProblem.field(name) }
        return value
    }

    func string(_ name: String) throws -> String {
        guard case .string(let text)? = fields[name] else { throw RecordProblem.field(name) }
        return text
    }

    func integer(_ name: String) throws -> Int64 {
        guard case .integer(let number)? = fields[name] else { throw RecordProblem.field(name) }
        return number
    }

    func number(_ name: String) throws -> Double {
        switch fields[name] {
        case .integer(let number)?: return Double(number)
        case .number(let number)?: return number
        default: throw RecordProblem.field(name)
        }
    }

    /// A number of bytes. Nobody has a pebibyte, and sums of sizes below it cannot overflow.
    func size(_ name: String) throws -> Int64 {
        let size = try integer(name)
        guard (0...Self.maximumSize).contains(size) else { throw RecordProblem.field(name) }
        return size
    }

    /// Seconds, since 1970 or for how long. Beyond thirty thousand years is no time, and no text for a person.
    func seconds(_ name: String) throws -> Double {
        let seconds = try number(name)
        guard abs(seconds) <= 1e12 else { throw RecordProblem.field(name) }
        return seconds
    }

    /// How many of something.
    func count(_ name: String) throws -> Int {
        guard let count = Int(exactly: try integer(name)), count >= 0 else { throw RecordProblem.field(name) }
        return count
    }

    func boolean(_ name: String) throws -> Bool {
        guard case .bool(let flag)? = fields[name] else { throw RecordProblem.field(name) }
        return flag
    }

    func object(_ name: String) throws -> ObjectReader {
        guard let value = fields[name], let object = try? ObjectReader(value) else {
            throw RecordProblem.field(name)
        }
        return object
    }

    func strings(_ name: String) throws -> [String] {
        guard case .array(let values)? = fields[name] else { throw RecordProblem.field(name) }
        return try values.map {
            guard case .string(let text) = $0 else { throw RecordProblem.field(name) }
            return text
        }
    }

    func digest(_ name: String) throws -> Digest {
        guard let digest = Digest(hexadecimal: try string(name)) else { throw RecordProblem.field(name) }
        return digest
    }
}
