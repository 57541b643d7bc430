import Artifacts
import Engine
import Foundation
import Synchronization
import Values

/// Answers the questions of one `tweed` after results, several at once: see `CacheRequest`.
public final class CacheService: Sendable {
    private struct State {
        /// Found by a question after the record; the one after the content usually follows.
        var found: [Digest: FoundResult] = [:]
        /// Keys whose result in the registry cannot be used.
        var unusable: Set<Digest> = []
    }

    private static let rememberedResults = 256

    private let shelf: any ResultShelf
    private let exchange: CacheExchange
    private let state = Mutex(State())
    private let answers: Mutex<FileHandle>
    private let offers = DispatchQueue(label: "tweed.offers")

    /// Serves a repository that is used as a cache.
    public convenience init(
        _ client: RegistryClient, cacheFolder: String, verificationKey: VerificationKey?,
        signingKey: SigningKey?, output: FileHandle
    ) throws {
        try self.init(
            RegistryShelf(client: client, verificationKey: verificationKey, signingKey: signingKey),
            cacheFolder: cacheFolder, output: output)
    }

    /// Serves what a lazy pull has left.
    public convenience init(
        _ client: RegistryClient, index: RemoteIndex, cacheFolder: String, output: FileHandle
    ) throws {
        try self.init(ArtifactShelf(client: client, index: index), cacheFolder: cacheFolder, output: output)
    }

    private init(_ shelf: any ResultShelf, cacheFolder: String, output: FileHandle) throws {
        self.shelf = shelf
        exchange = try CacheExchange(cacheFolder: cacheFolder)
        answers = Mutex(output)
    }

    /// Answers until there are no more questions, and then sends what is still to be sent.
    public func serve(_ input: FileHandle) {
        var buffer = Data()
        while true {
            let piece = input.availableData
            if piece.isEmpty { break }
            buffer.append(piece)
            while let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
                let line = Data(buffer[..<end])
                buffer = Data(buffer[(end + 1)...])
                if let request = CacheRequest(line) { take(request) }
            }
        }
        offers.sync {}
    }

    private func take(_ request: CacheRequest) {
        if request.ask == .offer {
            offers.async { self.answer(request) }
        } else {
            // Who asks limits how many there are at once.
            Thread.detachNewThread { self.answer(request) }
        }
    }

    private func answer(_ request: CacheRequest) {
        var fields: [String: JSONValue] = [:]
        do {
            switch request.ask {
            case .record:
                if let found = try find(request.key) {
                    fields["record"] = .string(String(decoding: found.action, as: UTF8.self))
                }
            case .fetch:
                if let found = try find(request.key) {
                    fields["bytes"] = .integer(try fetch(found, request))
                }
            case .offer:
                let isUnusable = state.withLock { $0.unusable.contains(request.key) }
                if let shelf = shelf as? RegistryShelf,
                    let bytes = try shelf.offer(request.key, from: exchange, replaces: isUnusable)
                {
                    fields["bytes"] = .integer(bytes)
                }
            }
        } catch {
            let isDown = Self.isDown(error)
            // A result that cannot be used gives way to the one that is computed instead.
            if !isDown, !(error is HTTPError) { state.withLock { _ = $0.unusable.insert(request.key) } }
            fields = ["problem": .string("\(error)"), "down": .bool(isDown)]
        }
        write(fields, request)
    }

    private func find(_ key: Digest) throws -> FoundResult? {
        if let known = state.withLock({ $0.found[key] }) { return known }
        let found = try shelf.find(key)
        state.withLock { state in
            if state.found.count >= Self.rememberedResults { state.found = [:] }
            state.found[key] = found
        }
        return found
    }

    private func fetch(_ found: FoundResult, _ request: CacheRequest) throws -> Int64 {
        let last = Mutex(ContinuousClock.now - .seconds(1))
        defer { state.withLock { $0.found[request.key] = nil } }
        return try ResultFetcher(client: shelf.client, exchange: exchange).fetch(found) { done, total in
            let isDue = last.withLock { last in
                guard ContinuousClock.now - last >= .milliseconds(100) else { return false }
                last = .now
                return true
            }
            if isDue { self.write(["done": .integer(done), "total": .integer(total)], request) }
        }
    }

    /// Whether it would be no better for any other key.
    private static func isDown(_ error: any Error) -> Bool {
        switch error {
        case let error as HTTPError: error.isOfTheWay
        case is BusyServer: true
        case RegistryError.refused, RegistryError.unusableRealm, RegistryError.unusableToken: true
        default: false
        }
    }

    private func write(_ fields: [String: JSONValue], _ request: CacheRequest) {
        var fields = fields
        fields["id"] = .integer(request.identifier)
        let line = JSONValue.object(fields).canonicalData + Data("\n".utf8)
        // Who does not listen any more needs no answer.
        answers.withLock { try? $0.write(contentsOf: line) }
    }
}

extension CacheService {
    /// Says that there will be no answers, and why.
    public static func giveUp(_ error: any Error, output: FileHandle) {
        let line: JSONValue = ["problem": .string("\(error)"), "down": true]
        try? output.write(contentsOf: line.canonicalData + Data("\n".utf8))
    }
}
