import Values

extension StageKindDescription {
    /// The reference of this kind as plain text, for `tweed stages <kind>`.
    public var helpText: String {
        var lines = ["\(name): \(summary)"]
        if !parameters.isEmpty {
            lines += ["", "with:"]
            for parameter in parameters {
                lines.append("  \(parameter.name)")
                lines.append("      \(parameter.help)")
                lines.append("      \(parameter.facts)")
            }
        }
        if !outputs.isEmpty {
            lines += ["", "outputs:"]
            for output in outputs {
                let alone = output.name == primaryOutput ? ", also as \"${stages.NAME}\" alone" : ""
                lines.append("  \(output.name)")
                lines.append("      \(output.summary)")
                lines.append("      type \(output.type)\(alone)")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension ParameterDescription {
    /// Type, unit, default and role in one line.
    public var facts: String {
        var facts = [type.expectation]
        if let unit { facts.append("in \(unit)") }
        facts.append(defaultValue.map { "default \($0.canonicalText)" } ?? "required")
        switch role {
        case .result: break
        case .neutral: facts.append("does not change the result")
        case .extendable: facts.append("a longer run goes on from a shorter one")
        }
        return facts.joined(separator: "; ")
    }
}
