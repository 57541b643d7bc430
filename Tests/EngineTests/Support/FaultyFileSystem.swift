import Foundation
import Synchronization

@testable import Engine

/// The local disk, failing where a test wants it to. It never waits for the disk: no test cuts the power.
final class FaultyFileSystem: FileSystem {
    enum Fault: Sendable {
        /// The operation with this number (from 0) fails, the others do not.
        case once(Int)
        /// From this number on everything fails, as after a kill.
        case deadFrom(Int)
        case operation(FileOperation)
        case operations(Set<FileOperation>)
    }

    private let fault: Fault?
    private let code: Int32
    private let counter = Mutex(0)
    private let local = LocalFileSystem()

    init(_ fault: Fault? = nil, code: Int32 = 28) {
        self.fault = fault
        self.code = code
    }

    /// How many operations were attempted.
    var count: Int { counter.withLock { $0 } }

    private func step(_ operation: FileOperation, _ path: String) throws {
        let number = counter.withLock { counter in
            defer { counter += 1 }
            return counter
        }
        let fails =
            switch fault {
            case .once(let chosen): number == chosen
            case .deadFrom(let first): number >= first
            case .operation(let chosen): operation == chosen
            case .operations(let chosen): chosen.contains(operation)
            case nil: false
            }
        if fails { throw EngineError.file(operation, path: path, code: code) }
    }

    func write(_ data: Data, to path: String, durably: Bool) throws {
        do {
            try step(.write, path)
        } catch {
            // A full disk and a kill both leave a part behind.
            try? local.write(data.prefix(data.count / 2), to: path, durably: false)
            throw error
        }
        try local.write(data, to: path, durably: false)
    }

    func append(_ data: Data, to path: String, durably: Bool) throws {
        do {
            try step(.append, path)
        } catch {
            try? local.append(data.prefix(data.count / 2), to: path, durably: false)
            throw error
        }
        try local.append(data, to: path, durably: false)
    }

    func makeFolder(_ path: String) throws {
        try step(.makeFolder, path)
        try local.makeFolder(path)
    }

    func rename(_ source: String, to destination: String) throws {
        try step(.rename, destination)
        try local.rename(source, to: destination)
    }

    func exchange(_ first: String, _ second: String) throws {
        try step(.exchange, second)
        try local.exchange(first, second)
    }

    func clone(_ source: String, to destination: String) throws {
        try step(.clone, destination)
        try local.clone(source, to: destination)
    }

    func link(_ source: String, to destination: String) throws {
        try step(.link, destination)
        try local.link(source, to: destination)
    }

    func copy(_ source: String, to destination: String) throws {
        try step(.copy, destination)
        try local.copy(source, to: destination)
    }

    func setPermissions(_ permissions: UInt16, of path: String) throws {
        try step(.setPermissions, path)
        try local.setPermissions(permissions, of: path)
    }

    func synchronize(_ paths: [String]) throws {
        try step(.synchronize, paths.first ?? "")
    }

    func remove(_ path: String) throws {
        try step(.remove, path)
        try local.remove(path)
    }
}
