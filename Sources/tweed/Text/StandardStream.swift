import Foundation

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Standard output or standard error, and what the other end can show.
struct StandardStream: Sendable {
    static let output = StandardStream(descriptor: STDOUT_FILENO)
    static let error = StandardStream(descriptor: STDERR_FILENO)

    let descriptor: Int32
    /// Whether lines that were written can be written over.
    let isLive: Bool
    let hasColour: Bool

    init(descriptor: Int32) {
        self.init(
            descriptor: descriptor, isTerminal: isatty(descriptor) != 0,
            environment: ProcessInfo.processInfo.environment)
    }

    /// - Parameter environment: `TERM=dumb` means no control codes at all; `NO_COLOR`, when it is set and not
    ///   empty, means no colours (no-color.org).
    init(descriptor: Int32, isTerminal: Bool, environment: [String: String]) {
        self.descriptor = descriptor
        let term = environment["TERM"] ?? ""
        isLive = isTerminal && term != "dumb" && !term.isEmpty
        hasColour = isLive && (environment["NO_COLOR"] ?? "").isEmpty
    }

    /// The width of the terminal; 80 where it is not known.
    var columns: Int {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// Writes at once and in one piece. A reader that went away is no error of the run.
    func write(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            var offset = 0
            while offset < bytes.count {
                #if canImport(Glibc)
                    let count = Glibc.write(descriptor, bytes.baseAddress! + offset, bytes.count - offset)
                #else
                    let count = Darwin.write(descriptor, bytes.baseAddress! + offset, bytes.count - offset)
                #endif
                if count < 0 {
                    if errno == EINTR || errno == EAGAIN { continue }
                    return
                }
                offset += count
            }
        }
    }

    func writeLine(_ line: StyledLine) { write(line.rendered(colour: hasColour) + "\n") }

    func writeLine(_ text: String = "") { write(TerminalText.harmless(text) + "\n") }
}
