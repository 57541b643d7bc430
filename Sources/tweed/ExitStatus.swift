/// How the program ends; part of what scripts rely on.
enum ExitStatus: Int32 {
    case success = 0
    /// The run failed, or could not begin.
    case failed = 1
    /// The recipe or the command line is not as it should be.
    case badInput = 2
    /// 128 + SIGINT.
    case interrupted = 130
    /// 128 + SIGTERM.
    case terminated = 143
}
