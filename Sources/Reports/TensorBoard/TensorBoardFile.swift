import Foundation

/// Writes one TensorBoard event file, which only grows. Copies of the value write to the same file.
///
/// Events are gathered in memory until `flush`. A process that is killed may leave a torn record at the end; readers
/// stop there and go on with the next file of the folder.
public struct TensorBoardFile: Sendable {
    public let path: String

    /// Closes itself when it goes.
    private let handle: FileHandle
    private var pending: [UInt8] = []

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
        append(TensorBoardEvent(time: time, step: 0, .fileVersion))
    }

    public mutating func append(_ event: TensorBoardEvent) { pending += event.record }

    /// Hands everything to the system. It is not forced to the disk: curves are not worth that.
    /// - Throws: `TensorBoardFileError`; what could not be written is dropped.
    public mutating func flush() throws {
        guard !pending.isEmpty else { return }
        defer { pending.removeAll(keepingCapacity: true) }
        do {
            try handle.write(contentsOf: pending)
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
