/// Rows of bytes that are read soon.
public struct Ahead: Sendable {
    public nonisolated(unsafe) var start: UnsafeRawPointer
    public var rows: Int
    /// Bytes from one row to the next.
    public var stride: Int
    /// Cache lines of a row.
    public var lines: Int

    public init(start: UnsafeRawPointer, rows: Int, stride: Int, lines: Int) {
        self.start = start
        self.rows = rows
        self.stride = stride
        self.lines = lines
    }
}
