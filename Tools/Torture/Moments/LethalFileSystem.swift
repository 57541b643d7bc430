import Engine
import Foundation
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The local disk, on which the process dies (SIGKILL, by its own hand) before, in the middle of or after one
/// operation. It never waits for the disk: a kill is no power cut.
final class LethalFileSystem: FileSystem {
    private let moment: Moment?
    private let names = Mutex<[String]>([])
    private let local = LocalFileSystem()

    /// - Parameter moment: nil to count only.
    init(_ moment: Moment?) {
        self.moment = moment
    }

    /// What was done, in order: the names of the operations.
    var operations: [String] { names.withLock { $0 } }

    /// - Parameter half: leaves what there is when the operation is cut in its middle; empty where it has none.
    private func step(_ name: String, half: () throws -> Void = {}, _ whole: () throws -> Void) throws {
        let number = names.withLock { names in
            names.append(name)
            return names.count - 1
        }
        guard let moment, moment.operation == number else { return try whole() }
        switch moment.phase {
        case .before: break
        case .middle: try? half()
        // An operation that fails, as cloning does on many file systems, has an end as well.
        case .after: try? whole()
        }
        Self.die()
    }

    private static func die() -> Never {
        kill(getpid(), SIGKILL)
        while true { pause() }
    }

    func write(_ data: Data, to path: String, durably: Bool) throws {
        try step("write") {
            try local.write(data.prefix(data.count / 2), to: path, durably: false)
        } _: {
            try local.write(data, to: path, durably: false)
        }
    }

    func append(_ data: Data, to path: String, durably: Bool) throws {
        try step("append") {
            try local.append(data.prefix(data.count / 2), to: path, durably: false)
        } _: {
            try local.append(data, to: path, durably: false)
        }
    }

    func makeFolder(_ path: String) throws {
        try step("makeFolder") { try local.makeFolder(path) }
    }

    func rename(_ source: String, to destination: String) throws {
        try step("rename") { try local.rename(source, to: destination) }
    }

    /// In its middle it is what it is on systems that have no such call: nothing has the second name.
    func exchange(_ first: String, _ second: String) throws {
        try step("exchange") {
            try local.rename(second, to: first + "-aside")
        } _: {
            try local.exchange(first, second)
        }
    }

    func clone(_ source: String, to destination: String) throws {
        try step("clone") {
            try local.write(Data(), to: destination, durably: false)
        } _: {
            try local.clone(source, to: destination)
        }
    }

    func link(_ source: String, to destination: String) throws {
        try step("link") { try local.link(source, to: destination) }
    }

    func copy(_ source: String, to destination: String) throws {
        try step("copy") {
            let data = try Data(contentsOf: URL(fileURLWithPath: source))
            try local.write(data.prefix(data.count / 2), to: destination, durably: false)
        } _: {
            try local.copy(source, to: destination)
        }
    }

    func setPermissions(_ permissions: UInt16, of path: String) throws {
        try step("setPermissions") { try local.setPermissions(permissions, of: path) }
    }

    func synchronize(_ paths: [String]) throws {
        try step("synchronize") {}
    }

    /// In its middle a folder has lost the first half of its entries.
    func remove(_ path: String) throws {
        try step("remove") {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: path).sorted()) ?? []
            for name in names.prefix((names.count + 1) / 2) { try local.remove(path + "/" + name) }
        } _: {
            try local.remove(path)
        }
    }

    /// Operations with a middle that others can see; the rest are one step.
    static let divisible: Set<String> = ["write", "append", "exchange", "clone", "copy", "remove"]
}
