import Values

/// Makes the stages that a matrix stands for.
enum MatrixExpansion {
    static let maximumInstances = 256
    static let maximumAxes = 16
    /// The name of a stage becomes that of a folder, which no file system lets be longer than 255 bytes.
    static let maximumNameBytes = 200

    /// - Returns: nil where the matrix is at fault, which is then reported.
    static func expand(
        _ stage: StageDeclaration, resolver: inout LookupResolver, _ problems: inout DiagnosticCollector
    ) -> (axes: [MatrixAxis], instances: [StageInstance])? {
        guard let node = stage.object["matrix"] else {
            return ([], [StageInstance(name: stage.name, values: [:])])
        }
        let resolved = resolver.resolve(node, in: .init(), &problems)
        guard let axes = MatrixRule.axes(of: resolved, &problems) else { return nil }
        var combinations: [[(axis: String, value: MatrixAxis.Value)]] = [[]]
        for axis in axes {
            combinations = combinations.flatMap { start in axis.values.map { start + [(axis.name, $0)] } }
        }
        let instances = combinations.map { values in
            let label = values.map { "\($0.axis)=\($0.value.text)" }.joined(separator: ",")
            return StageInstance(
                name: "\(stage.name)[\(label)]",
                values: Dictionary(
                    values.map { ($0.axis, $0.value) }, uniquingKeysWith: { first, _ in first }))
        }
        if let name = instances.first(where: { $0.name.utf8.count > maximumNameBytes })?.name {
            problems.add(.longStageName(name, maximum: maximumNameBytes), at: node.range)
            return nil
        }
        return (axes, instances)
    }
}
