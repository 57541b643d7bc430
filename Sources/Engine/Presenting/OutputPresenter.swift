import Foundation
import Values

/// Shows results to a person: `<folder>/<scope>/<stage>/...`, read-only, sharing the store's bytes where it can.
///
/// A new result is built beside the old one and swapped in. What is replaced is removed only when it is exactly
/// what an earlier run placed there; anything that a person edited or added is moved aside.
public struct OutputPresenter: Sendable {
    /// What was done.
    public struct Shown: Equatable, Sendable {
        /// Where the result is.
        public var path: String
        /// Where the edited files are that stood there before.
        public var keptAside: String?
    }

    let folder: String
    let store: any ContentStore
    let fileSystem: any FileSystem

    public init(folder: String, store: any ContentStore, fileSystem: any FileSystem = LocalFileSystem()) {
        self.folder = folder
        self.store = store
        self.fileSystem = fileSystem
    }

    /// Makes sure that results can be shown later.
    /// - Throws: `EngineError.outputsUnwritable`, `.outputsLink`, `.outputInTheWay`.
    public func prepare(scope: String) throws {
        let paths = PresentedPaths(folder: folder, scope: scope)
        for path in [folder, paths.scope, paths.own, paths.markers, paths.new] { try makeOwnFolder(path) }
        // Not even the owner's permission bits say whether a write will succeed, so one is tried.
        let probe = Paths.join(paths.new, Paths.temporaryName())
        try writing(to: paths.scope) {
            try fileSystem.write(Data(), to: probe, durably: false)
            try fileSystem.remove(probe)
        }
    }

    /// Shows the outputs of a stage. Does nothing when they are shown already and untouched.
    ///
    /// One output that is a folder becomes the stage's folder itself; otherwise each output stands in it by name.
    ///
    /// - Parameter isNew: the outputs have just been computed. Files that are shown already are then compared by
    ///   content: they may share the bytes of an object that was damaged and therefore made again.
    public func present(
        _ outputs: [String: OutputReference], scope: String, stage: String, isNew: Bool = false
    ) throws -> Shown {
        guard Paths.isComponent(scope), Paths.isComponent(stage) else {
            throw EngineError.unusableName(stage)
        }
        let paths = PresentedPaths(folder: folder, scope: scope)
        let target = Paths.join(paths.scope, stage)
        let digest = Self.digest(of: outputs)
        let marker = PresentationMarker.read(paths.marker(stage))
        if try stands(outputs, at: target, digest: digest, marker: marker, isNew: isNew) {
            return Shown(path: target)
        }

        do {
            return try replace(
                target, with: outputs, digest: digest, stage: stage, paths: paths, isNew: isNew)
        } catch EngineError.file(_, path: _, code: 2) {
            // The folders that a run makes at its start are gone, or were never made.
            try prepare(scope: scope)
            return try writing(to: target) {
                try replace(
                    target, with: outputs, digest: digest, stage: stage, paths: paths, isNew: isNew)
            }
        } catch EngineError.file(_, path: _, let code) {
            throw EngineError.outputsUnwritable(path: target, code: code)
        }
    }

    private func replace(
        _ target: String, with outputs: [String: OutputReference], digest: Digest, stage: String,
        paths: PresentedPaths, isNew: Bool
    ) throws -> Shown {
        let lock = try FileLock.wait(paths.lock)
        defer { withExtendedLifetime(lock) {} }
        let markerPath = paths.marker(stage)
        // Another run may have been quicker; and whatever is in `new` now was left by a kill.
        let marker = PresentationMarker.read(markerPath)
        if try stands(outputs, at: target, digest: digest, marker: marker, isNew: isNew) {
            return Shown(path: target)
        }
        for name in try FileReader.names(in: paths.new) { try fileSystem.remove(Paths.join(paths.new, name)) }
        let standing = try standing(at: target, marker: marker)

        let fresh = Paths.join(paths.new, Paths.temporaryName())
        try build(outputs, at: fresh)
        let newMarker = PresentationMarker(
            digest: digest, files: try PresentationMarker.stamps(below: fresh), previous: marker?.files ?? [:]
        )
        // The marker first: after a kill it vouches for the old files as well as for the new ones.
        let markerTemporary = Paths.join(paths.new, Paths.temporaryName())
        try fileSystem.write(SealedRecord.seal(newMarker.json), to: markerTemporary, durably: false)
        try fileSystem.rename(markerTemporary, to: markerPath)

        switch standing {
        case .nothing:
            try fileSystem.rename(fresh, to: target)
            return Shown(path: target)
        case .ours:
            try fileSystem.exchange(fresh, target)
            try fileSystem.remove(fresh)
            return Shown(path: target)
        case .edited:
            let aside = try freeName(for: target)
            try fileSystem.rename(target, to: aside)
            try fileSystem.rename(fresh, to: target)
            return Shown(path: target, keptAside: aside)
        }
    }

