/// How the steps are spread over the timesteps of training (arXiv 2305.08891, table 2).
public enum TimestepSpacing: String, CaseIterable, Sendable, Codable {
    /// Evenly from the last timestep to 0, both of them included.
    case linspace
    /// Multiples of a whole number from 0 on, moved by an offset.
    case leading
    /// From the last timestep down, so that the first step starts from pure noise.
    case trailing

    /// The timesteps of `steps` steps, from the noisiest on.
    ///
    /// As NumPy computes them, in double precision and to the last bit, since ties are rounded. diffusers makes an
    /// additional step at timestep -1 for some numbers of steps with `trailing` (61 is the smallest), by a rounding
    /// error; here there are always `steps`.
    ///
    /// - Parameters:
    ///   - count: the timesteps of training.
    ///   - offset: added with `leading`.
    ///   - isWhole: whether those of `linspace` are rounded.
    func timesteps(_ steps: Int, of count: Int, offset: Int, isWhole: Bool) -> [Double] {
        switch self {
        case .linspace:
            let stride = steps > 1 ? Double(count - 1) / Double(steps - 1) : 0
            return (0..<steps).reversed().map { index in
                let value =
                    index > 0 && index == steps - 1 ? Double(count - 1) : Double(index) * stride
                return isWhole ? value.rounded(.toNearestOrEven) : Double(Float(value))
            }
        case .leading:
            let ratio = count / steps
            return (0..<steps).reversed().map { Double($0 * ratio + offset) }
        case .trailing:
            let ratio = Double(count) / Double(steps)
            let stride = (Double(count) - ratio) - Double(count)
            return (0..<steps).map {
                (Double(count) + Double($0) * stride).rounded(.toNearestOrEven) - 1
            }
        }
    }
}
