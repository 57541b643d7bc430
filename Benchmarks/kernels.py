#!/usr/bin/env python3
"""Compares the matrix products of the kernel benchmark with numpy (OpenBLAS), turn by turn, and lists the rest.

    python3 Benchmarks/kernels.py [path to the kernel-benchmark program] [turns]

Makes a virtual environment with numpy in .build/benchmark-python on first use. Figures of two programs differ by how
busy and how warm the machine is, so each is measured in turn and the ratio of the medians is what counts.
"""
import json
import os
import statistics
import subprocess
import sys
import venv

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
HOME = os.path.join(ROOT, ".build", "benchmark-python")
SIZES = [(1536, 1536, 1536), (3072, 3072, 3072)]

NUMPY = """
import json, statistics, sys, time
import numpy
for m, n, k in json.loads(sys.argv[1]):
    a = numpy.random.rand(m, k).astype(numpy.float32)
    b = numpy.random.rand(k, n).astype(numpy.float32)
    c = a @ b
    times = []
    begin = time.perf_counter()
    while len(times) < 3 or time.perf_counter() - begin < 0.5:
        start = time.perf_counter()
        numpy.matmul(a, b, out=c)
        times.append(time.perf_counter() - start)
    print(2e-9 * m * n * k / statistics.median(times))
"""


def python():
    path = os.path.join(HOME, "bin", "python")
    if not os.path.exists(path):
        venv.create(HOME, with_pip=True)
        subprocess.run([path, "-m", "pip", "install", "--quiet", "numpy"], check=True)
    return path


def ours(program, *options):
    lines = subprocess.run([program, *options], check=True, capture_output=True, text=True).stdout.splitlines()
    return [json.loads(line) for line in lines]


def main():
    program = sys.argv[1] if len(sys.argv) > 1 else os.path.join(ROOT, ".build", "release", "KernelBenchmark")
    turns = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    names = ["gemm %dx%dx%d" % size for size in SIZES]
    mine = {name: [] for name in names}
    theirs = {name: [] for name in names}
    for _ in range(turns):
        for name in names:
            mine[name] += [r["rate"] for r in ours(program, "--only", name, "--seconds", "0.5") if r["work"] == name]
        rates = subprocess.run(
            [python(), "-c", NUMPY, json.dumps(SIZES)], check=True, capture_output=True, text=True
        ).stdout.split()
        for name, rate in zip(names, rates):
            theirs[name].append(float(rate))
    print("%-28s %10s %10s %7s   GFLOP/s, median of %d turns" % ("", "ours", "numpy", "ratio", turns))
    for name in names:
        a, b = statistics.median(mine[name]), statistics.median(theirs[name])
        print("%-28s %10.1f %10.1f %7.2f" % (name, a, b, a / b))
    peak = None
    for result in ours(program):
        if result["work"] == "peak":
            peak = result["rate"]
        share = " %5.0f %% of peak" % (100 * result["rate"] / peak) if result["unit"] == "GFLOP/s" else ""
        print("%-56s %10.2f %s%s" % (result["work"], result["rate"], result["unit"], share))


if __name__ == "__main__":
    main()
