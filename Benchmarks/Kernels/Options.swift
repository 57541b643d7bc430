import Dispatch
import Kernels

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// What to measure, and how.
struct Options {
    /// Only work whose name contains this.
    var only = ""
    /// At least so long for each piece of work.
    var seconds = 0.3
    var compute = Compute()

    struct Unknown: Error {
        let option: String
        let value: String?
    }

    init(_ arguments: ArraySlice<String>) throws(Unknown) {
        var arguments = arguments
        while let option = arguments.popFirst() {
            let value = arguments.popFirst()
            switch (option, value) {
            case ("--isa", let value?):
                guard let set = KernelSet.named(value) else {
                    throw Unknown(option: option, value: value)
                }
                compute.kernels = set
            case ("--threads", let value?): compute.threads = Int(value) ?? compute.threads
            case ("--only", let value?): only = value
            case ("--seconds", let value?): seconds = Double(value) ?? seconds
            default: throw Unknown(option: option, value: value)
            }
        }
    }

    /// Nanoseconds so far: on one thread those of its processor time, which other programs do not lengthen.
    private var now: UInt64 {
        guard compute.threads == 1 else { return DispatchTime.now().uptimeNanoseconds }
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    /// Seconds of the median and of the fastest run; as many runs as fit, three at least, after one that does not count.
    func measure(_ run: () -> Void) -> (median: Double, fastest: Double) {
        run()
        var times: [Double] = []
        let begin = DispatchTime.now().uptimeNanoseconds
        while times.count < 3 || Double(DispatchTime.now().uptimeNanoseconds - begin) < seconds * 1e9 {
            let start = now
            run()
            times.append(Double(now - start) * 1e-9)
        }
        times.sort()
        return (times[times.count / 2], times[0])
    }

    /// Prints one line of JSON.
    func report(
        _ name: String, _ amount: Double, _ unit: Work.Unit, _ time: (median: Double, fastest: Double)
    ) {
        print(
            """
            {"work": "\(name)", "isa": "\(compute.kernels.name)", "threads": \(compute.threads), \
            "seconds": \(time.median), "rate": \(amount / time.median), "fastest": \(amount / time.fastest), "unit": "\(unit.rawValue)"}
            """)
    }
}
