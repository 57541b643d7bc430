import Testing

@testable import World

@Suite struct SceneTests {
    @Test func sameGeneratorSamePicture() {
        let caption = PromptSet.train.captions(of: .count)[0]
        var first = SplitMix64(seed: 3)
        var second = SplitMix64(seed: 3)
        let picture = Scene(caption, using: &first).pixels()
        #expect(picture == Scene(caption, using: &second).pixels())
        #expect(picture != Scene(caption, using: &first).pixels())
    }

    @Test func objectsStayApartInsideAndInRelation() {
        var generator = SplitMix64(seed: 11)
        for _ in 0..<4_000 {
            let caption = PromptSet.train.draw(using: &generator)
            let scene = Scene(caption, using: &generator)
            #expect(scene.objects.map(\.object) == caption.scene.objects)
            for object in scene.objects {
                let reach = object.reach
                #expect(object.horizontal - reach.left > 0.7 && object.horizontal + reach.right < 31.3)
                #expect(object.vertical - reach.up > 0.7 && object.vertical + reach.down < 31.3)
                #expect((4.7...8).contains(object.radius))
            }
            for (index, first) in scene.objects.enumerated() {
                for second in scene.objects[(index + 1)...] {
                    #expect(gap(first, second) > 1.7)
                }
            }
            if case .relation(_, let relation, _, _) = caption.scene {
                let horizontal = scene.objects[1].horizontal - scene.objects[0].horizontal
                let vertical = scene.objects[1].vertical - scene.objects[0].vertical
                #expect(Relation(horizontal: horizontal, vertical: vertical) == relation)
                #expect(min(abs(horizontal), abs(vertical)) < 0.61 * max(abs(horizontal), abs(vertical)))
            }
            #expect(scene.pixels().allSatisfy { (-1...1).contains($0) })
        }
    }

    /// Between bounding boxes, on the axis where it is wider.
    private func gap(_ first: PlacedObject, _ second: PlacedObject) -> Float {
        let horizontal = max(
            second.horizontal - second.reach.left - first.horizontal - first.reach.right,
            first.horizontal - first.reach.left - second.horizontal - second.reach.right)
        let vertical = max(
            second.vertical - second.reach.up - first.vertical - first.reach.down,
            first.vertical - first.reach.up - second.vertical - second.reach.down)
        return max(horizontal, vertical)
    }

    @Test(arguments: ObjectShape.allCases)
    func coverageAddsUpToTheArea(shape: ObjectShape) {
        let object = PlacedObject(
            object: SceneObject(.red, shape), horizontal: 15.3, vertical: 16.8, radius: 7.3, pixel: .zero)
        var area: Float = 0
        var horizontal: Float = 0
        var vertical: Float = 0
        object.forEachCoveredPixel { row, column, coverage in
            area += coverage
            horizontal += coverage * (Float(column) + 0.5)
            vertical += coverage * (Float(row) + 0.5)
        }
        #expect(abs(area - shape.area(radius: 7.3)) < 0.02 * area)
        #expect(abs(horizontal / area - 15.3) < 0.1)
        #expect(abs(vertical / area - 16.8) < 0.1)
        #expect(abs(shape.radius(area: shape.area(radius: 6)) - 6) < 1e-5)
    }

    @Test func patchLabelsShowWhatCoversMost() {
        var generator = SplitMix64(seed: 5)
        for _ in 0..<500 {
            let caption = PromptSet.train.draw(using: &generator)
            let scene = Scene(caption, using: &generator)
            let labels = scene.patchLabels()
            // Every object is large enough to own the patch that holds its centre or a neighbour of it.
            let expected = Set(
                [PatchLabels.label(caption.scene.ground)] + caption.scene.objects.map(PatchLabels.label))
            #expect(Set(labels) == expected)
            for object in scene.objects where object.radius > 6 {
                let patch = Int(object.vertical) / 4 * 8 + Int(object.horizontal) / 4
                #expect(labels[patch] == PatchLabels.label(object.object))
            }
        }
        #expect(PatchLabels.classCount == 21)
        #expect(PatchLabels.label(SceneObject.all.last!) == 20)
    }
}
