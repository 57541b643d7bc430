import Foundation

/// How numbers become places on an axis.
public enum AxisScale: Sendable {
    case linear, logarithmic
}

/// The range of an axis and its ticks.
struct Axis {
    let scale: AxisScale
    private(set) var lower: Double
    private(set) var upper: Double
    private(set) var ticks: [Double] = []
    private var decimals = 0

    /// An axis for these values.
    /// - Parameters:
    ///   - isWidened: whether the range goes on to the next ticks, as for values; or ends with the data.
    ///   - count: about how many ticks.
    init(_ values: [Double], scale: AxisScale, isWidened: Bool, includesZero: Bool = false, count: Int) {
        let usable = values.filter { $0.isFinite && (scale == .linear || $0 > 0) }
        self.scale = scale
        lower = usable.min() ?? (scale == .linear ? 0 : 1)
        upper = usable.max() ?? (scale == .linear ? 1 : 10)
        switch scale {
        case .linear:
            if includesZero {
                lower = min(0, lower)
                upper = max(0, upper)
            }
            if lower == upper {
                let room = lower == 0 ? 1 : abs(lower) * 0.1
                lower -= includesZero && lower == 0 ? 0 : room
                upper += room
            }
            placeLinearTicks(isWidened: isWidened, count: count)
        case .logarithmic:
            if lower == upper {
                lower /= 2
                upper *= 2
            }
            placeLogarithmicTicks()
        }
    }

    /// Where a value lies, 0 at the lower end and 1 at the upper.
    func position(_ value: Double) -> Double {
        switch scale {
        case .linear: (value - lower) / (upper - lower)
        case .logarithmic: (log(value) - log(lower)) / (log(upper) - log(lower))
        }
    }

    func label(_ tick: Double) -> String {
        switch scale {
        case .linear where max(abs(lower), abs(upper)) >= 1e7 || decimals > 6:
            NumberText.significant(tick)
        case .linear: NumberText.fixed(tick, decimals: decimals)
        case .logarithmic: NumberText.short(tick)
        }
    }

    /// Steps of 1, 2, 2.5 or 5 times a power of ten.
    private mutating func placeLinearTicks(isWidened: Bool, count: Int) {
        let rough = (upper - lower) / Double(max(1, count))
        let power = pow(10, log10(rough).rounded(.down))
        let multiple = [1, 2, 2.5, 5, 10].first { $0 * power >= rough * 0.999 } ?? 10
        let step = multiple * power
        decimals = max(0, -Int(log10(power).rounded()) + (multiple == 2.5 ? 1 : 0) - (multiple == 10 ? 1 : 0))
        // The tolerance keeps 0.3 / 0.1 from becoming one tick more.
        let first = isWidened ? (lower / step + 1e-9).rounded(.down) : (lower / step - 1e-9).rounded(.up)
        let last = isWidened ? (upper / step - 1e-9).rounded(.up) : (upper / step + 1e-9).rounded(.down)
        if isWidened {
            lower = first * step
            upper = last * step
        }
        guard last >= first, last - first < 100 else { return }
        ticks = stride(from: first, through: last, by: 1).map { $0 * step }
    }

    /// Round multiples of powers of ten, the fewer the wider the range; over many decades the powers only.
    private mutating func placeLogarithmicTicks() {
        let decades = log10(lower).rounded(.down)...log10(upper).rounded(.up)
        let isWide = decades.upperBound - decades.lowerBound > 3
        let multiples: [Double] =
            isWide ? [1] : upper > 12 * lower ? [1, 2, 5] : [1, 1.5, 2, 3, 4, 5, 6, 8]
        let every = max(1, ((decades.upperBound - decades.lowerBound) / 10).rounded(.up))
        for exponent in stride(from: decades.lowerBound, through: decades.upperBound, by: every) {
            for multiple in multiples {
                let tick = multiple * pow(10, exponent)
                if tick >= lower * 0.999_999, tick <= upper * 1.000_001 { ticks.append(tick) }
            }
        }
    }
}
