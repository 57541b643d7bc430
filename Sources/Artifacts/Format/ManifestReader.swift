import Engine
import Foundation
import Values

/// The content of a blob that stands for nothing.
let emptyConfigData = Data("{}".utf8)

/// Reads objects of OCI JSON, which come from strangers. Fields that it is not asked for do not matter.
struct ManifestReader {
    let fields: [String: JSONValue]
    let place: String

    init(_ value: JSONValue, place: String) throws(ArtifactError) {
        guard case .object(let fields) = value else { throw .malformed(place, "it is no JSON object") }
        self.fields = fields
        self.place = place
    }

    /// - Parameter maximumBytes: a longer text is refused without reading it.
    init(parsing data: Data, place: String, maximumBytes: Int) throws(ArtifactError) {
        guard data.count <= maximumBytes else {
            throw .tooLarge(place, bytes: Int64(data.count), maximum: Int64(maximumBytes))
        }
        let value: JSONValue
        do {
            value = try JSONValue(
                parsing: data, name: place, limits: JSONReader.Limits(maximumBytes: maximumBytes))
        } catch {
            throw .malformed(place, "it is no JSON: \(error.message)")
        }
        try self.init(value, place: place)
    }

    func value(_ name: String) throws(ArtifactError) -> JSONValue {
        guard let value = fields[name] else { throw .malformed(place, "\(name) is missing") }
        return value
    }

    func string(_ name: String) throws(ArtifactError) -> String {
        guard case .string(let text) = try value(name) else { throw .malformed(place, "\(name) is no text") }
        return text
    }

    func optionalString(_ name: String) throws(ArtifactError) -> String? {
        guard let value = fields[name], !value.isNull else { return nil }
        return try string(name)
    }

    func integer(_ name: String) throws(ArtifactError) -> Int64 {
        guard case .integer(let number) = try value(name) else {
            throw .malformed(place, "\(name) is no integer")
        }
        return number
    }

    func size(_ name: String) throws(ArtifactError) -> Int64 {
        let size = try integer(name)
        guard size >= 0 else { throw .malformed(place, "\(name) is negative") }
        guard size <= ArtifactLimits.blobBytes else {
            throw .tooLarge(place, bytes: size, maximum: ArtifactLimits.blobBytes)
        }
        return size
    }

    func digest(_ name: String) throws(ArtifactError) -> Digest {
        let text = try string(name)
        guard text.hasPrefix("sha256:"), let digest = Digest(hexadecimal: String(text.dropFirst(7))) else {
            throw .malformed(
                place, "\(name) is not \"sha256:\" and 64 hexadecimal digits; no other digests are known")
        }
        return digest
    }

    func list(_ name: String, maximum: Int) throws(ArtifactError) -> [JSONValue] {
        guard case .array(let values) = try value(name) else { throw .malformed(place, "\(name) is no list") }
        guard values.count <= maximum else {
            throw .malformed(place, "\(name) has \(values.count) entries; at most \(maximum) are read")
        }
        return values
    }

    func annotations() throws(ArtifactError) -> [String: String] {
        guard let value = fields["annotations"], !value.isNull else { return [:] }
        guard case .object(let fields) = value else { throw .malformed(place, "annotations is no object") }
        var found: [String: String] = [:]
        for (name, value) in fields {
            guard case .string(let text) = value else {
                throw .malformed(place, "an annotation is no text")
            }
            guard name.utf8.count + text.utf8.count <= ArtifactLimits.annotationBytes else {
                throw .malformed(
                    place, "an annotation is longer than \(ArtifactLimits.annotationBytes) bytes")
            }
            found[name] = text
        }
        return found
    }
}
