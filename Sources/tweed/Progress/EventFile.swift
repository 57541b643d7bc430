import Engine
import Foundation
import Stages
import Synchronization
import Values

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Writes the events of a run to a file, one JSON object a line; each line is handed to the system at once, so that
/// whoever follows the file sees it.
final class EventFile: Sendable {
    private struct State {
        var error: EventFileError?
    }

    private let path: String
    private let descriptor: Int32
    private let state = Mutex(State())

    /// - Throws: `EventFileError` when the file cannot be made.
    init(_ path: String) throws {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw EventFileError(path: path, code: errno) }
    }

    deinit { close(descriptor) }

    /// Why lines are missing, if some are. The run goes on without them.
    var error: EventFileError? { state.withLock { $0.error } }

    func begin(recipe: String) { write(["event": "begin", "format": 1, "recipe": .string(recipe)]) }

    func write(_ event: RunEvent) { write(event.json) }

    func end(_ result: RecipeRunResult, wasInterrupted: Bool) {
        var fields = RunReport(result, wasInterrupted: wasInterrupted).value.objectValue ?? [:]
        // Each stage has told its end.
        fields["stages"] = nil
        fields["event"] = "end"
        write(fields)
    }

    private func write(_ fields: [String: JSONValue]) {
        var fields = fields
        fields["time"] = .number((Date().timeIntervalSince1970 * 1000).rounded() / 1000)
        let line = Data((JSONValue.object(fields).canonicalText + "\n").utf8)
        state.withLock { state in
            guard state.error == nil else { return }
            if let code = append(line) { state.error = EventFileError(path: path, code: code) }
        }
    }

    /// - Returns: the system's code where it refuses.
    private func append(_ line: Data) -> Int32? {
        line.withUnsafeBytes { bytes in
            var offset = 0
            while offset < bytes.count {
                #if canImport(Glibc)
                    let count = Glibc.write(descriptor, bytes.baseAddress! + offset, bytes.count - offset)
                #else
                    let count = Darwin.write(descriptor, bytes.baseAddress! + offset, bytes.count - offset)
                #endif
                if count < 0 {
                    if errno == EINTR { continue }
                    return errno
                }
                offset += count
            }
            return nil
        }
    }
}

/// The file for events cannot be written.
struct EventFileError: Error, CustomStringConvertible {
    var path: String
    var code: Int32

    var description: String { "cannot write events to \(path): \(String(cString: strerror(code)))" }
}
