#!/usr/bin/env python3
"""Checks the training curves of `tweed run` with TensorBoard's own reader, EventAccumulator from PyPI.

    python3 Tools/check-tensorboard.py [--tweed PROGRAM] [--python PYTHON] [--kills 3]

Runs a tiny recipe with every kind that trains, in folders that go afterwards, and asserts for each training: the tags,
one value for each step, all finite. Then runs one training again with `kill -9` in between, and asserts that the
reader sees every step once, with the very values of the undisturbed run. Makes a virtual environment with tensorboard
in .build/tensorboard-venv on first use, unless a Python that has it is named. Takes about a minute.
"""
import argparse
import glob
import json
import math
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".build", "tensorboard-venv")
COMMON = {"learning_rate", "gradient_norm"}
TRAINING_STEPS = 200

RECIPE = {
    "tweed": 1,
    "name": "curves",
    "stages": {
        "generator": {"uses": "train-generator", "with": {"steps": 8, "batch": 2, "evaluation_prompts": 1}},
        "reward": {"uses": "train-reward", "with": {"steps": 7, "batch": 2, "evaluation_prompts": 1}},
        "pairs": {"uses": "teacher-pairs", "with": {"generator": "${stages.generator}", "count": 8, "steps": 2}},
        "one_step": {"uses": "distill-generator", "with": {
            "generator": "${stages.generator}", "reward": "${stages.reward}", "pairs": "${stages.pairs}",
            "steps": 6, "batch": 2, "evaluation_prompts": 1}},
        "dataset": {"uses": "tweedie-dataset", "with": {
            "generator": "${stages.generator}", "reward": "${stages.reward}", "prompts": "prompts.txt",
            "images_per_prompt": 4, "steps": 4}},
        "narf": {"uses": "train-narf", "with": {
            "dataset": "${stages.dataset}", "evaluation": "${stages.dataset}", "reward": "${stages.reward}",
            "levels": [2, 1], "epochs_per_level": 3, "batch": 4}},
        "hyper": {"uses": "train-hypernetwork", "matrix": {"rank": [1, 2]}, "with": {
            "generator": "${stages.one_step}", "reward": "${stages.reward}", "prompts": "prompts.txt",
            "evaluation": "prompts.txt", "rank": "${matrix.rank}", "steps": 5, "batch": 2, "evaluation_images": 1}},
    },
}
PROMPTS = ["a red circle on black", "two blue squares on gray", "a green triangle on white"]

# Stage: steps, tags beside the common ones. train-narf: 3 epochs of 12 trajectories in batches of 4, at 2 levels.
EXPECTED = {
    "generator": (8, {"loss"}),
    "reward": (7, {"loss", "likelihood", "contrast", "patches"}),
    "one_step": (6, {"loss", "pixels", "features"}),
    "narf": (18, {"loss", "level"}),
    "hyper[rank=1]": (5, {"reward", "change"}),
    "hyper[rank=2]": (5, {"reward", "change"}),
}

ALONE = {
    "tweed": 1,
    "name": "curves",
    "stages": {"reward": {"uses": "train-reward", "with": {
        "steps": TRAINING_STEPS, "batch": 2, "evaluation_prompts": 1, "checkpoint_every": 40}}},
}


def check(condition, message):
    if not condition:
        raise SystemExit("FAILED: " + message)


def project(folder, recipe):
    os.makedirs(os.path.join(folder, ".tweed"))
    with open(os.path.join(folder, "curves.json"), "w") as file:
        json.dump(recipe, file)
    with open(os.path.join(folder, "prompts.txt"), "w") as file:
        file.write("\n".join(PROMPTS) + "\n")
    return folder


def run(program, folder):
    done = subprocess.run([program, "run", "curves.json", "--quiet"], cwd=folder, capture_output=True, text=True)
    check(done.returncode == 0, "tweed run ended with %d:\n%s" % (done.returncode, done.stderr))


def curves(folder, stage):
    """The folder of the stage's curves; there must be one, for one key."""
    found = glob.glob(os.path.join(glob.escape(os.path.join(folder, "outputs/curves/tensorboard", stage)), "*"))
    check(len(found) == 1, "expected curves of one key for %s, found %s" % (stage, found))
    check(len(os.path.basename(found[0])) == 12, "%s is not named by twelve digits" % found[0])
    return found[0]


def scalars(folder):
    """{tag: [(step, value), ...]} as TensorBoard reads it."""
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    accumulator = EventAccumulator(folder, size_guidance={"scalars": 0})
    accumulator.Reload()
    check(accumulator.file_version == 2.0, "the file version is %s" % accumulator.file_version)
    return {tag: [(value.step, value.value) for value in accumulator.Scalars(tag)]
            for tag in accumulator.Tags()["scalars"]}


