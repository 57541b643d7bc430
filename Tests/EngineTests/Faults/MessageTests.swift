import Foundation
import Testing

@testable import Engine

/// What a person reads: where, what, and what to do.
@Suite struct MessageTests {
    private static let cases: [(Int32, String)] = [
        (
            ENOSPC,
            "cannot write /c/x: No space left on device; free some space (a garbage collection of the cache may help) "
                + "and run again: finished stages and saved state are kept"
        ),
        (EROFS, "cannot write /c/x: Read-only file system; make it writable, or choose another folder"),
        (EACCES, "cannot write /c/x: Permission denied; make it writable, or choose another folder"),
        (
            EFBIG,
            "cannot write /c/x: File too large; the shell (ulimit -f) or the file system limits how large files may be"
        ),
        (
            EMFILE,
            "cannot write /c/x: Too many open files; raise the limit (ulimit -n) or run with fewer threads"
        ),
        (
            EIO,
            "cannot write /c/x: Input/output error; the disk may be failing: look at the system's log before anything else"
        ),
    ]

    @Test(arguments: cases)
    func theSystemsCodesAreExplained(code: Int32, text: String) {
        #expect(EngineError.file(.write, path: "/c/x", code: code).description == text)
    }

    @Test func outputsThatAreFullAreNotCalledUnwritable() {
        let error = EngineError.outputsUnwritable(path: "/o/x", code: ENOSPC)
        #expect(
            error.description
                == "cannot write results to /o/x: No space left on device; free some space there and run again: the "
                + "results are in the cache")
    }
}
