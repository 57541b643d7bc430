import Artifacts
import Engine
import Foundation
import Recipes
import Stages

extension BaseShelf {
    /// Recipes of registries, in `.tweed/bases/<digest>` of the project: fetched once, compared with their digest each
    /// time.
    static let local = BaseShelf(
        find: { reference, projectFolder in
            guard let digest = Digest(hexadecimal: reference.digest) else {
                return .failure(Absence(reason: "its digest is not understood"))
            }
            let folder = projectFolder + "/.tweed/bases/" + reference.digest
            do {
                let isThere = FileManager.default.fileExists(atPath: folder)
                if !isThere { try fetch(reference, to: folder, projectFolder) }
                return .success(try FetchedBase(folder: folder, digest: digest).recipe)
            } catch let failure as CommandFailure {
                return .failure(Absence(reason: failure.text.trimmingCharacters(in: .whitespacesAndNewlines)))
            } catch let error as ArtifactError {
                return .failure(
                    Absence(reason: "\(error); remove .tweed/bases/\(reference.digest) to fetch it again"))
            } catch {
                return .failure(Absence(reason: "\(error)"))
            }
        },
        pin: { text in
            guard let program = try? RemoteProgram() else { return nil }
            return try? program.output(of: ["digest", text])
        })

    private static func fetch(_ reference: Recipes.RegistryReference, to folder: String, _ project: String)
        throws
    {
        let program = try RemoteProgram()
        let layout = ProjectLayout(projectFolder: project)
        try layout.prepareCache()
        _ = try program.output(of: [
            "base", "\(reference)", "--output", folder, "--cache", layout.cacheFolder,
        ])
    }
}
