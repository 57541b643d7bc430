import Recipes
import Values

/// The JSON reader: what it accepts means the same when it is written and read again.
struct JSONTarget: FuzzTarget {
    func run(_ bytes: [UInt8]) {
        let source = SourceText(name: "fuzz.json", bytes: bytes)
        do {
            let node = try JSONReader.read(source)
            Promises.inside(node)
            Promises.roundTrip(node.value)
            Promises.scalarsStandWhereTheySay(node)
        } catch {
            Promises.wellWorded(RecipeDiagnostic(.json(error), at: error.range))
        }
    }
}

/// The YAML reader: as the JSON reader; and where both accept a text, they agree on what it means.
struct YAMLTarget: FuzzTarget {
    func run(_ bytes: [UInt8]) {
        let source = SourceText(name: "fuzz.yaml", bytes: bytes)
        do {
            let node = try YAMLReader.read(source)
            Promises.inside(node)
            Promises.roundTrip(node.value)
            guard !Self.hasForeignLineBreaks(bytes), let json = try? JSONReader.read(source) else { return }
            require(
                json.value.canonicalText == node.value.canonicalText,
                "JSON \(json.value) and YAML \(node.value)")
        } catch {
            Promises.wellWorded(RecipeDiagnostic(.yaml(error), at: error.range))
        }
    }

    /// NEL, LS and PS: characters in JSON, line breaks to libyaml (YAML 1.1), which folds them.
    private static func hasForeignLineBreaks(_ bytes: [UInt8]) -> Bool {
        bytes.text.unicodeScalars.contains { [0x85, 0x2028, 0x2029].contains($0.value) }
    }
}
