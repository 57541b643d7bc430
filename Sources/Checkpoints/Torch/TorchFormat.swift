/// What a file is that is no archive of `torch.save`.
enum TorchFormat {
    /// How `torch.save` began before version 1.6: a pickle of a magic number.
    static let before: [UInt8] = [
        0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E,
    ]

    static func problem(of bytes: UnsafeRawBufferPointer) -> CheckpointFileError.Problem {
        if bytes.starts(with: before) { return .formatBeforeZip }
        let start = bytes.prefix(8).map { byte in
            let digits = String(byte, radix: 16, uppercase: true)
            return digits.count < 2 ? "0" + digits : digits
        }
        return .unknownFormat(
            found: start.isEmpty ? "nothing, since it is empty" : "the bytes " + start.joined(separator: " "))
    }
}
