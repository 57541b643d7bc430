import Foundation

/// The program `openssl`, which makes certificates and signatures for tests.
enum OpenSSL {
    static let isThere = FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl")

    /// - Returns: standard output.
    @discardableResult
    static func run(_ arguments: [String], input: Data = Data()) throws -> Data {
        let process = Process()
        let (given, output) = (Pipe(), Pipe())
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.arguments = arguments
        process.standardInput = given
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        // Fits into the pipe, so nobody need read it yet.
        try given.fileHandleForWriting.write(contentsOf: input)
        try given.fileHandleForWriting.close()
        try process.run()
        let said = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CocoaError(.executableLoad) }
        return said
    }

    /// Writes a key and a certificate for 127.0.0.1 that it signs itself: `key.pem`, `certificate.pem`.
    static func makeCertificate(in scratch: Scratch) throws {
        try run([
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=tweed test",
            "-addext",
            "subjectAltName=IP:127.0.0.1", "-keyout", scratch("key.pem"), "-out",
            scratch("certificate.pem"),
        ])
    }
}
