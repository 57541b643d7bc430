import ArgumentParser
import Foundation
import Kernels
import Stages

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The entry point: one place decides how errors look and which exit code they have.
@main
enum TweedMain {
    static func main() {
        // A limit on the size of files is to come as an error with words, not as a signal that ends the program.
        signal(SIGXFSZ, SIG_IGN)
        do {
            try checkInstructionSet()
            let arguments = Array(CommandLine.arguments.dropFirst())
            if let program = SiblingProgram(unknownCommandIn: arguments) {
                try program.replaceThis(Array(arguments.dropFirst()))
            }
            var command = try TweedCommand.parseAsRoot()
            try command.run()
            Foundation.exit(ExitStatus.success.rawValue)
        } catch let failure as CommandFailure {
            StandardStream.error.write(failure.text)
            Foundation.exit(failure.status.rawValue)
        } catch {
            fail(error)
        }
    }

    /// A name that is not there must not be passed over: who sets it wants to know what differs.
    private static func checkInstructionSet() throws(CommandFailure) {
        guard let name = KernelSet.unusableRequest else { return }
        let known = KernelSet.available.map(\.name).joined(separator: ", ")
        throw CommandFailure(
            status: .badInput,
            text: "error: TWEED_ISA is \"" + TerminalText.harmless(name) + "\"; this processor has \(known)\n"
        )
    }

    private static func fail(_ error: any Error) -> Never {
        let code = TweedCommand.exitCode(for: error)
        if code == .success {
            // Help and the like, which were asked for.
            StandardStream.output.write(TweedCommand.fullMessage(for: error) + "\n")
            Foundation.exit(ExitStatus.success.rawValue)
        }
        if code == .validationFailure {
            let text = TerminalText.harmless(TweedCommand.fullMessage(for: error), keepsLines: true)
            StandardStream.error.write(text + "\n")
            Foundation.exit(ExitStatus.badInput.rawValue)
        }
        // A name that does not exist is a fault of the command line.
        let status: ExitStatus = error is UnknownStageName ? .badInput : .failed
        StandardStream.error.write(CommandFailure.failed(error).text)
        Foundation.exit(status.rawValue)
    }
}
