import Testing
import Values

@Suite struct JSONValueTests {
    @Test func subscriptsReachInside() {
        let value: JSONValue = ["a": [1, ["b": "x"]], "n": .null]
        #expect(value["a"]?[1]?["b"]?.stringValue == "x")
        #expect(value["a"]?[2] == nil)
        #expect(value["a"]?[-1] == nil)
        #expect(value["n"]?.isNull == true)
        #expect(value["absent"] == nil)
    }

    @Test func membersCanBeSet() {
        var value = JSONValue.null
        value["a"] = 1
        value["b"] = "x"
        value["a"] = nil
        #expect(value == ["b": "x"])
    }

    @Test func numbersConvertOnlyExactly() {
        #expect(JSONValue.number(20).integerValue == 20)
        #expect(JSONValue.number(20.5).integerValue == nil)
        #expect(JSONValue.number(1e300).integerValue == nil)
        #expect(JSONValue.integer(3).doubleValue == 3)
        #expect(JSONValue.string("3").doubleValue == nil)
    }
}
