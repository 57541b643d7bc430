extension JSONValue {
    /// Reads one JSON text by the rules of RFC 8259 and no others.
    ///
    /// - Parameters:
    ///   - bytes: the text in UTF-8, without a byte order mark.
    ///   - name: what error messages call the text, such as its path.
    ///   - limits: the sizes beyond which a text is refused.
    /// - Throws: `JSONSyntaxError` with the position of the first mistake.
    public init(
        parsing bytes: some Sequence<UInt8>, name: String = "JSON text", limits: JSONReader.Limits = .standard
    ) throws(JSONSyntaxError) {
        self = try JSONReader.read(SourceText(name: name, bytes: Array(bytes)), limits: limits).value
    }

    /// Reads one JSON text; see `init(parsing:name:limits:)` for bytes.
    public init(
        parsing text: String, name: String = "JSON text", limits: JSONReader.Limits = .standard
    ) throws(JSONSyntaxError) {
        try self.init(parsing: text.utf8, name: name, limits: limits)
    }
}
