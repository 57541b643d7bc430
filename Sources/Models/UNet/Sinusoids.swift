import Foundation
import Tensors

/// Sines and cosines of numbers at frequencies that fall from 1 to 1/10000 (`Timesteps` of diffusers).
struct Sinusoids {
    /// Width of the result.
    let features: Int
    /// Whether the cosines come before the sines.
    let cosinesFirst: Bool
    private let frequencies: [Float]

    /// - Parameter shift: taken from the number of frequencies where they are spaced.
    init(features: Int, cosinesFirst: Bool, shift: Int) {
        self.features = features
        self.cosinesFirst = cosinesFirst
        let half = features / 2
        // Rounded to float32 where PyTorch rounds; in between in double precision, which no platform rounds
        // differently.
        frequencies = (0..<half).map { index in
            let exponent = Float(-log(10_000.0)) * Float(index) / Float(half - shift)
            return Float(exp(Double(exponent)))
        }
    }

    /// `[numbers, features]`.
    func callAsFunction(_ numbers: [Float]) -> Tensor {
        let half = frequencies.count
        return Tensor(shape: [numbers.count, features]) { buffer in
            buffer.update(repeating: 0)  // an odd width ends in a zero
            for (row, number) in numbers.enumerated() {
                for (column, frequency) in frequencies.enumerated() {
                    let phase = Double(number * frequency)
                    let start = row * features + column
                    buffer[start + (cosinesFirst ? half : 0)] = Float(sin(phase))
                    buffer[start + (cosinesFirst ? 0 : half)] = Float(cos(phase))
                }
            }
        }
    }
}
