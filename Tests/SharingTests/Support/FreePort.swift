#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Ports of this machine. The tests of the commands share this file by a link.
enum FreePort {
    /// Below those that the system gives to connections that go out, so that none of these takes it in between.
    private static let range = 20_000..<32_000

    /// One on which nobody listens.
    static func find() -> Int {
        while true {
            let port = Int.random(in: range)
            if withLoopback(port, { bind($0, $1, $2) == 0 }) { return port }
        }
    }

    /// Whether somebody takes connections there.
    static func isTaken(_ port: Int) -> Bool { withLoopback(port) { connect($0, $1, $2) == 0 } }

    /// A new socket and the address of the port on the loopback interface.
    private static func withLoopback(
        _ port: Int, _ body: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Bool
    ) -> Bool {
        #if canImport(Glibc)
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
            let descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        address.sin_port = UInt16(port).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
