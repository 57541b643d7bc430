/// What is accepted of other machines, in one place.
enum TransferLimits {
    /// Seconds for one request that carries little.
    static let shortExchange = 60.0
    /// Seconds to make a connection.
    static let connecting = 15
    /// A transfer below this many bytes a second ...
    static let lowestSpeed = 512
    /// ... for this many seconds is given up: a server that lets a byte through now and then could hold us forever.
    static let lowSpeedTime = 30
    static let headerBytes = 128 << 10
    static let redirects = 5
    /// Of an answer that only says what went wrong.
    static let errorBytes: Int64 = 64 << 10
    static let tokenBytes: Int64 = 1 << 20
    static let manifestBytes: Int64 = 4 << 20
    /// Bytes in one piece from or to the network.
    static let piece = 512 << 10
    /// Uploads above this are sent in chunks, of which only the last is sent again when the connection breaks.
    static let chunk: Int64 = 256 << 20
    /// Transfers at once.
    static let workers = 8
}
