/// How long is waited for other machines.
public struct TransferPatience: Sendable, Equatable {
    /// Seconds for one request that carries little.
    public var shortExchange = TransferLimits.shortExchange
    /// Seconds to make a connection.
    public var connecting = TransferLimits.connecting
    /// A transfer below this many bytes a second ...
    public var lowestSpeed = TransferLimits.lowestSpeed
    /// ... for this many seconds is given up.
    public var lowSpeedTime = TransferLimits.lowSpeedTime

    public init() {}

    public static let standard = TransferPatience()

    /// For what can be done without: a result that does not come can be computed.
    public static let short = {
        var patience = TransferPatience()
        patience.shortExchange = 20
        patience.connecting = 5
        patience.lowestSpeed = 16 << 10
        patience.lowSpeedTime = 20
        return patience
    }()
}
