import Foundation

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A program in a process group of its own, so that whatever it leaves behind can be found.
final class ChildProcess {
    enum Ending: Equatable {
        case exit(Int32)
        case signal(Int32)
    }

    let identifier: pid_t
    private var ending: Ending?

    /// - Parameters:
    ///   - output: the file that takes standard output; made or emptied.
    ///   - log: the file that takes standard error, at its end.
    init(_ program: String, _ arguments: [String], output: String, log: String) throws {
        #if canImport(Glibc)
            var actions = posix_spawn_file_actions_t()
            var attributes = posix_spawnattr_t()
        #else
            var actions: posix_spawn_file_actions_t?
            var attributes: posix_spawnattr_t?
        #endif
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o666)
        posix_spawn_file_actions_addopen(&actions, 2, log, O_WRONLY | O_CREAT | O_APPEND, 0o666)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        posix_spawnattr_setpgroup(&attributes, 0)

        let words = ([program] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var identifier = pid_t()
        let code = posix_spawn(&identifier, program, &actions, &attributes, words, environ)
        guard code == 0 else {
            throw TortureFailure("cannot start \(program): \(String(cString: strerror(code)))")
        }
        self.identifier = identifier
    }

    /// Waits, at most until `deadline` (seconds on the steady clock).
    /// - Returns: nil when it still runs then.
    func wait(until deadline: Double) -> Ending? {
        while ending == nil {
            var status: Int32 = 0
            if waitpid(identifier, &status, WNOHANG) == identifier {
                let signal = status & 0x7f
                ending = signal == 0 ? .exit((status >> 8) & 0xff) : .signal(signal)
                break
            }
            let left = deadline - TortureLog.now
            guard left > 0 else { break }
            usleep(UInt32(min(left, 0.002) * 1e6) + 1)
        }
        return ending
    }

    /// Kills it at once and waits until it is gone.
    func kill() -> Ending? {
        sendSignal(identifier, SIGKILL)
        return wait(until: TortureLog.now + 30)
    }

    /// Whether nothing of its group runs any more. Zombies of its children vanish with init's next look, so it
    /// waits a little.
    func hasLeftNothing() -> Bool {
        let deadline = TortureLog.now + 2
        while sendSignal(-identifier, 0) == 0 {
            guard TortureLog.now < deadline else { return false }
            usleep(1_000)
        }
        return true
    }
}

/// The C function, which the method of the same name hides.
@discardableResult
private func sendSignal(_ identifier: pid_t, _ signal: Int32) -> Int32 { kill(identifier, signal) }
