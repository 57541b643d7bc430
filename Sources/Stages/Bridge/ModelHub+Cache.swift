import Hub
import Recipes

extension ModelHub {
    /// Models that the Hugging Face cache of this machine holds. Nothing is downloaded.
    public static let local = ModelHub { text in
        do {
            let cache = HubCache()
            let reference = try HubReference(text)
            let folder = try cache.snapshot(reference)
            return .success(
                Snapshot(
                    folder: folder, consulted: [cache.repository(reference).ref(reference.revision)]))
        } catch let error as HubAbsence {
            let isOffline = HubEnvironment().isOffline
            return .failure(
                Absence(reason: isOffline ? error.problem + ", without HF_HUB_OFFLINE" : error.problem))
        } catch let error as HubReferenceError {
            return .failure(Absence(reason: error.problem))
        } catch {
            return .failure(Absence(reason: "\(error)"))
        }
    }

    /// Where links of its snapshots end.
    public static var localFolders: [String] { [HubCache().folder] }
}
