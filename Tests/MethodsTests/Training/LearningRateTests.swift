import Methods
import Testing

@Suite struct LearningRateTests {
    @Test(arguments: [0, 0.1, 0.3, 0.5, 0.75, 1] as [Float])
    func steadyStepsHaveTheSameRateInEveryLongerTraining(hold: Float) {
        func rate(_ step: Int, of steps: Int) -> Float {
            LearningRate.trapezoid(0.7, step: step, of: steps, warmup: 3, hold: hold, final: 0.1)
        }
        for steps in 1...40 {
            let steady = LearningRate.steadySteps(of: steps, hold: hold)
            #expect(steady >= 1 && steady <= steps)
            for longer in [steps, steps + 1, 2 * steps, 1_000_003] {
                #expect((0..<steady).allSatisfy { rate($0, of: steps) == rate($0, of: longer) })
            }
            // And no step more: the next one has begun to fall.
            if steady < steps { #expect(rate(steady, of: steps) != rate(steady, of: 1_000_003)) }
        }
    }
}
