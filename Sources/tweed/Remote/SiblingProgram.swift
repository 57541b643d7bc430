import ArgumentParser
import Foundation

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A program `tweed-NAME` that adds a command, found as git finds its own: beside this one, or on the `PATH`.
struct SiblingProgram {
    let path: String

    /// - Parameters:
    ///   - name: of the program.
    ///   - own: the path of this one.
    /// - Returns: nil where there is none.
    init?(
        named name: String, environment: [String: String] = ProcessInfo.processInfo.environment,
        own: String? = Bundle.main.executablePath
    ) {
        let beside = own.map {
            (($0 as NSString).resolvingSymlinksInPath as NSString).deletingLastPathComponent
        }
        let folders =
            [beside].compactMap { $0 } + (environment["PATH"] ?? "").split(separator: ":").map(String.init)
        let found = folders.map { $0 + "/" + name }.first { path in
            var isFolder: ObjCBool = false
            return FileManager.default.isExecutableFile(atPath: path)
                && FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
        }
        guard let found else { return nil }
        path = found
    }

    /// The program for a command line whose first word is no command of this program.
    init?(unknownCommandIn arguments: [String]) {
        guard let name = arguments.first, name != "help",
            !TweedCommand.configuration.subcommands.contains(where: { $0._commandName == name }),
            let first = name.utf8.first, first != UInt8(ascii: "-"),
            name.utf8.allSatisfy({ Self.letters.contains($0) })
        else { return nil }
        self.init(named: "tweed-" + name)
    }

    private static let letters = Set("abcdefghijklmnopqrstuvwxyz0123456789-".utf8)

    /// Becomes the program.
    /// - Throws: `CommandFailure` where the system refuses to start it.
    func replaceThis(_ arguments: [String]) throws -> Never {
        var pointers = ([path] + arguments).map { strdup($0) } + [nil]
        execv(path, &pointers)
        throw CommandFailure(
            status: .failed, text: "error: \(path) cannot be started: \(String(cString: strerror(errno)))\n")
    }
}
