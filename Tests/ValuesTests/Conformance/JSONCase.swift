import Testing

/// A text and what RFC 8259 says about it.
struct JSONCase: Sendable, CustomTestStringConvertible {
    /// What the text shows. Names differ.
    let name: String
    let bytes: [UInt8]

    init(_ name: String, _ text: String) {
        self.init(name, bytes: Array(text.utf8))
    }

    init(_ name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }

    var testDescription: String { name }
}
