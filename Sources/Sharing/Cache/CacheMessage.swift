import Engine
import Foundation
import Values

/// A line of the talk between `tweed` and `tweed-remote cache`, one JSON object each.
///
///     {"ask":"record","id":1,"key":"<digits>"}     -> {"id":1,"record":"<canonical JSON>"} or {"id":1}
///     {"ask":"fetch","id":2,"key":"<digits>"}      -> {"done":n,"id":2,"total":n} ..., then {"bytes":n,"id":2} or {"id":2}
///     {"ask":"offer","id":3,"key":"<digits>"}      -> {"bytes":n,"id":3}, or {"id":3} where nothing was to be sent
///
/// Any answer may be {"down":bool,"id":n,"problem":"..."} instead; after one that is down, asking is of no use.
struct CacheRequest {
    enum Ask: String {
        case record, fetch, offer
    }

    var identifier: Int64
    var ask: Ask
    var key: Digest

    /// - Returns: nil for what is no request.
    init?(_ line: Data) {
        guard let value = try? JSONValue(parsing: line), let identifier = value["id"]?.integerValue,
            let ask = value["ask"]?.stringValue.flatMap(Ask.init), let digits = value["key"]?.stringValue,
            let key = Digest(hexadecimal: digits)
        else { return nil }
        self.identifier = identifier
        self.ask = ask
        self.key = key
    }
}
