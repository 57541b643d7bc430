import Foundation

/// What libcurl's callbacks work on during one exchange.
final class HTTPExchange {
    let host: String
    private let sink: (any BodySink)?
    private let isHead: Bool
    private let body: HTTPBody
    private let file: FileHandleDescriptor?
    private let sent: (@Sendable (Int64) -> Void)?
    private var position: Int64 = 0
    private var headerBytes = 0
    private var hasBegun = false

    private(set) var head = HTTPHead(status: 0)
    /// Of an answer that is no success.
    let errorBody = DataSink(limit: TransferLimits.errorBytes)
    /// Why a callback stopped the exchange.
    private(set) var failure: (any Error)?

    init(_ request: HTTPRequest, sink: (any BodySink)?, sent: (@Sendable (Int64) -> Void)?) throws {
        host = request.url.host() ?? ""
        isHead = request.method == .head
        body = request.body
        self.sink = sink
        self.sent = sent
        if case .file(let path, _, _) = request.body {
            file = try FileHandleDescriptor(reading: path)
        } else {
            file = nil
        }
    }

    /// - Returns: false to stop.
    func receiveHeader(_ bytes: UnsafeRawBufferPointer) -> Bool {
        headerBytes += bytes.count
        guard headerBytes <= TransferLimits.headerBytes else {
            return fail(HTTPError.headersTooLarge(host: host))
        }
        let line = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        if line.hasPrefix("HTTP/") {
            // An interim answer may come before the real one.
            let status = line.split(separator: " ", maxSplits: 2).dropFirst().first.flatMap { Int($0) }
            head = HTTPHead(status: status ?? 0)
        } else if let colon = line.firstIndex(of: ":") {
            let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            head.headers[line[..<colon].lowercased(), default: []].append(value)
        }
        return true
    }

    /// - Returns: false to stop.
    func receiveBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        do {
            let sink = try begun()
            try sink.receive(bytes, host: host)
            return true
        } catch {
            return fail(error)
        }
    }

    /// Lets the sink judge the headers of an answer without a body too.
    func finish() throws {
        if let failure { throw failure }
        // Its length is that of a body which does not follow.
        guard !isHead else { return }
        _ = try begun()
    }

    /// - Returns: how many bytes of the request's body stand in the buffer; nil to stop.
    func readBody(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
        let count = Int(min(Int64(buffer.count), body.count - position))
        guard count > 0 else { return 0 }
        switch body {
        case .none: return 0
        case .data(let data):
            let start = data.startIndex + Int(position)
            data[start..<start + count].withUnsafeBytes { buffer.copyMemory(from: $0) }
        case .file(let path, let offset, _):
            let read = file!.read(
                into: UnsafeMutableRawBufferPointer(rebasing: buffer[0..<count]), at: offset + position)
            guard read == count else {
                _ = fail(HTTPError.file(path: path, code: read < 0 ? errno : EIO))
                return nil
            }
        }
        position += Int64(count)
        sent?(Int64(count))
        return count
    }

    /// libcurl goes back when a kept connection turns out to be closed.
    func seek(to offset: Int64) -> Bool {
        guard (0...body.count).contains(offset) else { return false }
        sent?(offset - position)
        position = offset
        return true
    }

    private func begun() throws -> any BodySink {
        let target = head.isSuccess ? sink ?? errorBody : errorBody
        if !hasBegun {
            hasBegun = true
            try target.begin(head, host: host)
        }
        return target
    }

    private func fail(_ error: any Error) -> Bool {
        failure = failure ?? error
        return false
    }
}
