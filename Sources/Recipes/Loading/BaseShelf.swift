/// Where recipes of a registry lie on this machine, for recipes that extend them by digest.
///
/// The recipe's own layer knows no registry; who loads a recipe says how they are found.
public struct BaseShelf: Sendable {
    /// Why there is none, and what to do.
    public struct Absence: Error {
        public var reason: String

        public init(reason: String) { self.reason = reason }
    }

    private let find: @Sendable (RegistryReference, String) -> Result<String, Absence>
    private let pin: @Sendable (String) -> String?

    /// - Parameters:
    ///   - find: from a reference and the project's folder to the path of a recipe in that folder.
    ///   - pin: from a reference by a tag to one by the digest that it has now, where that is known.
    public init(
        find:
            @escaping @Sendable (_ reference: RegistryReference, _ projectFolder: String) -> Result<
                String, Absence
            >, pin: @escaping @Sendable (String) -> String? = { _ in nil }
    ) {
        self.find = find
        self.pin = pin
    }

    func callAsFunction(_ reference: RegistryReference, projectFolder: String) -> Result<String, Absence> {
        find(reference, projectFolder)
    }

    func pinned(_ reference: String) -> String? { pin(reference) }

    /// No registry at all.
    public static let none = BaseShelf(
        find: { _, _ in .failure(Absence(reason: "no registry is known here")) })
}
