import Foundation
import Values

@testable import Recipes

/// The whole way from bytes to a recipe. The first part is the recipe, JSON where it starts with a brace, otherwise
/// YAML; each further part, after a byte 0xFF, is an argument of `--set`.
struct RecipeTarget: FuzzTarget {
    func run(_ bytes: [UInt8]) {
        let parts = bytes.parts
        let format = parts[0].first == UInt8(ascii: "{") ? "json" : "yaml"
        let source = SourceText(name: Scratch.folder + "/recipes/fuzz.\(format)", bytes: parts[0])
        RecipePromises.check(
            RecipeLoader.load(source, catalogue: testCatalogue, overrides: parts[1...].prefix(4).map(\.text)))
    }
}

/// Recipes on disk that extend each other: `a.json`, `b.json` and `c.yaml`, the parts between bytes 0xFF.
struct ExtendsTarget: FuzzTarget {
    func run(_ bytes: [UInt8]) {
        let parts = bytes.parts
        let names = ["a.json", "b.json", "c.yaml"]
        for (index, name) in names.enumerated() {
            _ = Scratch.write(index < parts.count ? parts[index] : Array("{}".utf8), to: "recipes/" + name)
        }
        let path = Scratch.folder + "/recipes/a.json"
        RecipePromises.check(RecipeLoader.load(path: path, catalogue: testCatalogue))
    }
}

/// `--set` on a fixed recipe.
struct OverrideTarget: FuzzTarget {
    private static let base = """
        {"tweed": 1, "params": {"seed": 7, "o": {"x": [1, [2, 3]]}, "list": [1, 2]}, "stages": {
          "w": {"uses": "make-weights"},
          "s": {"uses": "search", "with": {"generator": "${stages.w.generator}", "rewards": ["${stages.w.reward}"]}}}}
        """

    func run(_ bytes: [UInt8]) {
        let source = SourceText(name: Scratch.folder + "/recipes/fuzz.json", text: Self.base)
        RecipePromises.check(
            RecipeLoader.load(source, catalogue: testCatalogue, overrides: bytes.parts.prefix(4).map(\.text)))
    }
}

/// The parser of `${...}`.
struct LookupTarget: FuzzTarget {
    func run(_ bytes: [UInt8]) {
        let text = bytes.text
        let count = text.utf8.count
        do {
            var end = 0
            for case .lookup(let path, let range) in try LookupTemplate(parsing: text).segments {
                require(range.lowerBound >= end && range.upperBound <= count, "\(range) overlaps")
                let written = Array(text.utf8)[range]
                require(written.starts(with: "${".utf8) && written.last == UInt8(ascii: "}"), "\(range)")
                require(!path.root.isEmpty && !path.text.isEmpty, "a look-up without a name")
                end = range.upperBound
            }
        } catch {
            require(!error.reason.isEmpty, "no reason")
            require(error.range.lowerBound >= 0 && error.range.upperBound <= count, "\(error.range)")
        }
    }
}
