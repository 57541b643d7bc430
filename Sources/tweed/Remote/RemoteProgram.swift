import Foundation

/// The program `tweed-remote`, which does what needs a network: beside this one, or on the `PATH`.
struct RemoteProgram {
    static let name = "tweed-remote"

    let path: String

    /// - Throws: `CommandFailure` that says what to build, where there is no such program.
    init(
        environment: [String: String] = ProcessInfo.processInfo.environment,
        own: String? = Bundle.main.executablePath
    ) throws(CommandFailure) {
        guard let found = SiblingProgram(named: Self.name, environment: environment, own: own) else {
            throw CommandFailure(
                status: .failed,
                text:
                    "error: this needs the program \(Self.name), which is neither beside tweed nor on the PATH; "
                    + "build it with: make sharing\n")
        }
        path = found.path
    }

    /// Runs it to its end, with this program's input and output.
    /// - Parameter output: takes its standard output in place of this program's.
    /// - Throws: `CommandFailure` with its exit code where that is not 0; it has said why.
    func run(_ arguments: [String], output: FileHandle? = nil) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        if let output { process.standardOutput = output }
        try process.run()
        // It is not to go on alone when this program is stopped.
        let relay = SignalRelay(to: process.processIdentifier)
        process.waitUntilExit()
        relay.stop()
        let code =
            process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
        guard code != 0 else { return }
        // What the other program's library calls a faulty command line.
        throw CommandFailure(status: code == 64 ? .badInput : ExitStatus(rawValue: code) ?? .failed, text: "")
    }
}
