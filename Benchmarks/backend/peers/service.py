"""The other side's program: reads requests from standard input, one line of JSON each, and answers each with a line.

    python -m backend.peers.service numpy|torch

Between requests it sleeps, so that our side can be measured.
"""
import importlib
import json
import os
import sys
import time

from backend.peers import memory
from backend.peers.work import Unsupported

# Which module makes which work, for each library.
MODULES = {
    "numpy": {"gemm": "numpy_products"},
    "torch": {
        "gemm": "products", "convolution": "products", "attention": "products",
        "group norm and silu": "loops", "layer norm": "loops", "softmax": "loops", "gelu": "loops", "add": "loops",
        "world generator": "world_works", "world reward": "world_works", "narf step": "world_works",
        "hypernetwork step": "world_works", "noise optimization": "world_works",
        "unet": "large_models", "vae decoder": "large_models", "image tower": "large_models",
        "adapter step": "adapter_step",
    },
}


def versions(library):
    from importlib import metadata
    found = {}
    for name in ("numpy", "torch", "diffusers", "transformers", "peft"):
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            pass
    if library == "numpy":
        import numpy
        import threadpoolctl
        numpy.ones((64, 64), numpy.float32) @ numpy.ones((64, 64), numpy.float32)
        for pool in threadpoolctl.threadpool_info():
            if pool["user_api"] == "blas":
                found["BLAS of numpy"] = "%s %s, kernels for %s, %d threads" % (
                    pool["internal_api"], pool["version"], pool.get("architecture"), pool["num_threads"])
    else:
        import torch
        found["threads of torch"] = torch.get_num_threads()
        found["instructions of torch"] = torch.backends.cpu.get_cpu_capability()
    return {"versions": found}


def timed(run):
    start = time.perf_counter()
    result = run()
    return time.perf_counter() - start, result


class Service:
    def __init__(self, library):
        self.library = library
        self.run = None

    def answer(self, request):
        command = request["command"]
        if command == "versions":
            return versions(self.library)
        if command == "prepare":
            return self.prepare(request)
        return {"times": [timed(self.run)[0] for _ in range(request.get("repeats", 1))], "peakBytes": memory.peak()}

    def prepare(self, request):
        """Builds the work and runs each variant once, which does not count, and again where that takes no minute."""
        self.run = None
        module = MODULES[self.library].get(request["kind"])
        if module is None:
            return {"error": "there is no work \"%s\"" % request["kind"]}
        module = importlib.import_module("backend.peers." + module)
        work = module.make(request["kind"], request.get("sizes", {}), request.get("dtype", "f32"),
                           request.get("models"))
        best = None
        for name, run in work.variants.items():
            work.enter(name)
            can_reset = memory.reset_peak()
            before = memory.current()
            taken, result = timed(run)
            peak = memory.peak()
            samples = work.samples(result) if best is None else best["samples"]
            result = None
            if len(work.variants) > 1:
                for _ in range(3 if taken < 2 else 0):
                    taken = min(taken, timed(run)[0])
            found = {"times": [taken], "variant": name, "samples": samples, "peakBytes": peak,
                     "weightBytes": work.weight_bytes,
                     "addedBytes": max(peak - before, 0) if can_reset and before else None}
            if best is None or taken < best["times"][0]:
                best, self.run = found, run
        work.enter(best["variant"])
        return best


def main():
    # Only answers go to standard output, whatever libraries print.
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    service = Service(sys.argv[1])
    if sys.argv[1] == "torch":
        import torch
        torch.manual_seed(1)
    for line in sys.stdin:
        try:
            answer = service.answer(json.loads(line))
        except Unsupported as error:
            answer = {"error": "unsupported: %s" % error}
        except Exception as error:
            answer = {"error": "%s: %s" % (type(error).__name__, error)}
        answers.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main()
