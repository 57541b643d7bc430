#!/usr/bin/env python3
"""Checks that the release program runs on processors that are older than the one that it was built on.

    python3 Tools/check-instruction-sets.py [--tweed PROGRAM]

Two looks:

- Disassembles the program (objdump) and asserts that wide registers (ymm, zmm) appear only in the kernels of the
  instruction sets that have them, and in BoringSSL, which asks the processor itself. A module that is compiled for a
  newer processor can emit a copy of a shared generic function, which the linker may then take for the whole program.
- Runs a small recipe (pictures, a Tweedie dataset, one training step) under emulated processors: Nehalem, which has
  neither AVX nor FMA, and Haswell, which has AVX2; each must give, byte for byte, what this processor gives with
  TWEED_ISA=baseline and TWEED_ISA=avx2.

Needs objdump (binutils) and qemu-x86_64 (qemu-user); takes some minutes, most of
them under Haswell, whose fused products are emulated slowly.
"""
import argparse
import collections
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
NEEDED = {"objdump": "binutils", "qemu-x86_64": "qemu-user"}

# Which of our modules may use which registers. A module's symbols begin with its name and the length of that.
MODULES = {"11KernelsAVX2": {"ymm"}, "13KernelsAVX512": {"ymm", "zmm"}, "17KernelsAVX512BF16": {"ymm", "zmm"}}
OTHERS = ("CCryptoBoringSSL", "BORINGSSL")
# Labels inside BoringSSL's assembly end in a digest and belong to the function before them.
ASSEMBLY_LABEL = re.compile(r"_[0-9a-f]{32}$")

PROCESSORS = [("Nehalem", "baseline"), ("Haswell", "avx2")]
RECIPE = {
    "tweed": 1,
    "name": "instruction-sets",
    "stages": {
        "weights": {"uses": "load-weights", "with": {"from": "../models/world"}},
        "pictures": {"uses": "generate", "with": {
            "generator": "${stages.weights.generator}", "prompts": "prompts.txt", "limit": 2,
            "images_per_prompt": 1, "steps": 2, "seed": 11}},
        "dataset": {"uses": "tweedie-dataset", "with": {
            "generator": "${stages.weights.generator}", "reward": "${stages.weights.reward}",
            "prompts": "prompts.txt", "limit": 1, "images_per_prompt": 2, "steps": 2, "seed": 11}},
        "hyper": {"uses": "train-hypernetwork", "with": {
            "generator": "${stages.weights.one_step}", "reward": "${stages.weights.reward}",
            "prompts": "prompts.txt", "evaluation": "prompts.txt", "evaluation_limit": 1, "rank": 2, "steps": 1,
            "batch": 1}},
    },
}
PROMPTS = ["a red circle on black", "two blue squares on gray"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tweed", default=os.path.join(ROOT, ".build", "release", "tweed"))
    options = parser.parse_args()
    if not os.path.exists(options.tweed):
        sys.exit(f"error: {options.tweed} is missing; run `make build` first")
    for program, package in NEEDED.items():
        if not shutil.which(program):
            sys.exit(f"error: {program} is missing; install it with: apt-get install {package}")
    check_registers(options.tweed)
    with tempfile.TemporaryDirectory(prefix="tweed-instruction-sets.") as folder:
        for processor, name in PROCESSORS:
            check_processor(os.path.abspath(options.tweed), folder, processor, name)
    print("all checks passed")


def check_registers(tweed):
    """Counts instructions with wide registers by the symbol that they stand in."""
    process = subprocess.Popen(
        ["objdump", "--disassemble", "--no-show-raw-insn", tweed], stdout=subprocess.PIPE, text=True,
        errors="replace")
    found = collections.Counter()
    allowed = {}
    symbol = before = ""
    for line in process.stdout:
        if line.endswith(">:\n"):
            symbol = line[line.index("<") + 1:-3]
            if ASSEMBLY_LABEL.search(symbol):
                symbol = before
            before = symbol
            continue
        for register in ("ymm", "zmm"):
            if "%" + register in line:
                found[symbol, register] += 1
    if process.wait() != 0:
        sys.exit("error: objdump failed")
    wrong = {}
    for (symbol, register), count in found.items():
        module = next((m for m in sorted(MODULES, key=len, reverse=True) if m in symbol), None)
        if module and register in MODULES[module]:
            allowed[module] = allowed.get(module, 0) + count
        elif not any(other in symbol for other in OTHERS):
            wrong[symbol, register] = count
    for module in sorted(allowed):
        print(f"{module.lstrip('0123456789')}: {allowed[module]} instructions with wide registers")
    # Without any the check itself would be blind.
    if not {"11KernelsAVX2", "13KernelsAVX512"} <= allowed.keys():
        sys.exit("error: the kernels of AVX2 and AVX-512 show no wide registers; is the program stripped?")
    if wrong:
        for (symbol, register), count in sorted(wrong.items()):
            print(f"  {count} instructions with {register} in {symbol}", file=sys.stderr)
        sys.exit("error: wide registers outside of the kernels; older processors would stop there")


def check_processor(tweed, folder, processor, name):
    """Runs the recipe natively with the named instruction set and emulated, and compares all results."""
    digests = []
    for label, prefix, environment in [
        ("native", [], {"TWEED_ISA": name}), (processor, ["qemu-x86_64", "-cpu", processor], {}),
    ]:
        project = os.path.join(folder, f"{name}-{label}")
        os.makedirs(os.path.join(project, "recipes"))
        os.makedirs(os.path.join(project, ".tweed"))
        shutil.copytree(os.path.join(ROOT, "models"), os.path.join(project, "models"))
        with open(os.path.join(project, "recipes", "recipe.json"), "w", encoding="utf-8") as file:
            json.dump(RECIPE, file)
        with open(os.path.join(project, "recipes", "prompts.txt"), "w", encoding="utf-8") as file:
            file.write("\n".join(PROMPTS) + "\n")
        began = time.monotonic()
        result = subprocess.run(
            prefix + [tweed, "run", "recipes/recipe.json"], cwd=project, capture_output=True, text=True,
            env={key: value for key, value in os.environ.items() if key != "TWEED_ISA"} | environment)
        if result.returncode != 0:
            sys.exit(f"error: {label}, {name}: code {result.returncode}\n{result.stderr}")
        digests.append(results(os.path.join(project, "outputs", "instruction-sets")))
        print(f"{label}, {name}: {len(digests[-1])} files in {time.monotonic() - began:.1f} s")
    if digests[0] != digests[1]:
        names = sorted(n for n in digests[0].keys() | digests[1].keys() if digests[0].get(n) != digests[1].get(n))
        sys.exit(f"error: under {processor} these differ from {name} on this processor: {', '.join(names)}")


def results(folder):
    """Digests of all pictures and arrays."""
    digests = {}
    for path, _, names in os.walk(folder):
        for name in names:
            if name.endswith((".png", ".safetensors")):
                with open(os.path.join(path, name), "rb") as file:
                    digests[os.path.relpath(os.path.join(path, name), folder)] = hashlib.sha256(file.read()).hexdigest()
    if not digests:
        sys.exit(f"error: no results in {folder}")
    return digests


if __name__ == "__main__":
    main()
