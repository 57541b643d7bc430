import Foundation
import Images
import Methods
import Models
import Tensors

/// Draws pictures by their numbers, with as much of what came before them as is asked for.
struct Drawing {
    /// What is kept of the Tweedie estimates of a picture.
    enum Estimates: String {
        case none, pictures, latents
    }

    let generator: any PictureGenerator
    let improvement: NoiseImprovement?
    let prompts: Prompts
    let noise: DrawingNoise
    let keepsLatents: Bool
    let estimates: Estimates

    /// Whether more than the pictures is kept.
    var keepsMore: Bool { keepsLatents || estimates != .none }

    /// Some pictures, in the order given.
    func shard(_ numbers: [Int]) throws -> PictureShard {
        let own = prompts.gathered(numbers.map { $0 / noise.imagesPerPrompt })
        return try Execution.withoutGradients {
            var kept: [Tensor] = []
            let drawn = try Execution.measured { try draw(numbers, own.texts, keeping: &kept) }
            var shard = try PictureShard(
                (drawn.result.pictures, drawn.multiplyAccumulates), prompts: own)
            if keepsLatents { shard.add("latents.safetensors", states: drawn.result.states) }
            for (step, estimates) in kept.enumerated() {
                let name = "estimates/" + String(repeating: "0", count: step < 10 ? 1 : 0) + "\(step)"
                if self.estimates == .latents {
                    shard.add(name + ".safetensors", states: estimates)
                } else {
                    // Looking at an estimate is no part of drawing the picture.
                    try shard.add(name + ".png", pictures: generator.pictures(of: estimates))
                }
            }
            return shard
        }
    }

    private func draw(
        _ numbers: [Int], _ texts: [String], keeping kept: inout [Tensor]
    ) throws -> (pictures: Tensor, states: Tensor) {
        var stream = noise.stream(of: numbers)
        var start = stream.next(step: nil)
        if let improvement {
            start = start + (try improvement.change(start, other: noise.others(of: numbers), prompts: texts))
        }
        let words = try generator.encode(texts)
        var state = generator.start(start)
        for index in 0..<generator.steps {
            let fresh = generator.drawsNoise(at: index) ? stream.next(step: index) : nil
            let stepped = generator.step(state, index: index, conditioning: words, noise: fresh)
            if estimates != .none { kept.append(stepped.estimate) }
            state = stepped.state
        }
        return (generator.pictures(of: state), state)
    }
}
