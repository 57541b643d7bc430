// Named functions, always inlined, where a closure would be called for each vector.

@inline(__always)
func silu(_ x: Vector) -> Vector { x * logistic(x) }

/// The derivative of `x * sigmoid(x)`.
@inline(__always)
func siluSlope(_ x: Vector) -> Vector {
    let s = logistic(x)
    return s * fused(x, 1 - s, 1)
}

@inline(__always)
func gelu(_ x: Vector) -> Vector { x * normalDistribution(x) }

@inline(__always)
func geluSlope(_ x: Vector) -> Vector {
    fused(x, 0.398_942_28 * exponential(-0.5 * x * x), normalDistribution(x))
}

/// `(1 + tanh(sqrt(2 / pi) * (x + 0.044715 x^3))) / 2`, which is a logistic function.
@inline(__always)
private func geluTanhGate(_ x: Vector) -> Vector {
    logistic(1.595_769_12 * fused(0.044_715 * x * x, x, x))
}

@inline(__always)
func geluTanh(_ x: Vector) -> Vector { x * geluTanhGate(x) }

@inline(__always)
func geluTanhSlope(_ x: Vector) -> Vector {
    let s = geluTanhGate(x)
    let inner = 1.595_769_12 * fused(0.134_145 * x, x, 1)
    return s * fused(x * inner, 1 - s, 1)
}

@inline(__always)
func quickGelu(_ x: Vector) -> Vector { x * logistic(1.702 * x) }

@inline(__always)
func quickGeluSlope(_ x: Vector) -> Vector {
    let s = logistic(1.702 * x)
    return s * fused(1.702 * x, 1 - s, 1)
}

@inline(__always)
func tanhSlope(_ x: Vector) -> Vector {
    let t = hyperbolicTangent(x)
    return 1 - t * t
}

@inline(__always)
func logisticSlope(_ x: Vector) -> Vector {
    let s = logistic(x)
    return s * (1 - s)
}

@inline(__always)
func sine(_ x: Vector) -> Vector { circular(x, quarter: 0) }

@inline(__always)
func minusSine(_ x: Vector) -> Vector { -circular(x, quarter: 0) }

@inline(__always)
func cosine(_ x: Vector) -> Vector { circular(x, quarter: 1) }

/// `log(1 + exp(x))`.
@inline(__always)
func softplus(_ x: Vector) -> Vector {
    maximum(x, Vector()) + logarithmOfOnePlus(exponential(minimum(x, -x)))
}
