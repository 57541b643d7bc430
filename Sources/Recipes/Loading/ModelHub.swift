/// Where models of a hub lie on this machine, for recipes that name them as `hub:organisation/name@revision`.
///
/// The recipe's own layer knows no hub; who loads a recipe says how they are found. Nothing is downloaded by it.
public struct ModelHub: Sendable {
    /// What was found for a reference.
    public struct Snapshot: Sendable {
        /// The folder of the model's files.
        public var folder: String
        /// What else decided that it is this one: its stamp changes where a revision becomes another.
        public var consulted: [String]

        public init(folder: String, consulted: [String]) {
            self.folder = folder
            self.consulted = consulted
        }
    }

    /// Why there is none, and what to do.
    public struct Absence: Error {
        public var reason: String

        public init(reason: String) { self.reason = reason }
    }

    /// How a text begins that is a reference and no path.
    public static let prefix = "hub:"

    private let find: @Sendable (String) -> Result<Snapshot, Absence>

    public init(_ find: @escaping @Sendable (_ reference: String) -> Result<Snapshot, Absence>) {
        self.find = find
    }

    /// - Parameter reference: with its prefix.
    public func callAsFunction(_ reference: String) -> Result<Snapshot, Absence> { find(reference) }

    /// No hub at all.
    public static let none = ModelHub { _ in .failure(Absence(reason: "no model hub is known here")) }
}
