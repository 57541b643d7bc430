#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Calls that differ between systems. Each says whether it could; its callers have another way.
enum SystemCalls {
    /// Swaps two paths in one step.
    static func exchange(_ first: String, _ second: String) -> Bool {
        #if canImport(Darwin)
            return renamex_np(first, second, UInt32(RENAME_SWAP)) == 0
        #else
            // The C library hides this one behind _GNU_SOURCE, which the Swift module map does not define.
            typealias Function =
                @convention(c) (Int32, UnsafePointer<CChar>, Int32, UnsafePointer<CChar>, UInt32) -> Int32
            guard let symbol = dlsym(nil, "renameat2") else { return false }
            let exchangeFlag: UInt32 = 2
            return unsafeBitCast(symbol, to: Function.self)(AT_FDCWD, first, AT_FDCWD, second, exchangeFlag)
                == 0
        #endif
    }

    /// Makes a copy that shares blocks. Returns nil on success, else the system's code.
    static func clone(_ source: String, _ destination: String) -> Int32? {
        #if canImport(Darwin)
            return clonefile(source, destination, 0) == 0 ? nil : errno
        #else
            let input = open(source, O_RDONLY | O_CLOEXEC)
            guard input >= 0 else { return errno }
            defer { close(input) }
            let output = open(destination, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o666)
            guard output >= 0 else { return errno }
            defer { close(output) }
            let cloneRequest: UInt = 0x4004_9409
            if ioctl(output, cloneRequest, input) == 0 { return nil }
            let code = errno
            unlink(destination)
            return code
        #endif
    }

    /// Flushes the whole file system that holds `path`.
    static func synchronizeFileSystem(holding path: String) -> Bool {
        #if canImport(Darwin)
            return false
        #else
            typealias Function = @convention(c) (Int32) -> Int32
            guard let symbol = dlsym(nil, "syncfs") else { return false }
            let descriptor = open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { return false }
            defer { close(descriptor) }
            return unsafeBitCast(symbol, to: Function.self)(descriptor) == 0
        #endif
    }
}
