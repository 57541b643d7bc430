/// A model that the local cache of the hub does not have.
public struct HubAbsence: Error, Hashable, Sendable {
    public var reference: HubReference
    public var reason: String

    /// What fetches it.
    public var command: String {
        "tweed hub download \(reference.repository) --revision \(reference.revision)"
    }

    /// Why, and what to do, without the reference itself.
    public var problem: String { "\(reason); run: \(command)" }
}

extension HubAbsence: CustomStringConvertible {
    public var description: String { "\(reference): \(problem)" }
}
