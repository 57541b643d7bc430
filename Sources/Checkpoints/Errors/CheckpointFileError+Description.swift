extension CheckpointFileError: CustomStringConvertible {
    public var description: String { "\(Printable.text(path, limit: 1000)): \(problem)" }
}

extension CheckpointFileError.Problem: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unreadable(let reason):
            return Printable.text(reason, limit: 2000)
        case .unknownFormat(let found):
            return "neither safetensors nor a zip archive of torch.save; it begins with \(found)"
        case .formatBeforeZip:
            return
                "this is the format of torch.save before version 1.6, which is not read; write it again in Python: "
                + "torch.save(torch.load(path, weights_only=True), path)"
        case .program:
            return
                "this is a TorchScript program of torch.jit.save, not weights; write them in Python: "
                + "torch.save(torch.jit.load(path).state_dict(), new_path)"
        case .archive(let byte, let found, let expected):
            return
                "byte \(byte) of the zip archive: expected \(expected), found \(found); this is not what torch.save "
                + "writes, or it is incomplete: copy or download it again"
        case .entry(let name, let reason):
            return "entry \(Printable.quoted(name)) of the zip archive: \(reason)"
        case .operation(let byte, let code):
            let digits = String(code, radix: 16, uppercase: true)
            return
                "byte \(byte) of data.pkl: the pickle operation 0x\(digits) is none that tensors need; "
                + Self.statesOnly
        case .global(let byte, let name):
            return
                "byte \(byte) of data.pkl: the Python name \(Printable.quoted(name)) is none that tensors need, and "
                + "loading it could run code; \(Self.statesOnly)"
        case .pickle(let byte, let found, let expected):
            return "byte \(byte) of data.pkl: expected \(expected), found \(found)"
        case .limit(let what, let found, let allowed):
            return "\(found) \(what), at most \(allowed) are allowed"
        case .tensor(let name, let reason):
            return "tensor \(Printable.quoted(name)): \(reason)"
        case .noDictionary(let name, let available):
            return
                "no dictionary \(Printable.quoted(name)) in the file; there are: \(Printable.list(available))"
        case .noTensors:
            return "there is no tensor in the file"
        case .json(let reason):
            return Printable.text(reason, limit: 2000)
        case .noWeights(let expected, let found):
            return
                "no weights in the folder; expected one of \(Printable.list(expected, limit: 12)); "
                + "there are: \(Printable.list(found))"
        case .noVariant(let wanted, let available):
            let asked =
                wanted.isEmpty ? "no weights without a variant" : "no variant \(Printable.quoted(wanted))"
            return "\(asked); there are: \(Printable.list(available))"
        case .outside(let name):
            return "the name \(Printable.quoted(name)) leads out of the folder or is no plain file name"
        case .missingFiles(let names):
            return "missing: \(Printable.list(names)); copy or download the folder again"
        case .sharding(let tensor, let reason):
            return "tensor \(Printable.quoted(tensor)): \(reason)"
        case .noSnapshot(let reason, let command):
            return "\(reason); run: \(command)"
        case .adapter(let reason):
            return reason
        }
    }

    private static let statesOnly = "save the state_dict alone: torch.save(model.state_dict(), path)"
}
