/// Reads pictures back, exactly for drawn ones and with tolerance for blur and noise of generated ones.
///
/// The judge measures; nothing may train on it, or it would measure no longer.
public enum Judge {
    /// What a picture of `Scene.pixelCount` floats in [-1, 1] (NHWC) shows.
    ///
    /// A picture that cannot be read as it is, is read once more through a slight blur, which removes noise.
    public static func read(_ pixels: UnsafeBufferPointer<Float>) -> JudgedScene {
        precondition(pixels.count == Scene.pixelCount, "a picture has \(Scene.pixelCount) floats")
        let scene = readAsItIs(pixels)
        if scene.description != nil { return scene }
        let softened = Softening.soften(pixels).withUnsafeBufferPointer(readAsItIs)
        return softened.description != nil ? softened : scene
    }

    private static func readAsItIs(_ pixels: UnsafeBufferPointer<Float>) -> JudgedScene {
        guard let (ground, shade) = findGround(pixels) else {
            return JudgedScene(ground: nil, objects: [], strayPixels: Scene.size * Scene.size)
        }
        let map = ColourMap(pixels, ground: shade)
        var objects: [JudgedObject] = []
        var strayPixels = map.unknownPixels
        for component in map.components() {
            if component.count < smallestObject {
                strayPixels += component.count
            } else {
                objects.append(map.object(component))
            }
        }
        objects.sort { ($0.area, $0.vertical, $0.horizontal) > ($1.area, $1.vertical, $1.horizontal) }
        return JudgedScene(ground: ground, objects: objects, strayPixels: strayPixels)
    }

    /// What a picture shows.
    public static func read(_ pixels: [Float]) -> JudgedScene { pixels.withUnsafeBufferPointer { read($0) } }

    /// Whether a picture shows what the caption says.
    public static func score(_ pixels: UnsafeBufferPointer<Float>, _ caption: Caption) -> Verdict {
        score(read(pixels), caption)
    }

    /// Whether a picture shows what the caption says.
    public static func score(_ pixels: [Float], _ caption: Caption) -> Verdict {
        score(read(pixels), caption)
    }

    /// Whether what was read is what the caption says.
    public static func score(_ scene: JudgedScene, _ caption: Caption) -> Verdict {
        let expected = caption.scene.objects
        let found = scene.objects.map(\.object)
        return Verdict(
            fullyRight: scene.description == caption.scene.canonical,
            colours: found.map(\.colour.index).sorted() == expected.map(\.colour.index).sorted(),
            objects: found.map(\.index).sorted() == expected.map(\.index).sorted()
                && scene.objects.allSatisfy { $0.fit >= JudgedObject.goodFit },
            relation: relationHolds(scene, caption.scene),
            ground: scene.ground == caption.scene.ground)
    }

    /// Components with fewer pixels are specks; the smallest object has about 40.
    private static let smallestObject = 14

    /// With objects told apart by colour, or by shape where they have one colour, so that a picture with
    /// right places and one wrong shape still counts here.
    private static func relationHolds(_ scene: JudgedScene, _ description: SceneDescription) -> Bool {
        guard case .relation(let first, let relation, let second, _) = description else {
            return scene.objects.count == description.objects.count
        }
        guard scene.objects.count == 2 else { return false }
        let byColour = first.colour != second.colour
        func isLike(_ object: JudgedObject, _ expected: SceneObject) -> Bool {
            byColour ? object.object.colour == expected.colour : object.object.shape == expected.shape
        }
        for (left, right) in [(scene.objects[0], scene.objects[1]), (scene.objects[1], scene.objects[0])]
        where isLike(left, first) && isLike(right, second) {
            return left.relation(to: right) == relation
        }
        return false
    }

    /// The ground that covers the most, and its mean colour in this picture.
    private static func findGround(
        _ pixels: UnsafeBufferPointer<Float>
    ) -> (ground: Ground, shade: SIMD4<Float>)? {
        let tolerance: Float = 0.35
        var counts = [0, 0, 0]
        var sums = [SIMD4<Float>](repeating: .zero, count: 3)
        for index in 0..<Scene.size * Scene.size {
            let pixel = SIMD4(pixels[3 * index], pixels[3 * index + 1], pixels[3 * index + 2], 0)
            for (ground, ideal) in groundPixels.enumerated() {
                let offset = pixel - ideal
                let distance = max(abs(offset.x), abs(offset.y), abs(offset.z))
                if distance < tolerance {
                    counts[ground] += 1
                    sums[ground] += pixel
                    break
                }
            }
        }
        guard let best = counts.indices.max(by: { counts[$0] < counts[$1] }),
            counts[best] * 4 >= Scene.size * Scene.size
        else { return nil }
        return (Ground.allCases[best], sums[best] / Float(counts[best]))
    }

    private static let groundPixels = Ground.allCases.map(\.pixel)
}
