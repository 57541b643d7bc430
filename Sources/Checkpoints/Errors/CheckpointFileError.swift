/// Why a file or folder of weights cannot be read.
public struct CheckpointFileError: Error, Hashable, Sendable {
    /// The file or folder.
    public let path: String
    public let problem: Problem

    public enum Problem: Hashable, Sendable {
        /// The operating system, or the reader of another format, refused; its words.
        case unreadable(String)
        /// Neither safetensors nor what `torch.save` writes.
        case unknownFormat(found: String)
        /// What `torch.save` wrote before version 1.6.
        case formatBeforeZip
        /// A program that `torch.jit.save` wrote.
        case program
        /// The zip archive is not one that `torch.save` writes; `byte` counts from the file's start.
        case archive(byte: Int, found: String, expected: String)
        /// An entry of the archive that is refused.
        case entry(name: String, reason: String)
        /// An operation of pickle that no tensor needs; `byte` counts from the start of `data.pkl`.
        case operation(byte: Int, code: UInt8)
        /// A Python name that no tensor needs: loading it would run code.
        case global(byte: Int, name: String)
        /// The pickle does not hold what it must at this byte.
        case pickle(byte: Int, found: String, expected: String)
        /// More of something than is allowed.
        case limit(what: String, found: Int, allowed: Int)
        case tensor(name: String, reason: String)
        /// There is no dictionary of this name in the file.
        case noDictionary(name: String, available: [String])
        case noTensors
        /// JSON that cannot be read or says something impossible.
        case json(String)
        /// None of the files that would do is there.
        case noWeights(expected: [String], found: [String])
        case noVariant(wanted: String, available: [String])
        /// A name that would lead out of the folder.
        case outside(name: String)
        case missingFiles([String])
        case sharding(tensor: String, reason: String)
        case noSnapshot(reason: String, command: String)
        case adapter(reason: String)
    }

    public init(path: String, problem: Problem) {
        self.path = path
        self.problem = problem
    }
}
