import Testing
import Values

@testable import Recipes

@Suite struct KindTests {
    @Test(arguments: [
        ("40 GMAC", 40_000_000_000), ("1.5 TMAC", 1_500_000_000_000), ("1.1TMACs", 1_100_000_000_000),
        ("7", 7), ("2 kMAC", 2000), ("3 MMAC ", 3_000_000), ("1 MAC", 1), ("0.001 kMAC", 1),
    ])
    func budgets(text: String, count: Int) {
        #expect(MACBudget.parse(text) == count)
    }

    @Test(arguments: [
        "", "GMAC", "40 GB", "-1 GMAC", "0 GMAC", "1.5 MAC", "1e3 MAC", "40 gmac", ".5 GMAC", "1. GMAC",
        "1.2.3 GMAC", "٣ GMAC", "100000000 PMAC", "40 GMACss",
    ])
    func noBudgets(text: String) {
        #expect(MACBudget.parse(text) == nil)
    }

    @Test func budgetsAreWrittenShort() {
        #expect(MACBudget.text(40_000_000_000) == "40 GMAC")
        #expect(MACBudget.text(1_500_000_000_000) == "1.5 TMAC")
        #expect(MACBudget.text(7) == "7 MAC")
        #expect(MACBudget.parse(MACBudget.text(1_234_567_890_123)) == 1_234_567_890_123)
    }

    @Test func nearNames() {
        let names = ["train-narf", "train-hypernetwork", "search", "of"]
        #expect(NearName.closest(to: "tran-narf", among: names) == "train-narf")
        #expect(NearName.closest(to: "serach", among: names) == "search")
        #expect(NearName.closest(to: "Search", among: names) == "search")
        #expect(NearName.closest(to: "fo", among: names) == "of")
        #expect(NearName.closest(to: "banana", among: names) == nil)
        #expect(NearName.closest(to: "x", among: ["y"]) == nil)
        #expect(NearName.closest(to: String(repeating: "x", count: 1_000_000), among: names) == nil)
        #expect(NearName.distance(Array("ab".unicodeScalars), Array("ba".unicodeScalars)) == 1)
        #expect(NearName.distance(Array("kitten".unicodeScalars), Array("sitting".unicodeScalars)) == 3)
        #expect(NearName.distance([], Array("abc".unicodeScalars)) == 3)
    }

    @Test func helpShowsEveryFact() throws {
        let kind = try #require(testCatalogue["tweedie-dataset"])
        #expect(
            kind.helpText == """
                tweedie-dataset: Makes trajectories.

                with:
                  generator
                      Makes the images.
                      an output of type generator, such as "${stages.NAME}"; required
                  prompts
                      One prompt a line.
                      the path of a file, or null; default null
                  steps
                      Denoising steps.
                      an integer from 1 to 1000; in steps; default 20; a longer run goes on from a shorter one
                  seed
                      Seed.
                      an integer of at least 0; default 0
                  threads
                      Threads.
                      an integer from 1 to 64; default 1; does not change the result

                outputs:
                  dataset
                      Trajectories.
                      type dataset, also as "${stages.NAME}" alone

                """)
    }

    @Test func faultsOfACatalogueAreFound() {
        #expect(testCatalogue.faults.isEmpty)
        let kind = StageKindDescription(
            name: "k", summary: "",
            parameters: [
                ParameterDescription("a", .integer(1...2), default: 3, help: ""),
                ParameterDescription("a", .file, default: "x", help: ""),
                ParameterDescription(
                    "b", .optional(.list(of: .macs, count: 0...1)), default: ["1 GMAC"], help: ""),
            ], primaryOutput: "o")
        #expect(
            StageCatalogue([kind, kind]).faults.sorted() == [
                "k: parameter a twice", "k: parameter a twice", "k: primary output o does not exist",
                "k: primary output o does not exist", "k: the default of a, \"x\", is not the path of a file",
                "k: the default of a, \"x\", is not the path of a file",
                "k: the default of a, 3, is not an integer from 1 to 2",
                "k: the default of a, 3, is not an integer from 1 to 2", "kind k is described twice",
            ])
    }
}
