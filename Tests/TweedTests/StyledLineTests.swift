import Testing

@testable import tweed

@Suite struct StyledLineTests {
    @Test func coloursOnlyWhenAsked() {
        var line = StyledLine("✓", .green)
        line.append(" narf")
        #expect(line.rendered(colour: false) == "✓ narf")
        #expect(line.rendered(colour: true) == "\u{1B}[32m✓\u{1B}[0m narf")
        #expect(line.width == 6)
    }

    @Test func isCutToTheTerminal() {
        var line = StyledLine("abc", .bold)
        line.append("defgh")
        #expect(line.rendered(colour: false, columns: 8) == "abcdefgh")
        #expect(line.rendered(colour: false, columns: 5) == "abcd…")
        #expect(line.rendered(colour: true, columns: 3) == "\u{1B}[1mab\u{1B}[0m…")
        #expect(StyledLine("日本語").rendered(colour: false, columns: 4) == "日…")
    }

    @Test func cannotBeUsedToDriveTheTerminal() {
        #expect(
            StyledLine("a\u{1B}[2Jb\nc\u{202E}d\te").rendered(colour: true) == "a\u{FFFD}[2Jb c\u{FFFD}d e")
        #expect(TerminalText.harmless("a\nb\r", keepsLines: true) == "a\nb\u{FFFD}")
    }

    @Test func streamsAskTheEnvironment() {
        func stream(_ isTerminal: Bool, _ environment: [String: String]) -> [Bool] {
            let stream = StandardStream(descriptor: 1, isTerminal: isTerminal, environment: environment)
            return [stream.isLive, stream.hasColour]
        }
        #expect(stream(true, ["TERM": "xterm"]) == [true, true])
        #expect(stream(true, ["TERM": "xterm", "NO_COLOR": "1"]) == [true, false])
        #expect(stream(true, ["TERM": "xterm", "NO_COLOR": ""]) == [true, true])
        #expect(stream(true, ["TERM": "dumb"]) == [false, false])
        #expect(stream(true, [:]) == [false, false])
        #expect(stream(false, ["TERM": "xterm"]) == [false, false])
    }

    @Test func showsPathsShort() {
        #expect(ShownPath.text("/a/b/c", from: "/a") == "b/c")
        #expect(ShownPath.text("/a", from: "/a") == ".")
        #expect(ShownPath.text("/ab/c", from: "/a") == "/ab/c")
        #expect(ShownPath.text("/x", from: "/") == "x")
    }
}
