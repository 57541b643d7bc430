/// From a key to the digests of the outputs that it gave.
public protocol ActionCache: Sendable {
    /// nil when the key is unknown, or its record is damaged.
    func record(of key: Digest) throws -> ActionRecord?
    /// Durably; the outputs are in the content store already.
    func store(_ record: ActionRecord) throws
    /// Says that a record was of use, for collections that drop what was not.
    func markUsed(_ key: Digest) throws
    func remove(_ key: Digest) throws
}
