import Artifacts
import Engine
import Foundation
import Synchronization
import Values

/// Results in a registry, through `tweed-remote`, which is started with the first question.
///
/// Whatever goes wrong is said, and then is as if the registry knew nothing: a run goes on and computes.
final class RemoteResults: ResultSource {
    /// What was transferred, for a last line.
    struct Count: Sendable {
        var fetched = 0
        var fetchedBytes: Int64 = 0
        var sent = 0
        var sentBytes: Int64 = 0
        /// Troubles beyond those that were told one by one.
        var untold = 0
    }

    private struct State {
        var conversation: RemoteConversation?
        /// Nobody is asked any more.
        var isOff = false
        var told = 0
        var count = Count()
    }

    private static let maximumTold = 3

    let name: String
    private let program: @Sendable () throws -> RemoteProgram
    private let arguments: [String]
    private let isWritable: Bool
    private let say: @Sendable (String) -> Void
    private let index: RemoteIndex?
    private let state = Mutex(State())

    /// - Parameters:
    ///   - name: for messages.
    ///   - program: finds `tweed-remote` when it is needed.
    ///   - arguments: behind `cache serve`.
    ///   - isWritable: whether results that are computed are sent there.
    ///   - say: tells a person of troubles.
    ///   - index: knows what there is without asking; nil where nobody on this machine does.
    init(
        name: String, program: @escaping @Sendable () throws -> RemoteProgram, arguments: [String],
        isWritable: Bool, say: @escaping @Sendable (String) -> Void, index: RemoteIndex? = nil
    ) {
        self.index = index
        self.name = name
        self.program = program
        self.arguments = arguments
        self.isWritable = isWritable
        self.say = say
    }

    func record(of key: Digest) -> ActionRecord? {
        if let index {
            return (try? index.action(of: key)).flatMap { try? ActionRecord(parsing: $0) }
        }
        let answer = conversation?.ask(Self.question("record", key))
        guard let text = usable(answer)?["record"]?.stringValue else { return nil }
        return try? ActionRecord(parsing: Data(text.utf8))
    }

    func fetch(
        _ key: Digest, cancellation: CancellationFlag, progress: @escaping @Sendable (ProgressReport) -> Void
    ) -> FetchedResult? {
        if index != nil, record(of: key) == nil { return nil }
        let question = Self.question("fetch", key)
        let answer = conversation?.ask(question, cancellation: cancellation) { value in
            guard let done = value["done"]?.intValue, let total = value["total"]?.intValue else { return }
            progress(
                ProgressReport(completed: done / 1_000_000, total: total / 1_000_000, unit: "MB to fetch"))
        }
        guard let bytes = usable(answer)?["bytes"]?.integerValue else { return nil }
        state.withLock {
            $0.count.fetched += 1
            $0.count.fetchedBytes += bytes
        }
        return FetchedResult(bytes: bytes)
    }

    func offer(_ key: Digest) {
        guard isWritable, let conversation else { return }
        conversation.tell(Self.question("offer", key)) { [self] answer in
            guard let bytes = usable(answer)?["bytes"]?.integerValue else { return }
            state.withLock {
                $0.count.sent += 1
                $0.count.sentBytes += bytes
            }
        }
    }

    /// Results that are still to be sent.
    var waiting: Int { state.withLock { $0.conversation }?.openQuestions ?? 0 }

    /// Waits until everything is sent.
    /// - Returns: what was transferred.
    func finish(_ cancellation: CancellationFlag) -> Count {
        let conversation = state.withLock { state in
            state.isOff = true
            return state.conversation
        }
        conversation?.end(cancellation)
        return state.withLock { $0.count }
    }

    private static func question(_ ask: String, _ key: Digest) -> [String: JSONValue] {
        ["ask": .string(ask), "key": .string(key.hexadecimal)]
    }

    /// - Returns: nil where there is nothing to ask.
    private var conversation: RemoteConversation? {
        let (conversation, trouble): (RemoteConversation?, String?) = state.withLock { state in
            if state.isOff { return (nil, nil) }
            if let known = state.conversation { return (known, nil) }
            do {
                let new = try RemoteConversation(
                    path: program().path, arguments: ["cache", "serve"] + arguments)
                state.conversation = new
                return (new, nil)
            } catch {
                state.isOff = true
                return (nil, (error as? CommandFailure)?.text ?? "\(error)")
            }
        }
        if let trouble { tell(trouble) }
        return conversation
    }

    /// The other side may have ended before its time.
    private func noteEnd() {
        guard let conversation = state.withLock({ $0.isOff ? nil : $0.conversation }), conversation.isOver
        else { return }
        turnOff(conversation.problem ?? "\(RemoteProgram.name) ended before its time")
    }

    /// - Returns: nil for an answer that tells of trouble, which a person then hears of.
    private func usable(_ answer: JSONValue?) -> JSONValue? {
        guard let answer else {
            noteEnd()
            return nil
        }
        guard let problem = answer["problem"]?.stringValue else { return answer }
        if answer["down"] == true {
            turnOff(problem)
        } else {
            let isTold = state.withLock { state in
                state.told += 1
                if state.told > Self.maximumTold { state.count.untold += 1 }
                return state.told <= Self.maximumTold
            }
            if isTold { tell(problem) }
        }
        return nil
    }

    private func turnOff(_ problem: String) {
        let isNews = state.withLock { state in
            defer { state.isOff = true }
            return !state.isOff
        }
        if isNews { tell("\(problem); this run goes on without \(name)") }
    }

    private func tell(_ problem: String) {
        say(TerminalText.harmless(problem.trimmingCharacters(in: .whitespacesAndNewlines)))
    }
}
