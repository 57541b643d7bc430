// Measures the kernels and prints one line of JSON per piece of work:
//
//     kernel-benchmark [--isa <name>] [--threads <n>] [--only <text>] [--seconds <least time each>]

import Kernels

let options = try Options(CommandLine.arguments.dropFirst())
if "peak".contains(options.only) {
    let rounds = 50_000
    let time = options.measure { _ = options.compute.multiplyPeak(rounds: rounds) }
    let amount = 2e-9 * Double(options.compute.multiplyPeak(rounds: rounds))
    options.report("peak", amount, .floatingPointOperations, time)
}
for work in Work.products + Work.convolutions + Work.winograd + Work.attentions + Work.loops + Work.memory
where options.only.isEmpty || work.name.contains(options.only) {
    options.report(work.name, work.amount, work.unit, options.measure { work.run(options.compute) })
}
