#!/usr/bin/env python3
"""Measures replaying the released protocol of TTSnap beside the same protocol in numpy, and reading its YAML folders.

    python3 Benchmarks/replay.py [--quick] [--values FOLDER] [--tweed PROGRAM] [--repeats 3]

Needs numpy and PyYAML with its C loader (pip install numpy==2.4.6 PyYAML==6.0.4). Work of one run, side by side, each in
one thread:

- curve: 19 budgets x 50 subsets x best-of-N, TTSp, TTSnap on 200 prompts x 200 candidates x 20 steps. The numpy side does
  what the authors' ttsnap_sim.py does: masks of all candidates, gathered copies of all steps, argpartition.
- read: the pair of folders of one reward (35 files), by yaml.load(CSafeLoader) into numpy arrays.

Ours is what `tweed replay --timings` says of the two, in one thread and on all cores. Without the released values, random ones of the same size are written and used.
Leaves outputs/bench/replay.json. docs/benchmarks.md says what was measured.
"""
import argparse
import json
import os
import platform
import subprocess
import sys
import time

# Before numpy is loaded: one core each.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np
import yaml

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
AT, KEEP = [2, 6, 11], [0.4, 0.4, 0.5]
DENOISER, VERIFIER = 9.9, 1.2
BUDGETS = range(400, 4001, 200)


def draw_mask(rng, available, wanted):
    mask = np.zeros(available, dtype=bool)
    mask[rng.choice(available, size=wanted, replace=False)] = True
    return mask


def pruned(scores):
    """Mean final reward of the winners; scores are [prompts, candidates, steps]."""
    prompts, candidates, _ = scores.shape
    alive = np.ones((prompts, candidates), dtype=bool)
    names = np.tile(np.arange(candidates), (prompts, 1))
    rows = np.arange(prompts)
    for step, share in zip(AT, KEEP):
        left = scores[:, :, step][alive].reshape(prompts, -1)
        count = max(1, round(left.shape[1] * share))
        best = np.argpartition(left, -count, axis=1)[:, -count:]
        names = names[rows[:, None], best]
        kept = np.zeros_like(left, dtype=bool)
        kept[rows[:, None], best] = True
        alive[alive.copy()] = kept.ravel()
    final = scores[:, :, -1][alive].reshape(prompts, -1)
    winners = names[rows, final.argmax(axis=1)]
    return final.max(axis=1).mean(), winners


def cost_of_one():
    cost, share, last = 0.0, 1.0, 0
    for step, kept in zip(AT, KEEP):
        cost += share * ((step - last) * DENOISER + VERIFIER)
        share, last = share * kept, step
    return cost + share * ((19 - last) * DENOISER + VERIFIER)


def numpy_curves(base, aware, subsets, seed):
    rng = np.random.default_rng(seed)
    rows = []
    for budget in BUDGETS:
        row = []
        count = int(budget / (20 * DENOISER + VERIFIER))
        final = base[:, :, -1]
        row.append(np.mean([final[:, draw_mask(rng, 200, count)].max(axis=1).mean() for _ in range(subsets)]))
        count = int(budget / cost_of_one())
        for scores in (base, aware):
            row.append(np.mean([pruned(scores[:, draw_mask(rng, 200, count), :])[0] for _ in range(subsets)]))
        rows.append(row)
    return np.array(rows)


def read_folder(folder, fallback=None):
    steps = []
    for step in range(20):
        name = f"p200_i200_s{step:02d}.yaml"
        path = os.path.join(folder, name)
        if not os.path.exists(path):
            path = os.path.join(fallback, name)
        with open(path, "rb") as file:
            table = yaml.load(file, Loader=yaml.CSafeLoader)
        steps.append(np.stack([table[key] for key in sorted(table)], axis=0))
    return np.stack(steps, axis=-1)


