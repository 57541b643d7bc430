"""Fits the polynomial of `normalTail` (Sources/KernelSource/Math/Exponential.swift).

    log2 Phi(-a) = -1 + a * q(a)   for a in 0...9

with q of degree 8, so that the largest error of a * Phi(-a), which GELU takes from max(x, 0), is smallest: weighted least
squares with Lawson's reweighting, in double precision. Needs numpy. Prints the coefficients, the highest first, and the errors
that remain when the polynomial is evaluated in single precision.
"""

import math

import numpy as np

END, DEGREE, POINTS = 9.0, 8, 6001


def main() -> None:
    a = END * (1 - np.cos(np.pi * np.arange(POINTS) / (POINTS - 1))) / 2
    tail = np.array([0.5 * math.erfc(x / math.sqrt(2)) for x in a])
    wanted = np.log2(tail) + 1
    # The error of the exponent is a relative one of the tail; the floor keeps the far end near what it should be.
    weight = np.maximum(np.maximum(a, 0.02) * tail, 1e-9)
    basis = np.polynomial.chebyshev.chebvander(2 * a / END - 1, DEGREE) * a[:, None]
    lawson = np.ones_like(a)
    for _ in range(400):
        root = np.sqrt(lawson) * weight
        chebyshev, *_ = np.linalg.lstsq(basis * root[:, None], wanted * root, rcond=None)
        error = np.abs(basis @ chebyshev - wanted) * weight
        lawson *= error / error.max() + 1e-3
        lawson /= lawson.sum()

    line = np.polynomial.Chebyshev(chebyshev, domain=[0, END]).convert(kind=np.polynomial.Polynomial)
    coefficients = line.coef[::-1].astype(np.float32)
    for coefficient in coefficients:
        print(f"{coefficient:.9e}")

    x = a.astype(np.float32)
    q = np.full_like(x, coefficients[0])
    for coefficient in coefficients[1:]:
        q = q * x + coefficient
    exponent = (q * x - np.float32(1)).astype(np.float64)
    exact = np.array([0.5 * math.erfc(float(v) / math.sqrt(2)) for v in x])
    relative = np.abs(np.exp2(exponent) / exact - 1)
    print("largest error of a * Phi(-a):", np.max(relative * exact * x))
    print("largest relative error of Phi(-a), a < 1, 3, 6:", *(relative[x < end].max() for end in (1, 3, 6)))



main()
