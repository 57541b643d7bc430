import Methods
import Recipes
import Reports

extension SearchStrategy {
    /// As papers and people write it.
    var title: String {
        switch self {
        case .bestOfN: "Best-of-N"
        case .ttsp: "TTSp"
        case .ttsnap: "TTSnap"
        case .zeroOrder: "Zero-order"
        case .paths: "Paths"
        case .noiseOptimization: "Noise optimisation"
        }
    }
}

/// Numbers in words.
enum Format {
    static func gigaMACs(_ count: Int) -> String {
        "\(NumberText.fixed(Double(count) / 1e9, decimals: 2)) GMAC"
    }

    static func budget(_ budget: SearchBudget) -> String {
        switch budget {
        case .multiplyAccumulates(let count): MACBudget.text(count)
        case .seconds(let seconds): "\(NumberText.significant(seconds)) s"
        case .images(let count): count == 1 ? "1 image" : "\(count) images"
        }
    }

    static func percent(_ value: Double) -> String { NumberText.fixed(value * 100, decimals: 1) + " %" }

    static func percent(_ estimate: MeanEstimate) -> String {
        "\(NumberText.fixed(estimate.mean * 100, decimals: 1)) ± "
            + "\(NumberText.fixed(estimate.standardError * 100, decimals: 1)) %"
    }

    /// A dash where there is no judge.
    static func percent(_ estimate: MeanEstimate?) -> String { estimate.map(percent) ?? "–" }

    static func estimate(_ estimate: MeanEstimate, decimals: Int = 3) -> String {
        "\(NumberText.fixed(estimate.mean, decimals: decimals)) ± "
            + NumberText.fixed(estimate.standardError, decimals: decimals)
    }

    /// A dash where there is no judge.
    static func estimate(_ estimate: MeanEstimate?) -> String { estimate.map { self.estimate($0) } ?? "–" }

    /// How many standard errors a difference lies above zero.
    static func errors(_ estimate: MeanEstimate?) -> String { estimate.map(errors) ?? "–" }

    /// How many standard errors a difference lies above zero.
    static func errors(_ estimate: MeanEstimate) -> String {
        estimate.standardError > 0
            ? NumberText.fixed(estimate.mean / estimate.standardError, decimals: 1) : "–"
    }

    static func duration(_ seconds: Double) -> String {
        seconds < 60
            ? "\(NumberText.fixed(seconds, decimals: seconds < 10 ? 1 : 0)) s"
            : "\(Int(seconds) / 60) m \(Int(seconds) % 60) s"
    }
}
