import Testing

@testable import tweed

@Suite struct QuantityTextTests {
    @Test(arguments: [
        (0, "0.00 s"), (0.424, "0.42 s"), (0.996, "1.0 s"), (4.24, "4.2 s"), (9.96, "10 s"), (42.3, "42 s"),
        (59.7, "1 m 00 s"), (72, "1 m 12 s"), (3_599.6, "1 h 00 m"), (7_500, "2 h 05 m"),
        (273_600, "3 d 04 h"), (-1, "0.00 s"), (.infinity, "a long time"), (.nan, "a long time"),
    ])
    func durations(seconds: Double, expected: String) {
        #expect(QuantityText.duration(seconds) == expected)
    }

    @Test(arguments: [
        (Int64(0), "0 B"), (999, "999 B"), (1_000, "1.0 kB"), (18_240_000, "18.2 MB"), (999_960, "1.0 MB"),
        (3_400_000_000, "3.4 GB"), (5_000_000_000_000, "5.0 TB"),
    ])
    func sizes(bytes: Int64, expected: String) {
        #expect(QuantityText.bytes(bytes) == expected)
    }

    @Test(arguments: [
        (312.4, "312/s"), (41.2, "41/s"), (4.13, "4.1/s"), (1, "1.0/s"), (0.2, "12/min"), (0.02, "1.2/min"),
        (0.001, "3.6/h"),
    ])
    func rates(perSecond: Double, expected: String) {
        #expect(QuantityText.rate(perSecond) == expected)
    }

    @Test(arguments: [
        (5.0, "just now"), (60, "1 minute ago"), (7_300, "2 hours ago"), (260_000, "3 days ago"),
    ])
    func ages(seconds: Double, expected: String) {
        #expect(QuantityText.age(seconds) == expected)
    }

    @Test func valuesAndCounts() {
        #expect(QuantityText.value(0.031249) == "0.03125")
        #expect(QuantityText.value(12) == "12")
        #expect(QuantityText.count(1, "stage") == "1 stage")
        #expect(QuantityText.count(7, "stage") == "7 stages")
    }
}
