import Engine
import Foundation

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Shows the pages of report stages one folder higher, where a person looks first.
///
/// A stage of the kind `report` leaves `report.html` and `summary.json` in its folder; both are also placed in the
/// recipe's folder, as copies, because they are small and a link would share the store's bytes once more.
public struct ReportPlacement: Sendable {
    public static let kind = "report"
    public static let files = ["report.html", "summary.json"]

    /// `<outputs>/<recipe>`.
    let folder: String

    /// Places the files of a report stage that has been shown.
    /// - Returns: the paths at which they are now, in the order of `files`.
    /// - Throws: `ReportPlacementError`.
    public func place(from shown: String) throws -> [String] {
        try Self.files.compactMap { name in
            let source = shown + "/" + name
            guard FileManager.default.fileExists(atPath: source) else { return nil }
            let target = folder + "/" + name
            try place(source, at: target)
            return target
        }
    }

    private func place(_ source: String, at target: String) throws {
        do {
            let content = try Data(contentsOf: URL(fileURLWithPath: source))
            let attributes = try? FileManager.default.attributesOfItem(atPath: target)
            if attributes?[.type] as? FileAttributeType == .typeDirectory {
                throw ReportPlacementError(path: target, reason: "a folder is in the way")
            }
            let isLink = attributes?[.type] as? FileAttributeType == .typeSymbolicLink
            if !isLink, let present = try? Data(contentsOf: URL(fileURLWithPath: target)), present == content
            {
                return
            }
            try replace(target, with: content)
        } catch let error as ReportPlacementError {
            throw error
        } catch let error as EngineError {
            throw ReportPlacementError(path: target, reason: "\(error)")
        } catch {
            throw ReportPlacementError(path: target, reason: error.localizedDescription)
        }
    }

    /// In one step, which also replaces a link rather than writing through it. What a kill leaves half written lies
    /// where the next run clears up, and not among the results.
    private func replace(_ target: String, with content: Data) throws {
        let files = LocalFileSystem()
        let new = folder + "/.tweed/new"
        let patience = 3
        for attempt in 1...patience {
            let temporary = new + "/" + UUID().uuidString
            do {
                try files.makeFolder(new)
                try files.write(content, to: temporary, durably: false)
                return try files.rename(temporary, to: target)
            } catch EngineError.file(_, path: _, code: ENOENT) where attempt < patience {
                // Another run has cleared up in between.
            } catch {
                try? files.remove(temporary)
                throw error
            }
        }
    }
}

/// The report is in the stage's folder, but could not be placed in the recipe's.
public struct ReportPlacementError: Error, Sendable, CustomStringConvertible {
    public var path: String
    public var reason: String

    public var description: String { "cannot place the report at \(path): \(reason)" }
}