def check_all_kinds(program, folder):
    project(folder, RECIPE)
    run(program, folder)
    stages = sorted(os.listdir(os.path.join(folder, "outputs/curves/tensorboard")))
    check(stages == sorted(EXPECTED), "curves are there for %s, expected %s" % (stages, sorted(EXPECTED)))
    for stage, (steps, tags) in EXPECTED.items():
        values = scalars(curves(folder, stage))
        check(set(values) == tags | COMMON, "%s has the tags %s" % (stage, sorted(values)))
        for tag, series in values.items():
            check([step for step, _ in series] == list(range(1, steps + 1)),
                  "%s of %s has the steps %s, expected 1 to %d" % (tag, stage, [s for s, _ in series], steps))
            check(all(math.isfinite(value) for _, value in series), "%s of %s is not finite" % (tag, stage))
        print("ok: %s, %d steps of %s" % (stage, steps, ", ".join(sorted(values))))
    files = set(glob.glob(folder + "/outputs/curves/tensorboard/*/*/*"))
    run(program, folder)
    check(set(glob.glob(folder + "/outputs/curves/tensorboard/*/*/*")) == files, "a cached run wrote curves")
    print("ok: a run from the cache writes no curves")


def seen_steps(folder):
    """How far the training is by the checkpoints that it keeps, or None before the first."""
    names = glob.glob(folder + "/.tweed/cache/**/*-step-*", recursive=True)
    return max((int(name.rsplit("-", 1)[1]) for name in names if name.rsplit("-", 1)[1].isdigit()), default=None)


def check_kills(program, folder, kills):
    project(folder + "/whole", ALONE)
    run(program, folder + "/whole")
    whole = scalars(curves(folder + "/whole", "reward"))
    killed = project(folder + "/killed", ALONE)
    pattern = killed + "/outputs/curves/tensorboard/reward/*/*"
    chance = random.Random(1)
    size = lambda: sum(map(os.path.getsize, glob.glob(pattern)))
    done = 0
    for attempt in range(kills):
        before = seen_steps(killed) or 0
        process = subprocess.Popen([program, "run", "curves.json", "--quiet"], cwd=killed,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while process.poll() is None and (seen_steps(killed) or 0) <= before:
            time.sleep(0.005)
        # The first time until steps after the checkpoint are in the file, so that some are there twice.
        known = size()
        while attempt == 0 and process.poll() is None and size() == known:
            time.sleep(0.005)
        time.sleep(chance.uniform(0, 0.5))
        process.send_signal(signal.SIGKILL)
        done += process.wait() == -signal.SIGKILL
    check(done > 0, "the training was over before it could be killed")
    run(program, killed)
    attempts = [path for path in sorted(glob.glob(pattern)) if os.path.getsize(path) > 0]
    spans = [[step for step, _ in scalars(path).get("loss", [])] for path in attempts]
    written = sum(map(len, spans))
    check(written > TRAINING_STEPS, "no step was written twice, so nothing was checked: %s" % [
        (span[0], span[-1]) for span in spans if span])
    found = scalars(curves(killed, "reward"))
    for tag, series in whole.items():
        check(found.get(tag) == series, "after %d kills, %s differs from the undisturbed run at %s" % (
            done, tag, sorted(set(found.get(tag, [])) ^ set(series))[:10]))
        check([step for step, _ in series] == list(range(1, TRAINING_STEPS + 1)), "steps are missing: %s" % series)
    print("ok: after %d kills, %d values in %d files give the %d steps of the undisturbed run, bit for bit" % (
        done, written, len(attempts), len(whole["loss"])))


def python():
    path = os.path.join(VENV, "bin", "python")
    if not os.path.exists(path):
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
    has = subprocess.run([path, "-c", "import tensorboard"], capture_output=True).returncode == 0
    if not has:
        print("installing tensorboard from PyPI into %s ..." % os.path.relpath(VENV))
        subprocess.run([path, "-m", "pip", "install", "--quiet", "tensorboard"], check=True)
    return path


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--tweed", default=os.path.join(ROOT, ".build", "release", "tweed"))
    parser.add_argument("--python", help="a Python that has tensorboard")
    parser.add_argument("--kills", type=int, default=3)
    options = parser.parse_args()
    try:
        import tensorboard
    except ImportError:
        if os.environ.get("CHECK_TENSORBOARD_AGAIN"):
            raise SystemExit("%s has no tensorboard" % sys.executable) from None
        os.environ["CHECK_TENSORBOARD_AGAIN"] = "1"
        other = options.python or python()
        os.execv(other, [other, os.path.abspath(__file__), *sys.argv[1:]])
    print("tensorboard %s" % tensorboard.version.VERSION)
    program = os.path.abspath(options.tweed)
    folder = tempfile.mkdtemp(prefix="tweed-curves-")
    try:
        check_all_kinds(program, folder + "/all")
        check_kills(program, folder, options.kills)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
