import Tensors
import World

/// Freshly drawn scenes with their captions.
struct SceneBatch {
    let scenes: [Scene]
    /// `[B, 32, 32, 3]`.
    let pictures: Tensor

    var captions: [Caption] { scenes.map { Caption($0.description) } }

    /// Scenes of training captions, decided by the stream alone.
    init(count: Int, from stream: RandomStream) {
        let prompts = PromptSet.train
        scenes = (0..<count).map { index in
            var generator = stream.at(index)
            return Scene(prompts.draw(using: &generator), using: &generator)
        }
        pictures = Tensor(shape: [count, Scene.size, Scene.size, Scene.channels]) { [scenes] buffer in
            for (index, scene) in scenes.enumerated() {
                let start = index * Scene.pixelCount
                scene.draw(
                    into: UnsafeMutableBufferPointer(rebasing: buffer[start..<start + Scene.pixelCount]))
            }
        }
    }

    /// Labels of all patches, one scene after another.
    var patchLabels: [Int32] { scenes.flatMap { $0.patchLabels() } }
}
