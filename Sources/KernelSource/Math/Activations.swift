// Functions of one vector. `@_transparent` here and in `Exponential.swift`, as `@inline(__always)` is only a wish: the
// optimiser left a call, which spills every register, for each vector.

@_transparent
func same(_ x: Vector) -> Vector { x }

@_transparent
func silu(_ x: Vector) -> Vector { x * logistic(x) }

/// The derivative of `x * sigmoid(x)`.
@_transparent
func siluSlope(_ x: Vector) -> Vector {
    let s = logistic(x)
    return s * fused(x, 1 - s, 1)
}

/// `x Phi(x) = max(x, 0) - |x| Phi(-|x|)`.
@_transparent
func gelu(_ x: Vector) -> Vector {
    let a = magnitude(x)
    // Infinity times no tail would not be a number.
    return fused(-minimum(a, Vector(repeating: 9)), normalTail(a), larger(x, Vector()))
}

@_transparent
func geluSlope(_ x: Vector) -> Vector {
    fused(x, 0.398_942_28 * exponential(-0.5 * x * x), normalDistribution(x))
}

/// `(1 + tanh(sqrt(2 / pi) * (x + 0.044715 x^3))) / 2`, which is a logistic function.
@_transparent
private func geluTanhGate(_ x: Vector) -> Vector {
    logistic(1.595_769_12 * fused(0.044_715 * x * x, x, x))
}

@_transparent
func geluTanh(_ x: Vector) -> Vector { x * geluTanhGate(x) }

@_transparent
func geluTanhSlope(_ x: Vector) -> Vector {
    let s = geluTanhGate(x)
    let inner = 1.595_769_12 * fused(0.134_145 * x, x, 1)
    return s * fused(x * inner, 1 - s, 1)
}

@_transparent
func quickGelu(_ x: Vector) -> Vector { x * logistic(1.702 * x) }

@_transparent
func quickGeluSlope(_ x: Vector) -> Vector {
    let s = logistic(1.702 * x)
    return s * fused(1.702 * x, 1 - s, 1)
}

@_transparent
func tanhSlope(_ x: Vector) -> Vector {
    let t = hyperbolicTangent(x)
    return 1 - t * t
}

@_transparent
func logisticSlope(_ x: Vector) -> Vector {
    let s = logistic(x)
    return s * (1 - s)
}

@_transparent
func sine(_ x: Vector) -> Vector { circular(x, quarter: 0) }

@_transparent
func minusSine(_ x: Vector) -> Vector { -circular(x, quarter: 0) }

@_transparent
func cosine(_ x: Vector) -> Vector { circular(x, quarter: 1) }

/// `log(1 + exp(x))`.
@_transparent
func softplus(_ x: Vector) -> Vector {
    maximum(x, Vector()) + logarithmOfOnePlus(exponential(minimum(x, -x)))
}
