/// The three kinds of scenes.
public enum SceneKind: String, CaseIterable, Sendable, Codable {
    case single, relation, count
}
