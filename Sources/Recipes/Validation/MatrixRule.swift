import Values

/// A matrix has axes, each with values that can be part of a stage's name.
enum MatrixRule {
    /// - Returns: nil where something is wrong, which is then reported.
    static func axes(of matrix: ResolvedNode, _ problems: inout DiagnosticCollector) -> [MatrixAxis]? {
        guard !matrix.isInvalid else { return nil }
        guard case .object(let object) = matrix.content else {
            problems.add(.notAnObject(what: "\"matrix\"", found: matrix.words), at: matrix.range)
            return nil
        }
        let members = object.members
        if members.isEmpty { problems.add(.emptyMatrix, at: matrix.range) }
        guard members.count <= MatrixExpansion.maximumAxes else {
            problems.add(
                .tooManyAxes(count: members.count, maximum: MatrixExpansion.maximumAxes), at: matrix.range)
            return nil
        }
        var isRight = !members.isEmpty
        var axes: [MatrixAxis] = []
        var count = 1
        for member in members {
            guard let axis = axis(member, &problems) else {
                isRight = false
                continue
            }
            axes.append(axis)
            count = min(count * axis.values.count, 1_000_000)
        }
        guard isRight else { return nil }
        guard count <= MatrixExpansion.maximumInstances else {
            problems.add(
                .matrixTooLarge(count: count, maximum: MatrixExpansion.maximumInstances), at: matrix.range)
            return nil
        }
        return axes
    }

    private static func axis(
        _ member: ResolvedNode.Member, _ problems: inout DiagnosticCollector
    ) -> MatrixAxis? {
        guard !member.value.isInvalid else { return nil }
        guard StageNamesRule.isName(member.key) else {
            problems.add(.badName(what: "a matrix axis", name: member.key), at: member.keyRange)
            return nil
        }
        guard case .array(let elements) = member.value.content else {
            problems.add(
                .wrongShape(key: member.key, expected: "a list of values", found: member.value.words),
                at: member.value.range)
            return nil
        }
        if elements.isEmpty {
            problems.add(.emptyMatrix, at: member.value.range)
            return nil
        }
        guard elements.count <= MatrixExpansion.maximumInstances else {
            problems.add(
                .matrixTooLarge(count: elements.count, maximum: MatrixExpansion.maximumInstances),
                at: member.value.range)
            return nil
        }
        var values: [MatrixAxis.Value] = []
        for element in elements {
            guard !element.isInvalid else { return nil }
            guard let text = element.text, isFit(text) else {
                problems.add(.badMatrixValue(axis: member.key, found: element.words), at: element.range)
                return nil
            }
            if values.contains(where: { $0.text.lowercased() == text.lowercased() }) {
                problems.add(.repeatedMatrixValue(axis: member.key, value: text), at: element.range)
                return nil
            }
            values.append(.init(text: text, node: element))
        }
        return MatrixAxis(name: member.key, values: values)
    }

    private static func isFit(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 64
            && text.allSatisfy { StageNamesRule.isNameCharacter($0) || $0 == "." || $0 == "+" }
    }
}
