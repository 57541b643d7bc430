import Engine

/// Finds runs by what a person writes: the whole name, the beginning of one, `latest` or `previous`.
enum RunName {
    private static let named = 5

    /// - Throws: `CommandFailure` with exit code 2 where there is no such run, or more than one.
    static func find(_ text: String, scope: String, in store: RunRecordStore) throws -> RunRecord {
        let all = try store.identifiers(scope: scope)
        guard !all.isEmpty else { throw failure("\(scope) has no record of any run yet") }
        let fromEnd = ["latest": 1, "previous": 2][text]
        if let fromEnd {
            guard all.count >= fromEnd else { throw failure("\(scope) has run only once") }
            return try store.read(all[all.count - fromEnd], scope: scope)
        }
        let found = all.filter { !text.isEmpty && $0.text.hasPrefix(text) }
        switch found.count {
        case 1: return try store.read(found[0], scope: scope)
        case 0:
            let newest = all.suffix(Self.named).reversed().map(\.text).joined(separator: ", ")
            throw failure("there is no run \"\(text)\" of \(scope); the newest are \(newest)")
        default:
            let names = found.prefix(Self.named).map(\.text).joined(separator: ", ")
            throw failure(
                "\(found.count) runs of \(scope) begin with \"\(text)\": \(names); write more of the name")
        }
    }

    private static func failure(_ text: String) -> CommandFailure {
        CommandFailure(status: .badInput, text: "error: \(TerminalText.harmless(text))\n")
    }
}
