/// The entries of an archive of `torch.save`: one folder with `data.pkl`, and the storages in `data/`.
struct TorchArchive {
    let pickle: Range<Int>
    private let folder: String
    private let entries: [String: Range<Int>]

    init(path: String, bytes: UnsafeRawBufferPointer) throws(CheckpointFileError) {
        entries = try ZipArchive(path: path, bytes: bytes).entries
        let pickles = entries.keys.filter { name in
            name.hasSuffix("/data.pkl") && name.split(separator: "/").count == 2
        }
        guard pickles.count == 1, let name = pickles.first, let range = entries[name] else {
            throw CheckpointFileError(
                path: path,
                problem: .entry(
                    name: "<folder>/data.pkl",
                    reason: "must be there once and is there \(pickles.count) times; torch.save writes it"))
        }
        folder = String(name.dropLast("/data.pkl".count))
        pickle = range
        // Programs keep their code beside the data.
        if entries[folder + "/constants.pkl"] != nil {
            throw CheckpointFileError(path: path, problem: .program)
        }
        if let order = entries[folder + "/byteorder"], !bytes[order].elementsEqual("little".utf8) {
            let name = folder + "/byteorder"
            throw CheckpointFileError(
                path: path,
                problem: .entry(
                    name: name, reason: "the numbers are not little-endian; save them on such a machine"))
        }
    }

    /// Where a storage's bytes lie.
    func storage(_ key: String) -> Range<Int>? { entries["\(folder)/data/\(key)"] }
}
