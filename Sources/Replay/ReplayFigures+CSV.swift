import Methods

extension ReplayFigures {
    /// The curves as comma-separated values: a line for each reward, strategy and budget.
    public var csv: String {
        var lines = ["reward,strategy,budget,candidates,cost,mean,standard_error,gain,gain_standard_error"]
        for reward in rewards {
            for strategy in SearchStrategy.allCases {
                guard let curve = reward.curves[strategy] else { continue }
                for (index, budget) in reward.curves.budgets.enumerated() {
                    let gain = curve.gain.map { "\($0[index])" } ?? ""
                    let gainError = curve.gainError.map { "\($0[index])" } ?? ""
                    lines.append(
                        "\(Self.quoted(reward.name)),\(strategy.key),\(budget),\(curve.candidates[index]),"
                            + "\(curve.cost[index]),\(curve.reward[index]),\(curve.rewardError[index]),"
                            + "\(gain),\(gainError)")
                }
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// RFC 4180.
    private static func quoted(_ text: String) -> String {
        text.contains { "\",\n\r".contains($0) }
            ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
    }
}
