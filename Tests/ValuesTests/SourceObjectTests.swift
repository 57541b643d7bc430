import Testing
import Values

@Suite struct SourceObjectTests {
    private let place = SourceRange(SourceText(name: "t", text: ""), 0..<0)

    private func node(_ value: Int) -> SourceNode { SourceNode(.integer(Int64(value)), at: place) }

    /// Few members and many are found in different ways.
    @Test(arguments: [1, 8, 9, 40])
    func membersAreFoundReplacedAndRemoved(count: Int) {
        var object = SourceObject()
        for index in 0..<count { object.set("k\(index)", at: place, to: node(index)) }
        object.set("k0", at: place, to: node(-1))
        #expect(object.members.map(\.key) == (0..<count).map { "k\($0)" })
        #expect(object["k0"]?.value == -1)
        #expect(object["k\(count - 1)"]?.value == (count == 1 ? -1 : .integer(Int64(count - 1))))
        #expect(object["k\(count)"] == nil)
        object.remove("k0")
        object.remove("absent")
        #expect(object["k0"] == nil)
        #expect(object.members.count == count - 1)
        for index in 1..<max(count, 1) { #expect(object["k\(index)"]?.value == .integer(Int64(index))) }
        object.set("new", at: place, to: node(7))
        #expect(object["new"]?.value == 7)
    }
}
