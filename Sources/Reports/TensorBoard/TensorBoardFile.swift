import Foundation

/// Writes one TensorBoard event file, which only grows. Copies of the value write to the same file.
///
/// Every event is handed to the system at once, so that a killed process leaves all of them; a torn record at the end
/// is possible, where readers stop and go on with the next file of the folder. Nothing is forced to the disk: curves
/// are not worth that.
public struct TensorBoardFile: Sendable {
    public let path: String

    /// Closes itself when it goes.
    private let handle: FileHandle

    /// Makes a new file in a folder, with a name that sorts after those that are there: readers take the files of a
    /// folder in the order of their names, and clocks may jump back.
    ///
    /// - Parameters:
    ///   - folder: made where it does not exist.
    ///   - time: seconds since 1970.
    /// - Throws: `TensorBoardFileError`.
    public init(folder: String, time: Double, process: Int32) throws {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let present = try FileManager.default.contentsOfDirectory(atPath: folder)
            let seconds = max(Int(time), (present.compactMap(Self.seconds).max() ?? 0) + 1)
            let digits = String(seconds)
            // TensorBoard wants `tfevents` in the name and ignores the rest. The host's name is left out.
            let name =
                Self.prefix + String(repeating: "0", count: max(0, 10 - digits.count)) + digits
                + ".tweed.\(process)"
            path = folder + "/" + name
            try Data().write(to: URL(fileURLWithPath: path), options: .withoutOverwriting)
            handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        } catch {
            throw TensorBoardFileError(path: folder, reason: error.localizedDescription)
        }
        try append(TensorBoardEvent(time: time, step: 0, .fileVersion))
    }

    /// - Throws: `TensorBoardFileError`.
    public func append(_ event: TensorBoardEvent) throws {
        do {
            try handle.write(contentsOf: event.record)
        } catch {
            throw TensorBoardFileError(path: path, reason: error.localizedDescription)
        }
    }

    private static let prefix = "events.out.tfevents."

    /// The time in the name of an event file.
    private static func seconds(in name: String) -> Int? {
        guard name.hasPrefix(prefix) else { return nil }
        let digits = name.dropFirst(prefix.count).prefix { $0 != "." }
        return Int(digits).flatMap { (0..<99_999_999_999).contains($0) ? $0 : nil }
    }
}

/// Curves cannot be written.
public struct TensorBoardFileError: Error, Sendable, CustomStringConvertible {
    public var path: String
    public var reason: String

    public init(path: String, reason: String) {
        self.path = path
        self.reason = reason
    }

    public var description: String { "cannot write training curves to \(path): \(reason)" }
}
