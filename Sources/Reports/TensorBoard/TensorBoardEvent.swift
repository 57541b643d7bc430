/// One record of a TensorBoard event file: the part of `tensorflow.Event` that curves need.
public struct TensorBoardEvent: Sendable, Equatable {
    public enum Content: Sendable, Equatable {
        /// The first record of every file.
        case fileVersion
        /// A process begins, or goes on, at the event's step. Readers drop what earlier files of the same folder
        /// say of this step and later ones.
        case start
        /// Values by tag.
        case scalars([String: Double])
    }

    /// Seconds since 1970.
    public var time: Double
    public var step: Int
    public var content: Content

    public init(time: Double, step: Int, _ content: Content) {
        self.time = time
        self.step = step
        self.content = content
    }

    /// The message `tensorflow.Event`: `wall_time` 1, `step` 2, `file_version` 3, `summary` 5, `session_log` 7.
    var message: ProtobufMessage {
        var event = ProtobufMessage()
        event.add(1, double: time)
        if step != 0 { event.add(2, integer: Int64(step)) }
        switch content {
        case .fileVersion: event.add(3, text: "brain.Event:2")
        case .start:
            var log = ProtobufMessage()
            log.add(1, integer: 1)  // status: START
            event.add(7, message: log)
        case .scalars(let values):
            var summary = ProtobufMessage()
            for (tag, value) in values.sorted(by: { $0.key < $1.key }) {
                var entry = ProtobufMessage()
                entry.add(1, text: tag)
                entry.add(2, float: Float(value))  // simple_value
                summary.add(1, message: entry)
            }
            event.add(5, message: summary)
        }
        return event
    }

    /// The event as it stands in a file: length, checksum of the length, message, checksum of the message.
    var record: [UInt8] {
        let data = message.bytes
        let length = littleEndianBytes(UInt64(data.count))
        return length + littleEndianBytes(CRC32C.masked(length)) + data
            + littleEndianBytes(CRC32C.masked(data))
    }
}
