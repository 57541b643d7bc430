/// What each 4 x 4 patch of a picture mostly shows, for dense supervision.
public enum PatchLabels {
    /// Width and height of a patch, in pixels.
    public static let patchSize = 4
    /// Patches in a row and in a column.
    public static let patchesPerSide = Scene.size / patchSize
    /// Patches in a picture.
    public static let count = patchesPerSide * patchesPerSide
    /// Labels: the three grounds, then the eighteen objects in the order of `SceneObject.all`.
    public static let classCount = Ground.allCases.count + SceneObject.all.count

    public static func label(_ ground: Ground) -> Int32 { Int32(ground.index) }

    public static func label(_ object: SceneObject) -> Int32 { Int32(Ground.allCases.count + object.index) }
}

extension Scene {
    /// Writes the label of each patch, row by row: what covers the most of it.
    /// - Precondition: the buffer has `PatchLabels.count` elements.
    public func labelPatches(into labels: UnsafeMutableBufferPointer<Int32>) {
        precondition(labels.count == PatchLabels.count, "a picture has \(PatchLabels.count) patches")
        let area = Float(PatchLabels.patchSize * PatchLabels.patchSize)
        withUnsafeTemporaryAllocation(of: Float.self, capacity: 3 * PatchLabels.count) { memory in
            // memory: what is left of the ground | the most that one object covers | this object's cover.
            let ground = memory.baseAddress!
            let most = ground + PatchLabels.count
            let covered = most + PatchLabels.count
            ground.initialize(repeating: area, count: PatchLabels.count)
            most.initialize(repeating: 0, count: PatchLabels.count)
            labels.update(repeating: PatchLabels.label(description.ground))
            for object in objects {
                covered.initialize(repeating: 0, count: PatchLabels.count)
                object.forEachCoveredPixel { row, column, coverage in
                    let patch =
                        row / PatchLabels.patchSize * PatchLabels.patchesPerSide + column
                        / PatchLabels.patchSize
                    covered[patch] += coverage
                }
                for patch in 0..<PatchLabels.count where covered[patch] > 0 {
                    ground[patch] -= covered[patch]
                    if covered[patch] > most[patch] {
                        most[patch] = covered[patch]
                        labels[patch] = PatchLabels.label(object.object)
                    }
                }
            }
            for patch in 0..<PatchLabels.count where ground[patch] >= most[patch] {
                labels[patch] = PatchLabels.label(description.ground)
            }
        }
    }

    /// The label of each patch, row by row.
    public func patchLabels() -> [Int32] {
        [Int32](unsafeUninitializedCapacity: PatchLabels.count) { buffer, count in
            labelPatches(into: UnsafeMutableBufferPointer(rebasing: buffer[..<PatchLabels.count]))
            count = PatchLabels.count
        }
    }
}
