import Foundation

/// Debian's `docker-registry` on a loopback port, with its data in a folder that is gone with it.
final class CommandRegistry: Sendable {
    static let program = ["/usr/bin/docker-registry", "/usr/local/bin/docker-registry"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    private let port: Int
    private let folder: String
    private let process: Process

    init() throws {
        port = FreePort.find()
        folder = FileManager.default.temporaryDirectory.path + "/tweed-registry-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let text = """
            version: 0.1
            log: {level: error, accesslog: {disabled: true}}
            storage: {filesystem: {rootdirectory: \(folder)/data}}
            http: {addr: "127.0.0.1:\(port)"}

            """
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/config.yml"))
        process = Process()
        process.executableURL = URL(fileURLWithPath: Self.program ?? "")
        process.arguments = ["serve", folder + "/config.yml"]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        for _ in 0..<600 {
            if FreePort.isTaken(port) { return }
            Thread.sleep(forTimeInterval: 0.05)
        }
        throw CocoaError(.executableLoad)
    }

    deinit {
        process.terminate()
        process.waitUntilExit()
        try? FileManager.default.removeItem(atPath: folder)
    }

    func reference(_ rest: String) -> String { "127.0.0.1:\(port)/\(rest)" }
}
