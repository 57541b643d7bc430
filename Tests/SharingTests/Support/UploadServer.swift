import Foundation
import Synchronization

/// A registry that only takes uploads, and is strict about them: each answer names a new address, and only the newest one
/// is good.
final class UploadServer: Sendable {
    final class State: Sendable {
        struct Values {
            /// Of the newest address.
            var step = 0
            var content = Data()
            /// By digest, as they were finished.
            var blobs: [String: Data] = [:]
            var cuts: [Int]
            var lost: Int
        }

        let values: Mutex<Values>

        init(_ values: Values) { self.values = Mutex(values) }
    }

    private let state: State
    let server: LoopbackServer

    /// - Parameters:
    ///   - cuts: so many bytes of chunks are taken before the connection breaks, one entry for each broken chunk.
    ///   - refusal: the status that chunks get; nil where they are taken.
    ///   - lost: how many chunks are answered with "no such upload".
    ///   - mounts: the status of an attempt to take a blob over from another repository.
    init(cuts: [Int] = [], refusal: String? = nil, lost: Int = 0, mounts: String = "202 Accepted") throws {
        let state = State(State.Values(cuts: cuts, lost: lost))
        var oddity = LoopbackServer.Oddity()
        oddity.cut = { request in
            guard request.method == "PATCH" else { return nil }
            return state.values.withLock { $0.cuts.isEmpty ? nil : $0.cuts.removeFirst() }
        }
        // What came of a chunk that broke off counts.
        oddity.hear = { request in state.values.withLock { $0.content += request.body } }
        server = try LoopbackServer(oddity) { request in
            state.values.withLock { Self.answer(request, &$0, refusal: refusal, mounts: mounts) }
        }
        self.state = state
    }

    var blobs: [String: Data] { state.values.withLock { $0.blobs } }

    private static func answer(
        _ request: LoopbackServer.Request, _ state: inout State.Values, refusal: String?, mounts: String
    ) -> Data {
        func moved(_ status: String, _ headers: [String] = []) -> Data {
            state.step += 1
            return LoopbackServer.answer(status, ["Location: /upload/\(state.step)"] + headers)
        }
        let isNewest = request.path.split(separator: "?")[0] == "/upload/\(state.step)"
        switch request.method {
        case "POST":
            state.content = Data()
            return moved(request.query["mount"] == nil ? "202 Accepted" : mounts)
        case "PATCH":
            if let refusal { return LoopbackServer.answer(refusal) }
            guard isNewest else { return LoopbackServer.answer("404 Not Found") }
            if state.lost > 0 {
                state.lost -= 1
                return LoopbackServer.answer("404 Not Found")
            }
            let start = request.headers["content-range"].flatMap { Int($0.prefix { $0 != "-" }) }
            guard start == state.content.count else {
                return LoopbackServer.answer("416 Range Not Satisfiable")
            }
            state.content += request.body
            return moved("202 Accepted")
        case "GET":
            return moved("204 No Content", ["Range: 0-\(max(0, state.content.count - 1))"])
        case "PUT":
            guard isNewest else { return LoopbackServer.answer("404 Not Found") }
            state.blobs[request.query["digest"]?.first ?? ""] = state.content + request.body
            return LoopbackServer.answer("201 Created")
        default: return LoopbackServer.answer("404 Not Found")
        }
    }
}
