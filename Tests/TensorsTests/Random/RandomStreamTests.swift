import Foundation
import Testing

@testable import Tensors

@Suite struct RandomStreamTests {
    @Test func subStreamsDifferAndDoNotMoveEachOther() {
        let root = RandomStream(seed: 7)
        var moved = root
        _ = moved.nextNormals(100)
        #expect(moved.stream("noise").at(3) == root.stream("noise").at(3))

        var streams: Set<RandomStream> = [root]
        for name in ["", "noise", "noise ", "prompts", "0", "1"] {
            streams.insert(root.stream(name))
            for index in -2..<200 { streams.insert(root.stream(name).at(index)) }
        }
        streams.insert(root.stream("noise").stream("inner"))
        streams.insert(root.stream("noiseinner"))
        #expect(streams.count == 1 + 6 * 203 + 2)
        #expect(Set(streams.map(\.identifier)).count == streams.count)
        #expect(RandomStream(seed: 8).stream("noise") != root.stream("noise"))
    }

    @Test func elementsDoNotDependOnHowAFillIsSplit() {
        var stream = RandomStream(seed: 1).stream("split")
        _ = stream.next()
        let whole = stream.nextNormalsAndUniformsKeepingPosition(1_000)
        for (start, end) in [(0, 1_000), (0, 1), (3, 5), (15, 17), (16, 32), (17, 999), (999, 1_000), (5, 5)]
        {
            var normals = [Float](repeating: -9, count: end - start)
            normals.withUnsafeMutableBufferPointer { stream.writeNormals(into: $0, from: start) }
            #expect(normals == Array(whole.normals[start..<end]))
            var uniforms = [Float](repeating: -9, count: end - start)
            uniforms.withUnsafeMutableBufferPointer { stream.writeUniforms(into: $0, from: start) }
            #expect(uniforms == Array(whole.uniforms[start..<end]))
        }
    }

    @Test func fillsFollowEachOtherWithoutOverlap() throws {
        var stream = RandomStream(seed: 2)
        let first = stream.nextUniforms(5)
        #expect(stream.position == 4)
        let second = stream.nextUniforms(8)
        #expect(Set(first + second).count == 13)
        _ = stream.next()
        let saved = try JSONEncoder().encode(stream)
        var restored = try JSONDecoder().decode(RandomStream.self, from: saved)
        #expect(restored == stream)
        #expect(restored.nextNormals(33) == stream.nextNormals(33))
        #expect(restored.next() == stream.next())
        #expect(stream.nextNormals(0) == [])
    }

    @Test func momentsOfNormals() {
        let count = 1_000_000
        var stream = RandomStream(seed: 3).stream("moments")
        let values = stream.nextNormals(count).map(Double.init)
        let mean = values.reduce(0, +) / Double(count)
        let variance = values.reduce(0) { $0 + $1 * $1 } / Double(count)
        let third = values.reduce(0) { $0 + $1 * $1 * $1 } / Double(count)
        let fourth = values.reduce(0) { $0 + $1 * $1 * $1 * $1 } / Double(count)
        #expect(abs(mean) < 0.004 && abs(variance - 1) < 0.006)
        #expect(abs(third) < 0.016 && abs(fourth - 3) < 0.04)
        for lag in [1, 2, 4, 16] {
            let product = (0..<count - lag).reduce(0) { $0 + values[$1] * values[$1 + lag] } / Double(count)
            #expect(abs(product) < 0.004)
        }
        // Kolmogorov-Smirnov against the normal distribution: 1.63 / sqrt(n) is the 1 % bound.
        let sorted = values.sorted()
        var distance = 0.0
        for (rank, value) in sorted.enumerated() {
            let expected = 0.5 * erfc(-value / 2.0.squareRoot())
            distance = max(distance, abs(expected - (Double(rank) + 0.5) / Double(count)))
        }
        #expect(distance < 1.63 / Double(count).squareRoot())
    }

    @Test func uniformsFillTheirRange() {
        var stream = RandomStream(seed: 4)
        let values = stream.nextUniforms(1_000_000)
        #expect(values.allSatisfy { (0..<1).contains($0) })
        var bins = [Int](repeating: 0, count: 100)
        for value in values { bins[Int(value * 100)] += 1 }
        var chiSquare = 0.0
        for bin in bins {
            let excess = Double(bin) - 10_000
            chiSquare += excess * excess / 10_000
        }
        // 99 degrees of freedom: mean 99, standard deviation 14.
        #expect((50...160).contains(chiSquare))
    }

    @Test func polynomialsMatchTheLibrary() {
        var stream = RandomStream(seed: 5)
        for _ in 0..<20_000 {
            let bits = stream.next()
            let lengthWord = UInt32(truncatingIfNeeded: bits) >> UInt32(bits >> 60)
            let words = pairs(lengthWord, UInt32(truncatingIfNeeded: bits >> 32))
            let uniform = (Double(words[0]) + 0.5) * 0x1p-32
            let angle = Double(words[1]) * 0x1p-32 * 2 * .pi
            let length = (-2 * log(uniform)).squareRoot()
            let normals = BoxMuller.normals(words)
            #expect(abs(Double(normals[0]) - length * cos(angle)) < 2e-6)
            #expect(abs(Double(normals[1]) - length * sin(angle)) < 2e-6)
        }
        let extremes = BoxMuller.normals(pairs(0, 0))
        #expect(abs(extremes[0] - 6.763_7) < 1e-3 && extremes[1] == 0)
        #expect(BoxMuller.normals(SIMD16(repeating: .max))[0] == 0)
    }

    private func pairs(_ even: UInt32, _ odd: UInt32) -> SIMD16<UInt32> {
        var words = SIMD16<UInt32>()
        words.evenHalf = SIMD8(repeating: even)
        words.oddHalf = SIMD8(repeating: odd)
        return words
    }

    /// Fixed bits: noise of a seed stays what it is.
    @Test func normalsOfASeedStay() {
        var stream = RandomStream(seed: 7).stream("noise").at(12)
        #expect(
            stream.nextNormals(6).map(\.bitPattern) == [
                3_207_868_117, 3_217_543_113, 1_061_071_015, 3_213_155_381, 1_048_028_833, 3_223_542_393,
            ])
    }

    @Test func indicesAndPermutations() {
        var stream = RandomStream(seed: 6)
        var bins = [Int](repeating: 0, count: 7)
        for _ in 0..<70_000 { bins[stream.nextIndex(below: 7)] += 1 }
        #expect(bins.allSatisfy { abs($0 - 10_000) < 500 })
        let permutation = stream.nextPermutation(100)
        #expect(permutation != Array(0..<100) && permutation.sorted() == Array(0..<100))
        #expect(stream.nextPermutation(0) == [])
        let mean = (0..<50_000).reduce(0.0) { sum, _ in sum + Double(stream.nextNormal()) } / 50_000
        #expect(abs(mean) < 0.02)
    }
}

extension RandomStream {
    fileprivate func nextNormalsAndUniformsKeepingPosition(_ count: Int) -> (
        normals: [Float], uniforms: [Float]
    ) {
        var first = self
        var second = self
        return (first.nextNormals(count), second.nextUniforms(count))
    }
}
