import Hub

extension HubCache {
    /// The files of a snapshot.
    public func tree(_ reference: HubReference) throws(CheckpointFileError) -> FileTree {
        do throws(HubAbsence) {
            return FileTree(folder: try snapshot(reference))
        } catch {
            throw CheckpointFileError(
                path: reference.description,
                problem: .noSnapshot(reason: error.reason, command: error.command))
        }
    }

    /// The files of what a text such as `hub:org/name@main` names.
    func tree(named text: String) throws(CheckpointFileError) -> FileTree {
        let reference: HubReference
        do throws(HubReferenceError) {
            reference = try HubReference(text)
        } catch {
            throw CheckpointFileError(path: text, problem: .unreadable(error.problem))
        }
        return try tree(reference)
    }
}
