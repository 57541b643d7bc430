extension SamplerConfiguration {
    /// The first setting whose number makes no sense, under its name in files.
    var problem: String? {
        // Later ranges need the number of timesteps.
        if let problem = outside("num_train_timesteps", trainTimesteps, 1...100_000) { return problem }
        var problems = [
            share("beta_start", betaStart), share("beta_end", betaEnd),
            outside("steps_offset", stepsOffset, 0...trainTimesteps),
            positive("clip_sample_range", clip.map { Double($0) }),
            positive("sigma_min", smallestDeviation), positive("sigma_max", largestDeviation),
            positive("timestep_scaling", timestepScaling), positive("shift", shift),
        ]
        if kind == .lcm {
            problems.append(outside("original_inference_steps", distilledSteps, 1...trainTimesteps))
        }
        if endsWithoutSignal && trainTimesteps == 1 {
            problems.append("\"rescale_betas_zero_snr\" needs more than one timestep")
        }
        return problems.compactMap { $0 }.first
    }

    /// Settings may come from a caller and not from a file.
    func checkRanges() throws(SamplerError) {
        if let reason = problem {
            throw .setting(path: nil, .contradiction(architecture: kind.rawValue, reason: reason))
        }
    }

    private func outside(_ name: String, _ value: Int, _ range: ClosedRange<Int>) -> String? {
        range.contains(value)
            ? nil : "\"\(name)\" is \(value); it must be from \(range.lowerBound) to \(range.upperBound)"
    }

    private func share(_ name: String, _ value: Double) -> String? {
        value > 0 && value < 1 ? nil : "\"\(name)\" is \(value); it must be between 0 and 1"
    }

    private func positive(_ name: String, _ value: Double?) -> String? {
        guard let value, !(value > 0 && value <= 1e6) else { return nil }
        return "\"\(name)\" is \(value); it must be above 0 and at most a million"
    }
}
