import Engine
import Foundation
import Testing

@testable import Artifacts

/// Texts with a byte changed, removed or doubled: refused, or read and written again to the same; never a trap.
@Suite struct MutationTests {
    private func mutate(_ text: Data, _ check: (Data) -> Bool?) -> (accepted: Int, refused: Int) {
        let pieces = ["0", "-1", "\"", "{}", "null", "9223372036854775807", "sha256:", "[", ",", "1e400"]
        var counts = (accepted: 0, refused: 0)
        var random: UInt64 = 11
        for _ in 0..<1_500 {
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            var bytes = Array(text)
            let place = Int(random >> 33) % bytes.count
            switch (random >> 20) % 4 {
            case 0: bytes[place] = UInt8(truncatingIfNeeded: random >> 40)
            case 1: bytes.remove(at: place)
            case 2: bytes.insert(contentsOf: pieces[Int((random >> 24) % 10)].utf8, at: place)
            default: bytes.removeSubrange(place..<min(bytes.count, place + 9))
            }
            guard let isStable = check(Data(bytes)) else {
                counts.refused += 1
                continue
            }
            counts.accepted += 1
            #expect(isStable)
        }
        return counts
    }

    @Test func everyTextOfAnArtifact() throws {
        let project = try PackedProject()
        let contents = try project.contents()
        let packed = try contents.packed()
        let texts: [(Data, (Data) -> Bool?)] = [
            (
                packed.manifest.data,
                { data in
                    guard let value = try? ImageManifest(parsing: data) else { return nil }
                    _ = try? RecipeArtifact(manifest: value, config: contents.config.data)
                    return (try? ImageManifest(parsing: value.data)) == value
                }
            ),
            (
                contents.config.data,
                { data in
                    guard let value = try? RecipeConfig(parsing: data) else { return nil }
                    return (try? RecipeConfig(parsing: value.data)) == value
                }
            ),
            (
                contents.resolved.data,
                { data in
                    guard let value = try? ResolvedGraph(parsing: data) else { return nil }
                    _ = project.engine.compare(value.stages, contents.resolved.stages)
                    return (try? ResolvedGraph(parsing: value.data))?.data == value.data
                }
            ),
            (
                contents.results[1].record.data,
                { data in
                    guard let value = try? ActionRecord(parsing: data) else { return nil }
                    return (try? ActionRecord(parsing: value.data))?.data == value.data
                }
            ),
        ]
        for (text, check) in texts {
            let counts = mutate(text, check)
            #expect(counts.refused > 500, "\(counts)")
        }
    }
}
