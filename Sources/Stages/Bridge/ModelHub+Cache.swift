import Checkpoints
import Recipes

extension ModelHub {
    /// Models that the Hugging Face cache of this machine holds. Nothing is downloaded.
    public static let local = ModelHub { text in
        do throws(CheckpointFileError) {
            let cache = HubCache()
            let reference = try HubReference(text)
            let folder = try cache.snapshot(reference)
            let repository = reference.repository.split(separator: "/").joined(separator: "--")
            return .success(
                Snapshot(
                    folder: folder,
                    consulted: ["\(cache.folder)/models--\(repository)/refs/\(reference.revision)"]))
        } catch {
            return .failure(Absence(reason: "\(error.problem)"))
        }
    }

    /// Where links of its snapshots end.
    public static var localFolders: [String] { [HubCache().folder] }
}
