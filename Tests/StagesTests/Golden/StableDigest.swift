import Engine
import Foundation
import Images

/// Digests of results that do not depend on how this machine's libraries compress: pictures count by their pixels,
/// also those inside of a page.
enum StableDigest {
    /// Of a file, or of a folder by the names and contents of its files.
    static func of(_ path: String) throws -> Digest {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw CocoaError(.fileNoSuchFile)
        }
        guard isFolder.boolValue else { return try ofFile(path) }
        let names = try FileManager.default.subpathsOfDirectory(atPath: path).sorted()
        var lines = ""
        for name in names {
            let file = path + "/" + name
            _ = FileManager.default.fileExists(atPath: file, isDirectory: &isFolder)
            if !isFolder.boolValue { lines += "\(name) \(try ofFile(file).hexadecimal)\n" }
        }
        return Digest(of: Data(lines.utf8))
    }

    private static func ofFile(_ path: String) throws -> Digest {
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        if path.hasSuffix(".png") { return try ofPixels(data) }
        return Digest(of: path.hasSuffix(".html") ? try withoutCompression(data) : data)
    }

    private static func ofPixels(_ png: Data) throws -> Digest {
        let image = try PixelImage(png: Array(png))
        return Digest(of: Data("\(image.width) \(image.height)\n".utf8) + Data(image.rgb))
    }

    private static let marker = "data:image/png;base64,"

    /// A page with the digests of its pictures in their place.
    static func withoutCompression(_ page: Data) throws -> Data {
        let parts = String(decoding: page, as: UTF8.self).components(separatedBy: marker)
        let rest = try parts.dropFirst().map { part in
            let end = part.firstIndex { !($0.isLetter || $0.isNumber || "+/=".contains($0)) } ?? part.endIndex
            guard let png = Data(base64Encoded: String(part[..<end])) else {
                throw CocoaError(.fileReadCorruptFile)
            }
            return try ofPixels(png).hexadecimal + part[end...]
        }
        return Data(([parts[0]] + rest).joined(separator: "<picture>").utf8)
    }
}
