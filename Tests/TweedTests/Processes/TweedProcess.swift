import Foundation

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The built program as a process, as a person starts it.
final class TweedProcess {
    /// How long to wait for what should take an instant: the machine may be busy with other tests.
    static let patience = 60.0

    /// The program that was built beside these tests.
    static let program: String = {
        if let named = ProcessInfo.processInfo.environment["TWEED_PROGRAM"] { return named }
        // On Linux the tests are a program in the same folder; on macOS they are a bundle in it.
        let bundles = Bundle.allBundles.map(\.bundleURL).filter { $0.pathExtension == "xctest" }
        let own = bundles.first ?? URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        return own.deletingLastPathComponent().appendingPathComponent("tweed").path
    }()

    private let process = Process()
    private let output: String
    private let log: String
    private let ended = DispatchSemaphore(value: 0)

    /// - Parameters:
    ///   - arguments: of `tweed`.
    ///   - shell: runs this line in `/bin/sh` instead; `"$@"` in it is the program with its arguments.
    ///   - terminal: takes standard error in place of a file.
    init(
        _ arguments: [String], in project: ProcessProject, shell: String? = nil, terminal: FileHandle? = nil
    ) throws {
        let name = project.path("process-\(UInt64.random(in: .min ... .max))")
        output = name + ".out"
        log = name + ".err"
        for path in [output, log] { _ = FileManager.default.createFile(atPath: path, contents: nil) }
        let words = [Self.program] + arguments
        process.executableURL = URL(fileURLWithPath: shell == nil ? words[0] : "/bin/sh")
        process.arguments = shell.map { ["-c", $0, "sh"] + words } ?? Array(words.dropFirst())
        process.currentDirectoryURL = URL(fileURLWithPath: project.folder)
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle(forWritingAtPath: output)
        process.standardError = terminal ?? FileHandle(forWritingAtPath: log)
        process.terminationHandler = { [ended] _ in ended.signal() }
        // A thread of Dispatch, on which tests run, blocks signals, and a child inherits that.
        var (none, before) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        try process.run()
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    var identifier: pid_t { process.processIdentifier }
    var isRunning: Bool { process.isRunning }
    var standardOutput: String { (try? String(contentsOfFile: output, encoding: .utf8)) ?? "" }
    var standardError: String { (try? String(contentsOfFile: log, encoding: .utf8)) ?? "" }

    func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

    /// Waits for the end.
    /// - Returns: the exit code, or minus the number of the signal; nil when it still runs after `seconds`.
    func end(within seconds: Double = patience) -> Int32? {
        guard ended.wait(timeout: .now() + seconds) == .success else { return nil }
        ended.signal()
        let status = process.terminationStatus
        return process.terminationReason == .exit ? status : -status
    }

    /// How each stage ended, by name, as `run --json` says.
    func statuses() throws -> [String: String] {
        let value = try JSONSerialization.jsonObject(with: Data(standardOutput.utf8)) as? [String: Any]
        let stages = value?["stages"] as? [[String: Any]] ?? []
        return Dictionary(
            stages.compactMap { stage in
                guard let name = stage["name"] as? String, let status = stage["status"] as? String else {
                    return nil
                }
                return (name, status)
            }, uniquingKeysWith: { first, _ in first })
    }

    /// Waits until something is so.
    /// - Returns: whether it came to be so in time.
    static func wait(_ seconds: Double = patience, until condition: () throws -> Bool) rethrows -> Bool {
        let deadline = DispatchTime.now() + seconds
        while try !condition() {
            guard DispatchTime.now() < deadline else { return false }
            usleep(5_000)
        }
        return true
    }
}
