import Artifacts
import Engine
import Foundation

/// A result that a registry has: its record, and where its content may be.
struct FoundResult: Sendable {
    var record: ActionRecord
    /// The record as it came, whose digest was compared.
    var action: Data
    /// What the registry has, by digest; may hold content of other results.
    var content: [Digest: Descriptor]
}

/// A place in a registry where results are found by their keys.
protocol ResultShelf: Sendable {
    var client: RegistryClient { get }

    /// - Returns: nil where it does not have the key.
    /// - Throws: what is wrong with what it has, or with the way to it.
    func find(_ key: Digest) throws -> FoundResult?
}
