/// How other machines are dealt with: how long is waited for them, and in what pieces they get large things.
public struct TransferSettings: Sendable, Equatable {
    /// Seconds for one request that carries little.
    public var shortExchange = TransferLimits.shortExchange
    /// Seconds to make a connection.
    public var connecting = TransferLimits.connecting
    /// A transfer below this many bytes a second ...
    public var lowestSpeed = TransferLimits.lowestSpeed
    /// ... for this many seconds is given up.
    public var lowSpeedTime = TransferLimits.lowSpeedTime

    /// Uploads above this are sent in chunks.
    public var chunk = TransferLimits.chunk

    public init() {}

    public static let standard = TransferSettings()

    /// For what can be done without: a result that does not come can be computed.
    public static let short = {
        var settings = TransferSettings()
        settings.shortExchange = 20
        settings.connecting = 5
        settings.lowestSpeed = 16 << 10
        settings.lowSpeedTime = 20
        return settings
    }()
}
