/// What the settings of CLIP's two towers have in common.
enum CLIPTower {
    /// The class name of transformers.
    static func architecture(_ name: String, isProjected: Bool) -> String {
        isProjected ? name + "WithProjection" : name
    }

    /// Whether the checkpoint holds a projection: `projection_dim` is in the settings of every tower, with one or
    /// without, so the class tells.
    static func isProjected(_ settings: SettingReader) throws -> Bool {
        try settings.value("architectures", default: [String]()).contains { $0.hasSuffix("WithProjection") }
    }

    static func activation(_ settings: SettingReader) throws -> CLIPActivation {
        let name = try settings.value("hidden_act", default: CLIPActivation.quickGelu.rawValue)
        guard let activation = CLIPActivation(rawValue: name) else {
            throw ConfigurationError.unsupported(
                architecture: settings.architecture, setting: "hidden_act", found: "\"\(name)\"",
                supported: CLIPActivation.allCases.map { "\"\($0.rawValue)\"" })
        }
        return activation
    }
}