    private enum Standing { case nothing, ours, edited }

    /// Judges what stands where the result goes.
    private func standing(at target: String, marker: PresentationMarker?) throws -> Standing {
        guard let status = try FileStatus.read(target) else { return .nothing }
        if status.kind == .link { throw EngineError.outputsLink(path: target) }
        guard status.kind == .folder else { throw EngineError.outputInTheWay(path: target) }
        if try FileReader.names(in: target).isEmpty { return .ours }
        guard let marker else { throw EngineError.outputInTheWay(path: target) }
        return try marker.vouches(forAllBelow: target) ? .ours : .edited
    }

    private func build(_ outputs: [String: OutputReference], at root: String) throws {
        try fileSystem.makeFolder(root)
        let isOneFolder = outputs.count == 1 && outputs.first!.value.isFolder
        for (name, output) in outputs.sorted(by: { $0.key < $1.key }) {
            let path = isOneFolder ? root : Paths.join(root, name)
            guard output.isFolder else {
                try store.place(output.digest, at: path, isExecutable: false)
                continue
            }
            try fileSystem.makeFolder(path)
            for (relative, entry) in try store.manifest(of: output.digest).files {
                let file = Paths.join(path, relative)
                try fileSystem.makeFolder(Paths.parent(of: file))
                try store.place(entry.digest, at: file, isExecutable: entry.isExecutable)
            }
        }
    }

    /// Whether the outputs are shown already and untouched.
    private func stands(
        _ outputs: [String: OutputReference], at target: String, digest: Digest, marker: PresentationMarker?,
        isNew: Bool
    ) throws -> Bool {
        guard let marker, marker.digest == digest, try marker.describes(target) else { return false }
        return !isNew || holds(target, outputs)
    }

    /// Whether the bytes at `target` are those of the outputs.
    private func holds(_ target: String, _ outputs: [String: OutputReference]) -> Bool {
        let isOneFolder = outputs.count == 1 && outputs.first!.value.isFolder
        return outputs.allSatisfy { name, output in
            let path = isOneFolder ? target : Paths.join(target, name)
            guard output.isFolder else { return Self.digest(ofFileAt: path) == output.digest }
            guard let manifest = try? store.manifest(of: output.digest) else { return false }
            return manifest.files.allSatisfy {
                Self.digest(ofFileAt: Paths.join(path, $0.key)) == $0.value.digest
            }
        }
    }

    private static func digest(ofFileAt path: String) -> Digest? { try? FileHasher.digest(ofFileAt: path) }

    /// Folders on the way must be folders: a link could lead anywhere.
    private func makeOwnFolder(_ path: String) throws {
        switch try FileStatus.read(path)?.kind {
        case .folder?: return
        case .link?: throw EngineError.outputsLink(path: path)
        case .file?, .other?: throw EngineError.outputInTheWay(path: path)
        case nil: try writing(to: path) { try fileSystem.makeFolder(path) }
        }
    }

    private func freeName(for target: String) throws -> String {
        var number = 1
        while try FileStatus.read("\(target).edited-\(number)") != nil { number += 1 }
        return "\(target).edited-\(number)"
    }

    private func writing<Result>(to path: String, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch EngineError.file(_, path: _, let code) {
            throw EngineError.outputsUnwritable(path: path, code: code)
        }
    }

    /// By which a marker names what is shown.
    static func digest(of outputs: [String: OutputReference]) -> Digest {
        Digest(of: JSONValue.object(outputs.mapValues(\.keyValue)).canonicalData)
    }
}

/// Where the presenter keeps its own things, beside the results.
struct PresentedPaths {
    let scope: String

    init(folder: String, scope: String) {
        self.scope = Paths.join(folder, scope)
    }

    var own: String { Paths.join(scope, ".tweed") }
    var markers: String { Paths.join(own, "markers") }
    var new: String { Paths.join(own, "new") }
    var lock: String { Paths.join(own, "lock") }
    func marker(_ stage: String) -> String { Paths.join(markers, stage) }
}
