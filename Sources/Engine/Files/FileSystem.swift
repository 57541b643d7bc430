import Foundation

/// Every operation by which the engine changes the disk, so that tests can make any of them fail.
///
/// All of them throw `EngineError.file` with the operation, the path and the system's code.
public protocol FileSystem: Sendable {
    /// Makes a new file; it is an error when something stands there. Durably: it is on the disk on return.
    func write(_ data: Data, to path: String, durably: Bool) throws
    /// Adds to the end of a file, made when absent.
    func append(_ data: Data, to path: String, durably: Bool) throws
    /// Makes a folder and those above it; it may exist.
    func makeFolder(_ path: String) throws
    /// Moves a file or folder within one file system; replaces a file, or an empty folder.
    func rename(_ source: String, to destination: String) throws
    /// Swaps two folders, in one step where the system can.
    func exchange(_ first: String, _ second: String) throws
    /// Makes `destination` a copy that shares blocks with `source`.
    func clone(_ source: String, to destination: String) throws
    /// Makes `destination` another name of the file `source`.
    func link(_ source: String, to destination: String) throws
    /// Copies the bytes of one file.
    func copy(_ source: String, to destination: String) throws
    func setPermissions(_ permissions: UInt16, of path: String) throws
    /// Brings to the disk: of a file its content, of a folder the names in it.
    func synchronize(_ paths: [String]) throws
    /// Removes a file, a link or a whole folder; follows no link; it may be absent.
    func remove(_ path: String) throws
}

/// What was attempted when the system said no.
public enum FileOperation: String, Sendable, Hashable {
    case read, list, inspect, write, append, makeFolder, rename, exchange, clone, link, copy, setPermissions
    case synchronize, remove, lock
}
