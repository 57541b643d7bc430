import Engine
import Foundation
import Synchronization
import Values

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A talk with a `tweed-remote` that keeps running: questions and answers are JSON objects, one a line, and many
/// questions may be open at once.
final class RemoteConversation: Sendable {
    private struct Question {
        var hear: @Sendable (JSONValue) -> Void
        var finish: @Sendable (JSONValue?) -> Void
    }

    private struct State {
        var next: Int64 = 1
        var open: [Int64: Question] = [:]
        var isOver = false
        /// Why, where the other side has said it.
        var problem: String?
    }

    /// Longer lines are no answer.
    private static let maximumLine = 160 << 20
    private static let limits = JSONReader.Limits(maximumBytes: maximumLine)

    private let process: Process
    private let socket: Int32
    private let state = Mutex(State())
    private let ended = DispatchGroup()

    /// Starts the program.
    init(path: String, arguments: [String]) throws {
        // A socket and no pipe: writing to a program that is gone then is an error, not a signal.
        var ends: [Int32] = [-1, -1]
        #if canImport(Glibc)
            let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        #else
            let kind = SOCK_STREAM
        #endif
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw POSIXError(.EMFILE) }
        #if !canImport(Glibc)
            var one: Int32 = 1
            setsockopt(ends[0], SOL_SOCKET, SO_NOSIGPIPE, &one, socklen_t(MemoryLayout<Int32>.size))
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        #endif
        socket = ends[0]
        let theirs = FileHandle(fileDescriptor: ends[1], closeOnDealloc: true)
        let output = Pipe()
        process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.standardInput = theirs
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        do {
            try process.run()
        } catch {
            close(socket)
            throw error
        }
        try? theirs.close()
        ended.enter()
        let reader = Thread { [self] in
            listen(to: output.fileHandleForReading)
            ended.leave()
        }
        reader.start()
    }

    deinit { close(socket) }

    /// Asks, and waits for the answer.
    /// - Parameter progress: hears of what comes before it.
    /// - Returns: nil where there will be none, or nobody wants it any more.
    func ask(
        _ question: [String: JSONValue], cancellation: CancellationFlag? = nil,
        progress: @escaping @Sendable (JSONValue) -> Void = { _ in }
    ) -> JSONValue? {
        let isThere = DispatchSemaphore(value: 0)
        let box = AnswerBox()
        tell(question, hear: progress) { value in
            box.value.withLock { $0 = value }
            isThere.signal()
        }
        while isThere.wait(timeout: .now() + 0.1) == .timedOut {
            if cancellation?.isCancelled == true { return nil }
        }
        return box.value.withLock { $0 }
    }

    /// Asks without waiting.
    func tell(
        _ question: [String: JSONValue], hear: @escaping @Sendable (JSONValue) -> Void = { _ in },
        finish: @escaping @Sendable (JSONValue?) -> Void
    ) {
        let identifier: Int64? = state.withLock { state in
            guard !state.isOver else { return nil }
            state.next += 1
            state.open[state.next] = Question(hear: hear, finish: finish)
            return state.next
        }
        guard let identifier else { return finish(nil) }
        var question = question
        question["id"] = .integer(identifier)
        let line = JSONValue.object(question).canonicalData + Data("\n".utf8)
        guard !send(line) else { return }
        state.withLock { $0.open.removeValue(forKey: identifier) }?.finish(nil)
    }

    /// How many answers are still to come.
    var openQuestions: Int { state.withLock { $0.open.count } }

    /// Whether the other side is gone.
    var isOver: Bool { state.withLock { $0.isOver } }

    /// Why there are no answers any more, where that was said.
    var problem: String? { state.withLock { $0.problem } }

    /// Lets the other side finish what it does, and waits for its end; a wish to stop ends it at once.
    func end(_ cancellation: CancellationFlag) {
        shutdown(socket, Int32(1))
        while ended.wait(timeout: .now() + 0.1) == .timedOut {
            if cancellation.isCancelled { kill(process.processIdentifier, SIGKILL) }
        }
        process.waitUntilExit()
    }

    private func send(_ line: Data) -> Bool {
        // One line at a time: the lock keeps those of others out.
        state.withLock { _ in
            line.withUnsafeBytes { bytes in
                var position = 0
                while position < bytes.count {
                    #if canImport(Glibc)
                        let flags = Int32(MSG_NOSIGNAL)
                        let count = Glibc.send(
                            socket, bytes.baseAddress! + position, bytes.count - position, flags)
                    #else
                        let count = Darwin.send(
                            socket, bytes.baseAddress! + position, bytes.count - position, 0)
                    #endif
                    if count < 0, errno == EINTR { continue }
                    guard count > 0 else { return false }
                    position += count
                }
                return true
            }
        }
    }

    private func listen(to output: FileHandle) {
        var buffer = Data()
        // Where no line end was found so far.
        var searched = 0
        while true {
            let piece = output.availableData
            if piece.isEmpty || buffer.count > Self.maximumLine { break }
            buffer.append(piece)
            while let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                hear(Data(buffer[..<end]))
                buffer = Data(buffer[(end + 1)...])
                searched = 0
            }
            searched = buffer.count
        }
        let left = state.withLock { state in
            state.isOver = true
            defer { state.open = [:] }
            return state.open.values.map(\.finish)
        }
        for finish in left { finish(nil) }
    }

    private func hear(_ line: Data) {
        guard let value = try? JSONValue(parsing: line, limits: Self.limits) else { return }
        guard let identifier = value["id"]?.integerValue else {
            return state.withLock { $0.problem = value["problem"]?.stringValue }
        }
        if value["total"] != nil {
            return (state.withLock { $0.open[identifier] })?.hear(value) ?? ()
        }
        state.withLock { $0.open.removeValue(forKey: identifier) }?.finish(value)
    }
}

private final class AnswerBox: Sendable {
    let value = Mutex<JSONValue?>(nil)
}
