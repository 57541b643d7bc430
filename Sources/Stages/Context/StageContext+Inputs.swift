import Engine
import Values

extension StageContext {
    /// Where to read the file that a file parameter names.
    public func file(_ parameter: String) throws -> String { try artifact(parameter).path(of: "") }

    /// Nil where the recipe says `null`.
    public func optionalFile(_ parameter: String) throws -> String? { try optional(parameter, file) }

    /// The folder that a folder parameter names. Its files are reached by their relative paths.
    public func folder(_ parameter: String) throws -> Artifact { try artifact(parameter) }

    /// What an artifact, file or folder parameter stands for.
    public func artifact(_ parameter: String) throws -> Artifact {
        let value = try value(parameter)
        guard let artifact = artifact(at: value) else { throw notBound(parameter, value) }
        return artifact
    }

    /// Nil where the recipe says `null`.
    public func optionalArtifact(_ parameter: String) throws -> Artifact? {
        try optional(parameter, artifact)
    }

    /// What a list of artifacts, files or folders stands for, in the order of the recipe.
    public func artifacts(_ parameter: String) throws -> [Artifact] {
        let value = try value(parameter)
        guard case .array(let elements) = value else { throw notBound(parameter, value) }
        return try elements.map { element in
            guard let artifact = artifact(at: element) else { throw notBound(parameter, element) }
            return artifact
        }
    }

    /// The same, with nil where the list says `null`.
    public func optionalArtifacts(_ parameter: String) throws -> [Artifact?] {
        let value = try value(parameter)
        guard case .array(let elements) = value else { throw notBound(parameter, value) }
        return try elements.map { element in
            if element.isNull { return nil }
            guard let artifact = artifact(at: element) else { throw notBound(parameter, element) }
            return artifact
        }
    }

    /// The artifact for which `{"$input": "<binding>"}` or `{"$file": "<binding>"}` stands.
    private func artifact(at value: JSONValue) -> Artifact? {
        guard case .string(let binding)? = value["$input"] ?? value["$file"] else { return nil }
        return request.inputs[binding]
    }

    private func notBound(_ parameter: String, _ value: JSONValue) -> StageContextError {
        .wrongType(parameter, kind: request.kind, expected: "an artifact, a file or a folder", found: value)
    }
}
