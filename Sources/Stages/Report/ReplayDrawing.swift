import Methods
import Replay
import Reports

/// The curves of a replay as a chart.
public enum ReplayDrawing {
    /// Reward over budget, a line for each strategy.
    public static func chart(_ reward: ReplayFigures.Reward, caption: String = "") -> LineChart {
        LineChart(
            series: SearchStrategy.allCases.compactMap { strategy in
                guard let curve = reward.curves[strategy] else { return nil }
                return Series(
                    strategy.title,
                    points: reward.curves.budgets.indices.map { index in
                        Series.Point(
                            reward.curves.budgets[index], curve.reward[index],
                            standardError: curve.rewardError[index])
                    })
            }, xLabel: "Budget of one prompt", yLabel: "Reward of the winner (\(reward.name))",
            caption: caption, errorStyle: .bars)
    }
}
