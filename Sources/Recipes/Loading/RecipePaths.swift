import Foundation
import Values

/// Which files a recipe may name, and where they are.
struct RecipePaths {
    enum Expectation { case file, folder, either }

    /// Real path of the folder that must not be left.
    let projectFolder: String
    /// Real path of the recipe's own folder.
    let recipeFolder: String
    /// Real paths beyond the project that the person named on the command line.
    let permitted: [String]
    /// Where models of a hub lie.
    let hub: ModelHub
    /// Where bases of registries lie.
    let bases: BaseShelf
    /// Where something was found, absolute.
    let consulted = ConsultedPaths()

    /// - Parameters:
    ///   - recipe: the recipe's path, relative to the current folder unless absolute.
    ///   - permitted: further files or folders that the person named.
    init(recipe: String, permitted: [String], hub: ModelHub = .none, bases: BaseShelf = .none) {
        self.hub = hub
        self.bases = bases
        recipeFolder = Self.folder(of: recipe)
        projectFolder = Self.projectFolder(above: recipeFolder)
        let folder = recipeFolder
        self.permitted = permitted.map { path in
            let absolute = Self.normalised(path, in: folder)
            return Self.real(absolute) ?? absolute
        }
    }

    /// Real path of the folder that holds a file.
    static func folder(of path: String) -> String {
        let absolute = normalised(path, in: FileManager.default.currentDirectoryPath)
        let folder = (absolute as NSString).deletingLastPathComponent
        return real(folder) ?? folder
    }

    /// The nearest folder, from this one upwards, that looks like a project; this one where none does.
    static func projectFolder(above start: String) -> String {
        var folder = start
        while true {
            for mark in [".git", "Package.swift", ".tweed"]
            where FileManager.default.fileExists(atPath: folder + "/" + mark) {
                return folder
            }
            let parent = (folder as NSString).deletingLastPathComponent
            if parent == folder || parent.isEmpty { return start }
            folder = parent
        }
    }

    /// Finds a file or folder that a recipe names.
    ///
    /// - Parameters:
    ///   - text: the path as written.
    ///   - parameter: whose value it is, for messages.
    ///   - folder: the folder of the file in which it is written.
    ///   - isNamedByPerson: whether it comes from the command line and so may lie anywhere.
    /// - Returns: its real path, without links.
    func find(
        _ text: String, parameter: String, in folder: String, isNamedByPerson: Bool,
        expecting expectation: Expectation
    ) -> Result<String, RecipeProblem> {
        guard !text.isEmpty else { return .failure(.emptyPath(parameter: parameter)) }
        guard !text.utf8.contains(0) else {
            return .failure(.missingFile(parameter: parameter, path: text, suggestion: nil))
        }
        let lexical = Self.normalised(text, in: folder)
        consulted.add(lexical)
        let isAbsolute = text.utf8.first == UInt8(ascii: "/")
        if !isNamedByPerson, !isAllowed(lexical) {
            return .failure(
                isAbsolute
                    ? .absolutePath(parameter: parameter, path: text)
                    : .leavesProject(parameter: parameter, path: text, project: projectFolder))
        }
        // Even an absolute path into this project means nothing on another machine.
        if isAbsolute, !isNamedByPerson, !isPermitted(lexical) {
            return .failure(.absolutePath(parameter: parameter, path: text))
        }
        guard let path = Self.real(lexical) else {
            let suggestion = isNamedByPerson ? nil : neighbour(of: lexical, written: text)
            return .failure(.missingFile(parameter: parameter, path: text, suggestion: suggestion))
        }
        guard isNamedByPerson || isAllowed(path) else {
            return .failure(
                .linkLeavesProject(parameter: parameter, path: text, target: path, project: projectFolder))
        }
        return check(path, written: text, parameter: parameter, expectation)
    }

    /// Finds a model of a hub.
    /// - Returns: the folder of its files.
    func findInHub(_ reference: String, parameter: String) -> Result<String, RecipeProblem> {
        switch hub(reference) {
        case .failure(let absence):
            return .failure(
                .notInHub(parameter: parameter, reference: reference, reason: absence.reason))
        case .success(let snapshot):
            for path in [snapshot.folder] + snapshot.consulted { consulted.add(path) }
            return .success(snapshot.folder)
        }
    }

    /// Finds a recipe of a registry.
    func findBase(_ reference: RegistryReference) -> Result<String, RecipeProblem> {
        switch bases(reference, projectFolder: projectFolder) {
        case .failure(let absence):
            return .failure(.baseInRegistry(reference, reason: absence.reason))
        case .success(let path):
            consulted.add(path)
            return .success(path)
        }
    }

    static func isFolder(_ path: String) -> Bool {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return attributes?[.type] as? FileAttributeType == .typeDirectory
    }

    private func check(
        _ path: String, written text: String, parameter: String, _ expectation: Expectation
    ) -> Result<String, RecipeProblem> {
        let type = try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
        switch expectation {
        case .file where type != .typeRegular: return .failure(.notAFile(parameter: parameter, path: text))
        case .folder where type != .typeDirectory:
            return .failure(.notAFolder(parameter: parameter, path: text))
        case .either where type != .typeRegular && type != .typeDirectory:
            return .failure(.notAFile(parameter: parameter, path: text))
        default: return .success(path)
        }
    }

    private func isAllowed(_ path: String) -> Bool {
        Self.contains(projectFolder, path) || isPermitted(path)
    }

    private func isPermitted(_ path: String) -> Bool {
        permitted.contains { Self.contains($0, path) }
    }

    /// The entry of the same folder that may have been meant.
    private func neighbour(of path: String, written text: String) -> String? {
        let folder = (path as NSString).deletingLastPathComponent
        guard let real = Self.real(folder), isAllowed(real),
            let names = try? FileManager.default.contentsOfDirectory(atPath: real),
            let name = NearName.closest(to: (path as NSString).lastPathComponent, among: names.sorted())
        else { return nil }
        let prefix = (text as NSString).deletingLastPathComponent
        return prefix.isEmpty ? name : prefix + "/" + name
    }

    private static func contains(_ folder: String, _ path: String) -> Bool {
        // By bytes: two spellings of one letter are equal strings and different folders.
        path.utf8.elementsEqual(folder.utf8)
            || path.utf8.starts(with: (folder == "/" ? folder : folder + "/").utf8)
    }

    /// An absolute path without `.` and `..`, without looking at the disk.
    static func normalised(_ path: String, in folder: String) -> String {
        var parts: [Substring] = []
        // By bytes: a slash with an accent above is one character, and to the system still a slash.
        let slash = UInt8(ascii: "/")
        let whole = path.utf8.first == slash ? path : folder + "/" + path
        for part in whole.utf8.split(separator: slash).map({ Substring($0) }) {
            switch part {
            case ".": continue
            case "..": _ = parts.popLast()
            default: parts.append(part)
            }
        }
        return "/" + parts.joined(separator: "/")
    }

    /// The path with all links resolved; nil where nothing is there.
    static func real(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
