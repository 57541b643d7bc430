import Kernels
import Testing

@Test func x() {
    let u: Compute.UnaryOperation = .silu
    #expect(Compute.UnaryOperation.allCases.count == 17 && u == .silu)
}
