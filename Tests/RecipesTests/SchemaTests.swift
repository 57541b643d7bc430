import Recipes
import Testing
import Values

@Suite struct SchemaTests {
    private let schema = RecipeSchema.make(testCatalogue)

    @Test func argumentsFollowTheDescriptions() throws {
        let arguments = try #require(schema["$defs"]?["with-search"])
        let lookup: JSONValue = ["$ref": "#/$defs/lookup"]
        let text: JSONValue = ["$ref": "#/$defs/text"]
        #expect(arguments["additionalProperties"] == false)
        #expect(arguments["required"] == ["generator", "rewards"])
        #expect(
            arguments["properties"]?["strategy"] == [
                "anyOf": [text, ["enum": ["pruned", "best-of-n"]]], "default": "pruned",
                "description": "How.",
            ])
        #expect(
            arguments["properties"]?["generator"] == [
                "$ref": "#/$defs/reference", "description": "Makes the images.",
            ])
        #expect(
            arguments["properties"]?["title"] == [
                "anyOf": [text, ["type": "string", "maxLength": 8]], "default": "",
                "description": "For the report.",
            ])
        let narf = try #require(schema["$defs"]?["with-train-narf"]?["properties"])
        #expect(narf["rate"]?["anyOf"]?[1] == ["type": "number", "exclusiveMinimum": 0.0, "maximum": 1.0])
        #expect(
            narf["levels"]?["anyOf"]?[1] == [
                "type": "array", "minItems": 1, "maxItems": 8,
                "items": ["anyOf": [lookup, ["type": "integer", "minimum": 0, "maximum": 100]]],
            ])
        let data = try #require(schema["$defs"]?["with-tweedie-dataset"]?["properties"])
        #expect(data["steps"]?["description"] == "Denoising steps. (steps)")
        #expect(
            data["seed"]?["anyOf"]?[1] == [
                "type": "integer", "minimum": 0, "maximum": 9_223_372_036_854_775_807,
            ])
        #expect(
            data["prompts"] == [
                "anyOf": [lookup, ["type": "string", "minLength": 1], ["type": "null"]], "default": .null,
                "description": "One prompt a line.",
            ])
    }

    @Test func everyKindHasItsBranch() {
        let branches = schema["$defs"]?["stage"]?["allOf"]?.arrayValue ?? []
        #expect(branches.count == testCatalogue.kinds.count)
        #expect(branches.first?["then"]?["required"] == ["uses", "with"])
        #expect(branches.last?["then"]?["required"] == ["uses"])
    }

    @Test func everyReferenceLeadsSomewhere() throws {
        let definitions = try #require(schema["$defs"]?.objectValue)
        var count = 0
        func visit(_ value: JSONValue) {
            if let reference = value["$ref"]?.stringValue {
                count += 1
                #expect(reference.hasPrefix("#/$defs/"))
                #expect(definitions[String(reference.dropFirst("#/$defs/".count))] != nil)
            }
            value.arrayValue?.forEach(visit)
            value.objectValue?.values.forEach(visit)
        }
        visit(schema)
        #expect(count > 20)
    }

    @Test func theTextReadsBack() throws {
        let text = schema.prettyText(keyOrder: RecipeSchema.keyOrder)
        #expect(
            text.hasPrefix("{\n  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n  \"title\"")
        )
        #expect(try JSONValue(parsing: text).canonicalText == schema.canonicalText)
    }
}
