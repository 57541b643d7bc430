"""Compares interpolation points for Winograd's convolution F(4x4, 3x3), in exact fractions and single precision.

For each choice of finite points (0, and two pairs around it; infinity is always one) it derives the matrices by
Cook and Toom's construction, checks that they give a convolution exactly, and measures the error of a convolution over
256 channels in single precision against double precision. The kernels use the best of them that has short binary
fractions. Needs numpy:

    python3 Tools/winograd/points.py
"""

from fractions import Fraction as F

import numpy as np

OUTPUTS, TAPS = 4, 3
INPUTS = OUTPUTS + TAPS - 1
PAIRS = [(1, 2), (1, F(1, 2)), (F(3, 4), F(3, 2)), (F(1, 2), F(3, 2)), (F(5, 8), F(5, 4)), (F(3, 4), F(5, 4)),
         (F(3, 4), F(4, 3)), (F(7, 8), F(7, 4)), (F(5, 8), F(11, 8)), (F(45, 64), F(45, 32)), (F(5, 8), F(3, 2))]


def polynomial(roots):
    """Coefficients of the product of (x - root), the lowest power first."""
    result = [F(1)]
    for root in roots:
        shifted = [F(0)] + result
        result = [high - root * low for high, low in zip(shifted, result + [F(0)])]
    return result


def matrices(points):
    """A^T, G and B^T; the last row or column belongs to infinity."""
    others = [[p for j, p in enumerate(points) if j != i] for i in range(len(points))]
    scales = [np.prod([p - q for q in rest]) for p, rest in zip(points, others)]
    a = [[p**i for p in points] + [F(i == OUTPUTS - 1)] for i in range(OUTPUTS)]
    g = [[p**i / scale for i in range(TAPS)] for p, scale in zip(points, scales)] + [[F(0)] * (TAPS - 1) + [F(1)]]
    b = [polynomial(rest) + [F(0)] for rest in others] + [polynomial(points)]
    return a, g, b


def check(a, g, b):
    """The bilinear algorithm is exact: for each input and tap, each output has the right coefficient."""
    for i in range(OUTPUTS):
        for d in range(INPUTS):
            for t in range(TAPS):
                total = sum(a[i][k] * g[k][t] * b[k][d] for k in range(INPUTS))
                assert total == (1 if d == i + t else 0), (i, d, t)


def transform(matrix, x, axis):
    """Along one axis, each operation rounded to single precision."""
    x = np.moveaxis(x, axis, 0)
    lines = []
    for row in matrix:
        line = np.zeros(x.shape[1:], np.float32)
        for factor, values in zip(row, x):
            if factor:
                line = line + np.float32(factor) * values
        lines.append(line)
    return np.moveaxis(np.array(lines), 0, axis)


def errors(a, g, b, offset, channels=256, tiles=40, outputs=16):
    random = np.random.default_rng(0)
    d = (random.standard_normal((tiles, INPUTS, INPUTS, channels)) + offset).astype(np.float32)
    w = random.standard_normal((outputs, TAPS, TAPS, channels)).astype(np.float32)
    g = np.array(g, dtype=float)
    u = np.einsum("ia,kabc,jb->kijc", g, w.astype(float), g).astype(np.float32)
    v = transform(b, transform(b, d, 1), 2)
    m = np.zeros((tiles, outputs, INPUTS, INPUTS), np.float32)
    for c in range(channels):
        m += v[:, None, :, :, c] * u[None, :, :, :, c]
    y = transform(a, transform(a, m, 2), 3)
    exact, magnitude = np.zeros(y.shape), np.zeros(y.shape)
    for i in range(TAPS):
        for j in range(TAPS):
            window, tap = d[:, i:i + OUTPUTS, j:j + OUTPUTS].astype(float), w[:, i, j].astype(float)
            exact += np.einsum("tijc,kc->tkij", window, tap)
            magnitude += np.einsum("tijc,kc->tkij", abs(window), abs(tap))
    return np.sqrt(np.mean((y - exact)**2) / np.mean(exact**2)), np.max(abs(y - exact) / magnitude)


print("points               relative RMS, worst / sum |x||w|; then with inputs of mean 1")
for first, second in PAIRS:
    result = matrices([F(0), F(first), -F(first), F(second), -F(second)])
    check(*result)
    numbers = "  ".join(f"{e:.2e}" for offset in (0, 1) for e in errors(*result, offset))
    print(f"0, ±{str(first):6} ±{str(second):6}  {numbers}")
