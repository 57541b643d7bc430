import Models
import Tensors

extension PictureGenerator {
    /// States taken back by fresh noise. With states of the form `a · x0 + s · noise`, one at (a, s) goes back to
    /// (a', s') as `(a'/a) · state + sqrt(s'² - (a'/a · s)²) · noise`: the forward process of the model.
    ///
    /// - Parameters:
    ///   - index: the step before which the states are; the number of steps for finished ones.
    ///   - start: the step before which the result is, an earlier one.
    /// - Throws: where the sampler does not say how much noise its states hold.
    func renoised(
        _ state: Tensor, before index: Int, back start: Int, noise: Tensor
    ) throws(SearchError) -> Tensor {
        guard let now = noiseLevel(before: index), let then = noiseLevel(before: start), now.signal > 0
        else { throw .cannotRenoise(step: start) }
        let factor = Double(then.signal) / Double(now.signal)
        let (wanted, held) = (Double(then.deviation), factor * Double(now.deviation))
        let added = max(0, wanted * wanted - held * held).squareRoot()
        return state * Float(factor) + noise * Float(added)
    }
}