def write_random(folder):
    """A pair of the released size."""
    rng = np.random.default_rng(1)
    final = rng.standard_normal((200, 200))
    for kind, noise, steps in (("base", 1.5, 20), ("naft", 0.7, 15)):
        path = os.path.join(folder, f"random_val_{kind}")
        os.makedirs(path, exist_ok=True)
        for step in range(steps):
            values = final + noise * (19 - step) / 19 * rng.standard_normal((200, 200))
            with open(os.path.join(path, f"p200_i200_s{step:02d}.yaml"), "w") as file:
                for prompt, row in enumerate(values.astype(np.float32).astype(float)):
                    file.write(f"{prompt}:\n" + "".join(f"- {value!r}\n" for value in row.tolist()))
    return os.path.join(folder, "random_val_base"), os.path.join(folder, "random_val_naft")


def ours(program, base, aware, subsets, threads):
    result = subprocess.run(
        [program, "replay", "--base", base, "--noise-aware", aware, "--reward", "pic", "--subsets", str(subsets),
         "--threads", str(threads), "--timings", "--json"], check=True, capture_output=True, text=True)
    timings = dict(line.split() for line in result.stderr.splitlines())
    return {key: float(value) for key, value in timings.items()}, json.loads(result.stdout)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="5 subsets, once")
    parser.add_argument("--values", default=os.environ.get("TTSNAP_VALUES", os.path.join(ROOT, "../shared/ttsnap-values")))
    parser.add_argument("--tweed", default=os.path.join(ROOT, ".build/release/tweed"))
    parser.add_argument("--repeats", type=int, default=3)
    arguments = parser.parse_args()
    subsets, repeats = (5, 1) if arguments.quick else (50, arguments.repeats)

    base = os.path.join(arguments.values, "flux_pic_val_base")
    aware = os.path.join(arguments.values, "flux_pic_val_naft")
    if not os.path.isdir(base):
        base, aware = write_random(os.path.join(ROOT, ".build/benchmark-replay"))

    start = time.perf_counter()
    first = read_folder(base)
    second = read_folder(aware, fallback=base)
    numpy_read = time.perf_counter() - start

    best = {"read": [], "curve": []}
    theirs = []
    for repeat in range(repeats):
        start = time.perf_counter()
        rows = numpy_curves(first, second, subsets, repeat)
        theirs.append(time.perf_counter() - start)
        timings, figures = ours(arguments.tweed, base, aware, subsets, 1)
        for key in best:
            best[key].append(timings[key])
        # Both sides find the same, within the error of random subsets.
        for column, strategy in enumerate(("best_of_n", "ttsp", "ttsnap")):
            curve = figures["curves"][strategy]
            for own, error, other in zip(curve["reward"], curve["reward_se"], rows[:, column]):
                assert abs(own - other) < 6 * 2**0.5 * error + 1e-9, (strategy, own, other, error)
    all_cores, _ = ours(arguments.tweed, base, aware, subsets, os.cpu_count())

    result = {
        "curve": {"numpy_s": min(theirs), "ours_s": min(best["curve"]), "ratio": min(theirs) / min(best["curve"]),
                  "ours_all_cores_s": all_cores["curve"], "aim": 50},
        "read": {"pyyaml_s": numpy_read, "ours_s": min(best["read"]), "ratio": numpy_read / min(best["read"]),
                 "ours_all_cores_s": all_cores["read"], "aim": 5},
        "subsets": subsets, "cores": os.cpu_count(), "machine": platform.machine(), "numpy": np.__version__,
    }
    os.makedirs(os.path.join(ROOT, "outputs/bench"), exist_ok=True)
    with open(os.path.join(ROOT, "outputs/bench/replay.json"), "w") as file:
        json.dump(result, file, indent=2)
        file.write("\n")
    for name in ("curve", "read"):
        row = result[name]
        other = row.get("numpy_s", row.get("pyyaml_s"))
        print(f"{name}: {other:.2f} s -> {row['ours_s'] * 1000:.1f} ms on one core, {row['ratio']:.0f} times faster "
              f"(aim {row['aim']}); {row['ours_all_cores_s'] * 1000:.1f} ms on all cores")
    return 0 if all(result[name]["ratio"] >= result[name]["aim"] for name in ("curve", "read")) else 1


if __name__ == "__main__":
    sys.exit(main())
