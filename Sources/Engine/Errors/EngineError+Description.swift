#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension EngineError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .file(let operation, let path, let code):
            return "cannot \(operation.words) \(path): \(Self.reason(code))"
                + Self.advice(code, operation)
        case .tooLarge(let path, let bytes, let limit):
            return "\(path) is too large: \(bytes) bytes, at most \(limit) are read"
        case .folderTooLarge(let path):
            return "\(path) has too many levels or files: at most \(FolderScanner.maximumDepth) levels and "
                + "\(FolderScanner.maximumFiles) files are read"
        case .unsupportedFile(let path, let kind):
            return "\(path) is \(kind.words), where only regular files and folders may stand"
        case .unreadableName(let folder, let name):
            return
                "\(folder) holds a name that is not UTF-8 or has control characters: \(name); rename the file"
        case .ambiguousNames(let folder):
            return
                "two names below \(folder) differ only in how their letters are encoded; rename one of them"
        case .linkLeavesFolder(let path, let target):
            return "\(path) is a link to \(target), outside of the folders that may be read"
        case .changedWhileRead(let path):
            return "\(path) changed while it was read; run again when nothing writes to it"
        case .missingObject(let digest):
            return
                "object \(digest.short) is not in the cache, or was damaged there; the next run makes it again"
        case .damagedManifest(let digest, let problem):
            return "the list of files \(digest.short) in the cache is damaged: \(problem.words)"
        case .noSuchFile(let path, let digest, let isFolder):
            return isFolder
                ? "artifact \(digest.short) holds no file \(path.isEmpty ? "without a name; it is a folder" : path)"
                : "artifact \(digest.short) is one file, not a folder with \(path) in it"
        case .invalidGraph(let problems):
            return problems.map(\.description).joined(separator: "\n")
        case .unknownStage(let name, let known):
            return "there is no stage \(name); the stages are \(known.joined(separator: ", "))"
        case .missingInput(let stage, let binding, let path, let code):
            return "stage \(stage): input \(binding): cannot read \(path): \(Self.reason(code))"
        case .inputIsFolder(let stage, let binding, let path):
            return "stage \(stage): input \(binding): \(path) is a folder, where a file is expected"
        case .inputIsFile(let stage, let binding, let path):
            return "stage \(stage): input \(binding): \(path) is a file, where a folder is expected"
        case .inputChangedWhileRunning(let stage, let binding, let path):
            return
                "stage \(stage): input \(binding): \(path) changed while the stage ran, so its result is not kept; "
                + "run again"
        case .missingOutput(let stage, let output):
            return "stage \(stage) ended without writing its output \(output)"
        case .undeclaredOutput(let stage, let name):
            return "stage \(stage) wrote \(name), which is none of its outputs"
        case .unusableName(let name):
            return "\"\(name)\" cannot be a file name"
        case .cacheInUse(let path, let process):
            let user = process.map { "process \($0)" } ?? "another process"
            return "the cache \(path) is in use by \(user); try again when it has ended"
        case .notCached(let stage):
            return "stage \(stage) has no result in the cache yet; run it first"
        case .notSelected(let stage):
            return
                "stage \(stage) is needed, but it has no result in the cache and is not among the stages to "
                + "compute; run it first"
        case .unknownResult(let key):
            return "the cache has no result with the key \(key.short)"
        case .damagedRunRecord(let path, let problem):
            return "\(path) is no run record: \(problem.words)"
        case .stagesElsewhere(let path, let run):
            return "the run of \(path) found all results in the cache; its stages are in the record of run "
                + "\(run), which is not beside it"
        case .outputsUnwritable(let path, let code):
            return "cannot write results to \(path): \(Self.reason(code))" + Self.adviceForOutputs(code)
        case .outputInTheWay(let path):
            return "results go to \(path), but what stands there was not put there by a run; move it away"
        case .outputsLink(let path):
            return
                "results go to \(path), which is a link; remove it, or name its target as the folder for outputs"
        }
    }

    private static func reason(_ code: Int32) -> String {
        String(cString: strerror(code))
    }

    private static func advice(_ code: Int32, _ operation: FileOperation) -> String {
        switch code {
        case EACCES where [.read, .list, .inspect].contains(operation): "; make it readable"
        case ENOSPC, EDQUOT:
            "; free some space (a garbage collection of the cache may help) and run again: finished stages and saved "
                + "state are kept"
        case EROFS, EACCES, EPERM: "; make it writable, or choose another folder"
        case EFBIG: "; the shell (ulimit -f) or the file system limits how large files may be"
        case EMFILE, ENFILE: "; raise the limit (ulimit -n) or run with fewer threads"
        case EIO: "; the disk may be failing: look at the system's log before anything else"
        default: ""
        }
    }

    private static func adviceForOutputs(_ code: Int32) -> String {
        switch code {
        case ENOSPC, EDQUOT: "; free some space there and run again: the results are in the cache"
        default: "; make the folder writable or choose another one for the outputs"
        }
    }
}

extension FileOperation {
    fileprivate var words: String {
        switch self {
        case .read: "read"
        case .list: "list"
        case .inspect: "inspect"
        case .write, .append: "write"
        case .makeFolder: "make the folder"
        case .rename, .exchange: "move something to"
        case .clone, .link, .copy: "make the copy"
        case .setPermissions: "set the permissions of"
        case .synchronize: "bring to the disk"
        case .remove: "remove"
        case .lock: "lock"
        }
    }
}

extension FileStatus.Kind {
    fileprivate var words: String {
        switch self {
        case .file: "a file"
        case .folder: "a folder"
        case .link: "a link"
        case .other: "neither file nor folder"
        }
    }
}

extension RecordProblem {
    /// What is wrong, worded to follow a colon.
    public var words: String {
        switch self {
        case .syntax: "it is not the JSON that was written"
        case .checksum: "its checksum is wrong"
        case .field(let name): "its field \(name) is missing or of the wrong type"
        case .path(let path): "it names the path \(path), which leads elsewhere"
        case .size: "it is larger than any that is read"
        case .key: "its key is not the one that follows from what it describes"
        }
    }
}

extension GraphProblem: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unusableStageName(let name):
            "\"\(name)\" cannot name a stage: it becomes a folder name, without slashes and without a dot in front"
        case .duplicateStage(let name): "there are two stages named \(name)"
        case .noOutputs(let stage): "stage \(stage) has no outputs"
        case .unusableOutputName(let stage, let output):
            "stage \(stage): \"\(output)\" cannot name an output: it becomes a file name, without slashes and "
                + "without a dot in front"
        case .duplicateOutput(let stage, let output): "stage \(stage) has two outputs named \(output)"
        case .unknownStage(let name, let user): "stage \(user) needs stage \(name), which does not exist"
        case .unknownOutput(let stage, let output, let user):
            "stage \(user) needs output \(output) of stage \(stage), which has no such output"
        case .unboundInput(let stage, let binding):
            "stage \(stage): its configuration names input \(binding), which it does not have"
        case .cycle(let names):
            "stages need each other in a circle: \((names + names.prefix(1)).joined(separator: " -> "))"
        }
    }
}

extension CancelledError: CustomStringConvertible {
    public var description: String { "stopped on request" }
}
