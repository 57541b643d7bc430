import Engine

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension ArtifactError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .file(let verb, let path, let code):
            "cannot \(verb) \(path): \(String(cString: strerror(code)))"
        case .notAFile(let path): "\(path) is not a regular file"
        case .changed(let path):
            "\(path) changed while it was read; try again when nothing writes to it"
        case .malformed(let place, let problem): "\(place) cannot be used: \(problem)"
        case .tooLarge(let place, let bytes, let maximum):
            "\(place) has \(bytes) bytes; at most \(maximum) are accepted"
        case .unknownMediaType(let type, let place, let expected):
            "\(place) is of the type \"\(type.prefix(200))\", where \(expected) is expected; it may come from a "
                + "newer version of this program, or be no artifact of Tweed"
        case .unknownVersion(let version):
            "the artifact is of version \(version), and this program knows version 1; a newer program may read it"
        case .missingLayer(let what): "the artifact has no \(what)"
        case .tar(let path, let offset, let problem):
            "\(path) is no bundle, at byte \(offset): \(problem)"
        case .missingBlob(let digest):
            "blob \(digest.short) belongs to the artifact and is not there; get the whole of it again"
        case .otherContent(let expected, let found):
            "a blob has the digest \(found.short), where \(expected.short) is expected: it was damaged or exchanged"
        case .otherSize(let digest, let expected, let found):
            "blob \(digest.short) has \(found) bytes, where \(expected) are expected: it was damaged or exchanged"
        case .badRecord(let place, let problem): "\(place) cannot be used: \(problem.words)"
        case .unlistedResult(let stage, let key):
            "the artifact has a result of stage \(stage) with the key \(key.short), which its own list does not have"
        case .stray(let digest): "blob \(digest.short) belongs to no result of the artifact"
        case .unusableTitle(let title, let problem):
            "the file name \"\(title.prefix(200))\" is refused: \(problem)"
        case .sameTitle(let first, let second):
            first == second
                ? "the file \"\(first.prefix(200))\" is there twice"
                : "the files \"\(first.prefix(200))\" and \"\(second.prefix(200))\" cannot stand beside each other "
                    + "on every system"
        case .tooManyFiles(let count, let maximum):
            "the artifact has \(count) files; at most \(maximum) are accepted"
        case .folderInUse(let path):
            "\(path) is not empty and does not hold this recipe; name a new folder, or say --force to replace files "
                + "of the same names"
        case .wouldOverwrite(let path):
            "\(path) is there with other content; name another folder, or say --force to replace it"
        case .inTheWay(let path, let kind):
            "\(path) is \(kind), where a file or folder of the artifact belongs; move it away"
        case .outsideProject(let path, let project):
            "\(path) lies outside of the project \(project), so it has no place in an artifact; copy it into the "
                + "project"
        case .tooManyLayers(let count, let maximum):
            "the artifact would have \(count) parts; at most \(maximum) are allowed: take fewer results with it "
                + "(--results final or none)"
        case .notAKey(let path, let problem): "\(path) cannot be used as a key: \(problem)"
        case .unsigned(let identifier):
            "the artifact has no signature, and one by key \(identifier.prefix(12)) is demanded"
        case .badSignature(let identifier):
            "the signature by key \(identifier.prefix(12)) is not one of this artifact: it was altered, or the "
                + "signature was"
        case .otherKey(let expected, let found):
            "the artifact is signed by \(found.map { String($0.prefix(12)) }.joined(separator: ", ")), and not by "
                + "key \(expected.prefix(12)), which is demanded"
        }
    }
}
