import Foundation

/// Reads files of settings, which come from strangers and have no reason to be large.
enum SmallFile {
    /// Bytes of the largest one.
    static let limit = 1 << 20

    static func read(_ path: String) throws(SmallFileError) -> Data {
        guard let file = FileHandle(forReadingAtPath: path) else { throw SmallFileError("cannot be read") }
        defer { try? file.close() }
        // One byte more than allowed, so that no size has to be believed.
        guard let data = try? file.read(upToCount: limit + 1) else { throw SmallFileError("cannot be read") }
        guard data.count <= limit else {
            throw SmallFileError("is larger than \(limit) bytes, which no file of settings is")
        }
        return data
    }
}

/// Why a file of settings was not read.
struct SmallFileError: Error {
    let reason: String

    init(_ reason: String) { self.reason = reason }
}
