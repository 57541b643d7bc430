import Methods
import Tensors
import Testing

@Suite struct SampleDistancesTests {
    @Test func distancesAreThoseOfTheDefinition() {
        // 3-4-5 triangles; a distance is divided by the root of the length, here of 2.
        let first: [[Float]] = [[0, 0], [3, 4]]
        let second: [[Float]] = [[0, 0], [0, 4], [3, 0]]
        let root = 2.0.squareRoot()
        #expect(close(SampleDistances.within(first), 5 / root))
        #expect(close(SampleDistances.within(second), (4 + 3 + 5) / 3 / root))
        #expect(close(SampleDistances.between(first, second), (0 + 4 + 3 + 5 + 3 + 4) / 6 / root))
        #expect(close(SampleDistances.energy(first, second), (2 * 19.0 / 6 - 5 - 4) / root))
        #expect(SampleDistances.within([[1, 2]]) == nil)
        #expect(SampleDistances.between([], first) == nil)
        #expect(SampleDistances.energy([[1, 2]], first) == nil)
    }

    /// Zero on average for one distribution, without bias however small the samples; above zero for two.
    @Test func theEnergyDistanceHasNoBias() {
        func samples(_ name: String, shift: Float) -> [[[Float]]] {
            (0..<400).map { index in
                var stream = RandomStream(seed: 3).stream(name).at(index)
                return (0..<3).map { _ in stream.nextNormals(4).map { $0 + shift } }
            }
        }
        func mean(_ shift: Float) -> MeanEstimate {
            MeanEstimate(
                zip(samples("a", shift: 0), samples("b", shift: shift)).compactMap {
                    SampleDistances.energy($0, $1)
                })
        }
        let same = mean(0)
        #expect(same.count == 400 && abs(same.mean) < 3 * same.standardError)
        let other = mean(1)
        #expect(other.mean > 10 * other.standardError)
    }

    private func close(_ found: Double?, _ expected: Double) -> Bool {
        found.map { abs($0 - expected) < 1e-12 } ?? false
    }
}
