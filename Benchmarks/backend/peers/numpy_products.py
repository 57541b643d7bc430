"""Matrix products of numpy, which are OpenBLAS's."""
import numpy

from backend.peers import numbers
from backend.peers.work import Unsupported, Work


def make(kind, sizes, dtype, models):
    if dtype != "f32":
        raise Unsupported("numpy has no %s" % dtype)
    m, n, k = sizes["m"], sizes["n"], sizes["k"]
    a = numbers.array((k, m) if sizes.get("transposeA") else (m, k), 1)
    b = numbers.array((n, k) if sizes.get("transposeB") else (k, n), 2)
    left = a.T if sizes.get("transposeA") else a
    right = b.T if sizes.get("transposeB") else b
    output = numpy.empty((m, n), numpy.float32)
    return Work({"": lambda: numpy.matmul(left, right, out=output)},
                samples=lambda result: numbers.samples(result.reshape(-1)))
