import Foundation

extension RemoteProgram {
    /// Runs it to its end and keeps what it says.
    /// - Returns: standard output without the last line end.
    /// - Throws: `RemoteFailure` with what it said on standard error.
    func output(of arguments: [String]) throws -> String {
        let process = Process()
        let (output, errors) = (Pipe(), Pipe())
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        // It says little, so neither of the two can fill up while the other one is read.
        let said = (try? output.fileHandleForReading.readToEnd()) ?? Data()
        let complaint = (try? errors.fileHandleForReading.readToEnd()) ?? Data()
        process.waitUntilExit()
        guard process.terminationReason == .exit, process.terminationStatus == 0 else {
            var text = String(decoding: complaint, as: UTF8.self).trimmingCharacters(
                in: .whitespacesAndNewlines)
            if text.hasPrefix("Error: ") { text = String(text.dropFirst(7)) }
            throw RemoteFailure(description: text.isEmpty ? "\(Self.name) failed" : text)
        }
        return String(decoding: said, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

/// What the other program could not do, in its own words.
struct RemoteFailure: Error, CustomStringConvertible {
    var description: String
}
