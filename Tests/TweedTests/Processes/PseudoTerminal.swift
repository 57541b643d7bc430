import Foundation
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A terminal without a screen: a program that writes to `device` believes that a person looks on.
final class PseudoTerminal: Sendable {
    struct Unavailable: Error {}

    let device: FileHandle
    private let controller: FileHandle
    private let received = Mutex(Data())

    init() throws {
        let (descriptor, name) = try Self.open()
        let other = Self.descriptor(name)
        guard other >= 0 else { throw Unavailable() }
        var size = winsize(ws_row: 40, ws_col: 120, ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(other, UInt(TIOCSWINSZ), &size)
        controller = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        device = FileHandle(fileDescriptor: other, closeOnDealloc: true)
        // Read on a thread of its own, or the program would be held up when the terminal's buffer is full.
        Thread.detachNewThread { [weak self] in
            var buffer = [UInt8](repeating: 0, count: 4_096)
            while true {
                let count = read(descriptor, &buffer, buffer.count)
                guard count > 0, let self else { return }
                let bytes = buffer[0..<count]
                self.received.withLock { $0 += bytes }
            }
        }
    }

    /// The controlling end, and the path of the other one.
    private static func open() throws -> (Int32, String) {
        #if canImport(Darwin)
            let descriptor = posix_openpt(O_RDWR | O_NOCTTY)
            guard descriptor >= 0, grantpt(descriptor) == 0, unlockpt(descriptor) == 0,
                let name = ptsname(descriptor)
            else { throw Unavailable() }
            return (descriptor, String(cString: name))
        #else
            // The C library hides the calls for this behind macros that the Swift module map does not define.
            let descriptor = descriptor("/dev/ptmx")
            let (unlock, getNumber): (UInt, UInt) = (0x4004_5431, 0x8004_5430)
            var isLocked: Int32 = 0
            var number: UInt32 = 0
            guard descriptor >= 0, ioctl(descriptor, unlock, &isLocked) == 0,
                ioctl(descriptor, getNumber, &number) == 0
            else { throw Unavailable() }
            return (descriptor, "/dev/pts/\(number)")
        #endif
    }

    private static func descriptor(_ path: String) -> Int32 {
        #if canImport(Darwin)
            Darwin.open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
        #else
            Glibc.open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
        #endif
    }

    /// All that was written so far, with the controls of the terminal.
    var text: String { String(decoding: received.withLock { $0 }, as: UTF8.self) }
}
