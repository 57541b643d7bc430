import Foundation
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A web server of a few lines that answers as a test wants, lies included.
final class LoopbackServer: Sendable {
    struct Request: Sendable {
        var method: String
        var path: String
        var headers: [String: String]
        /// As far as it was read.
        var body = Data()

        /// Of the query, by name; of names that occur more than once, all values in their order.
        var query: [String: [String]] {
            let items = URLComponents(string: path)?.queryItems ?? []
            return Dictionary(grouping: items, by: \.name).mapValues { $0.map { $0.value ?? "" } }
        }
    }

    /// What is odd about a server beside its answers.
    struct Oddity: Sendable {
        /// Seconds between two bytes of an answer; nil for none.
        var pace: Double?
        /// Sends zeros behind each answer until nobody listens.
        var isEndless = false
        /// After so many bytes of a request's body the connection breaks; nil for requests that are read whole.
        var cut: @Sendable (Request) -> Int? = { _ in nil }
        /// Hears of requests whose connection was broken.
        var hear: @Sendable (Request) -> Void = { _ in }
    }

    /// What goes over the wire: these bytes, as they stand, then the connection is closed.
    typealias Answer = Data

    let port: Int
    private let listener: Int32
    private let seen = Mutex<[Request]>([])

    init(_ oddity: Oddity = Oddity(), _ answer: @escaping @Sendable (Request) -> Answer) throws {
        #if canImport(Glibc)
            listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
            listener = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, size) == 0 && listen(listener, 16) == 0
                    && getsockname(listener, $0, &size) == 0
            }
        }
        guard isBound else { throw CocoaError(.featureUnsupported) }
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { [weak self] in
            // Closed here and not where the server ends: its number could be another server's before this thread
            // asks for the next connection, which it would then answer.
            defer { close(listener) }
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else { return }
                Thread.detachNewThread { [weak self] in
                    if var request = Self.read(connection) {
                        let cut = oddity.cut(request)
                        let length = request.headers["content-length"].flatMap { Int($0) } ?? 0
                        request.body = Self.read(connection, count: min(cut ?? length, length))
                        self?.seen.withLock { $0.append(request) }
                        if cut == nil {
                            Self.write(answer(request), oddity, to: connection)
                        } else {
                            oddity.hear(request)
                        }
                    }
                    close(connection)
                }
            }
        }
    }

    /// Wakes the thread that waits for connections, which ends.
    deinit { shutdown(listener, Int32(2)) }

    var requests: [Request] { seen.withLock { $0 } }

    /// A whole answer.
    static func answer(_ status: String, _ headers: [String] = [], _ body: Data = Data(), length: Int? = nil)
        -> Data
    {
        let lines =
            ["HTTP/1.1 \(status)", "Content-Length: \(length ?? body.count)", "Connection: close"] + headers
        return Data((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body
    }

    private static func read(_ connection: Int32) -> Request? {
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while !bytes.suffix(4).elementsEqual([13, 10, 13, 10]) {
            guard bytes.count < 1 << 16, recv(connection, &byte, 1, 0) == 1 else { return nil }
            bytes.append(byte)
        }
        let lines = String(decoding: bytes, as: UTF8.self).components(separatedBy: "\r\n")
        let words = lines[0].split(separator: " ")
        guard words.count == 3 else { return nil }
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            headers[line[..<colon].lowercased()] = line[line.index(after: colon)...]
                .trimmingCharacters(in: .whitespaces)
        }
        return Request(method: String(words[0]), path: String(words[1]), headers: headers)
    }

    private static func read(_ connection: Int32, count: Int) -> Data {
        var body = Data(count: count)
        var done = 0
        while done < count {
            let start = done
            let got = body.withUnsafeMutableBytes {
                recv(connection, $0.baseAddress! + start, count - start, 0)
            }
            guard got > 0 else { return body.prefix(done) }
            done += got
        }
        return body
    }

    private static func write(_ answer: Data, _ oddity: Oddity, to connection: Int32) {
        if let pace = oddity.pace {
            for byte in answer {
                guard write(Data([byte]), to: connection) else { return }
                Thread.sleep(forTimeInterval: pace)
            }
            return
        }
        guard write(answer, to: connection), oddity.isEndless else { return }
        while write(Data(count: 1 << 16), to: connection) {}
    }

    /// - Returns: false where nobody listens any more.
    @discardableResult
    private static func write(_ data: Data, to connection: Int32) -> Bool {
        data.withUnsafeBytes { bytes in
            var done = 0
            while done < bytes.count {
                #if canImport(Glibc)
                    let count = send(
                        connection, bytes.baseAddress! + done, bytes.count - done,
                        Int32(MSG_NOSIGNAL))
                #else
                    let count = send(connection, bytes.baseAddress! + done, bytes.count - done, 0)
                #endif
                guard count > 0 else { return false }
                done += count
            }
            return true
        }
    }
}
