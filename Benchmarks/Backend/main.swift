// Our side of Benchmarks/backend.py: reads requests from standard input, one line of JSON each, and answers each with a
// line of JSON. Between requests it sleeps, so that the other side can be measured.
//
//     BackendBenchmark

import Dispatch
import Foundation
import Kernels
import Tensors

/// Answers requests one after another; keeps the work that was prepared last.
struct Service {
    private var work: Work?
    private var compute = Compute()

    mutating func answer(_ line: String) throws -> Answer {
        let request = try JSONDecoder().decode(Request.self, from: Data(line.utf8))
        switch request.command {
        case .prepare: return try prepare(request)
        case .run: return try run(repeats: request.repeats ?? 1)
        case .write:
            try Work.writeWeights(request)
            return Answer()
        }
    }

    private mutating func prepare(_ request: Request) throws -> Answer {
        work = nil
        compute = Compute(threads: request.threads ?? Compute.activeCores)
        return try Execution.with(compute) {
            let work = try Work.make(request)
            self.work = work
            let canReset = ResidentMemory.resetPeak()
            let before = ResidentMemory.current
            let start = DispatchTime.now().uptimeNanoseconds
            let cost = try Execution.measured(work.run).multiplyAccumulates
            let time = Double(DispatchTime.now().uptimeNanoseconds - start) * 1e-9
            let peak = ResidentMemory.peak
            return Answer(
                times: [time], samples: work.samples(), multiplyAccumulates: cost, amount: work.amount,
                weightBytes: work.weightBytes, packedBytes: work.packedBytes(), peakBytes: peak,
                addedBytes: canReset ? difference(peak, before) : nil, kernels: compute.kernels.name)
        }
    }

    private func difference(_ peak: Int?, _ before: Int?) -> Int? {
        guard let peak, let before else { return nil }
        return max(peak - before, 0)
    }

    private func run(repeats: Int) throws -> Answer {
        guard let work else { throw RequestError.nothingPrepared }
        var times: [Double] = []
        try Execution.with(compute) {
            for _ in 0..<repeats {
                let start = DispatchTime.now().uptimeNanoseconds
                try work.run()
                times.append(Double(DispatchTime.now().uptimeNanoseconds - start) * 1e-9)
            }
        }
        return Answer(times: times, peakBytes: ResidentMemory.peak)
    }
}

var service = Service()
while let line = readLine() {
    do {
        try service.answer(line).print()
    } catch {
        Answer(error: "\(error)").print()
    }
}
