/// All that recipes need to know about a kind of stage.
public struct StageKindDescription: Sendable, Hashable {
    /// As written after `uses`, such as `train-narf`.
    public let name: String
    /// One line for a person.
    public let summary: String
    /// Part of every key; grows when the same configuration comes to give another result.
    public let revision: Int
    public let parameters: [ParameterDescription]
    public let outputs: [OutputDescription]
    /// The output that `${stages.NAME}` alone stands for; nil where an output must be named.
    public let primaryOutput: String?
    /// Cores that a running stage of this kind keeps busy.
    public let cores: Int
    public let memoryMegabytes: Int

    public init(
        name: String, summary: String, revision: Int = 1, parameters: [ParameterDescription] = [],
        outputs: [OutputDescription] = [], primaryOutput: String? = nil, cores: Int = 1,
        memoryMegabytes: Int = 512
    ) {
        self.name = name
        self.summary = summary
        self.revision = revision
        self.parameters = parameters
        self.outputs = outputs
        self.primaryOutput = primaryOutput
        self.cores = cores
        self.memoryMegabytes = memoryMegabytes
    }

    public func parameter(_ name: String) -> ParameterDescription? {
        parameters.first { $0.name == name }
    }

    public func output(_ name: String) -> OutputDescription? {
        outputs.first { $0.name == name }
    }

    /// Names of the parameters that stay out of the key.
    public var neutralParameters: Set<String> {
        Set(parameters.filter { $0.role == .neutral }.map(\.name))
    }

    /// Names of the parameters by which a longer run goes on from a shorter one.
    public var extendableParameters: Set<String> {
        Set(parameters.filter { $0.role == .extendable }.map(\.name))
    }
}
