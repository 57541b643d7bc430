#!/usr/bin/env python3
"""Times push and pull through a registry on this machine, beside skopeo: the same blobs, in turn, in one run.

Each round has a new registry for each program's push, and the medians count. skopeo copies to and from a folder; it hashes
what it sends and what it gets, as tweed does.

Needs docker-registry and skopeo (apt-get install docker-registry skopeo) and tweed-remote (make sharing).
Usage: Benchmarks/sharing.py [--large BYTES] [--small COUNT] [--rounds N] [--program PATH] [--json FILE]
"""
import argparse
import hashlib
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

ARGUMENTS = argparse.ArgumentParser()
ARGUMENTS.add_argument("--large", type=int, default=2_000_000_000)
ARGUMENTS.add_argument("--small", type=int, default=1_000)
ARGUMENTS.add_argument("--rounds", type=int, default=3)
ARGUMENTS.add_argument("--json")
ARGUMENTS.add_argument("--program", default=".build/release/tweed-remote")


def blob(folder, data_or_size, media_type, title=None):
    """Writes a blob; returns its entry in the list of a packed artifact."""
    digest = hashlib.sha256()
    path = os.path.join(folder, "new")
    size = 0
    with open(path, "wb") as file:
        if isinstance(data_or_size, bytes):
            pieces = [data_or_size]
        else:
            generator = random.Random(7)
            piece = generator.randbytes(1 << 20)
            pieces = (
                (start.to_bytes(8, "little") + piece[8:])[: data_or_size - start]
                for start in range(0, data_or_size, 1 << 20)
            )
        for piece in pieces:
            file.write(piece)
            digest.update(piece)
            size += len(piece)
    final = os.path.join(folder, digest.hexdigest())
    os.rename(path, final)
    descriptor = {"mediaType": media_type, "digest": "sha256:" + digest.hexdigest(), "size": size}
    if title:
        descriptor["annotations"] = {"org.opencontainers.image.title": title}
    return {"descriptor": descriptor, "path": final}


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def pack(folder, large, small):
    vendor = "application/vnd.tweed."
    config = {
        "tweedArtifact": 1, "name": "bench", "recipe": "recipes/bench.json", "results": "none", "overrides": [],
        "omitted": [], "stages": [],
    }
    files = [("recipes/bench.json", b"{}"), ("large.bin", large)]
    files += [(f"small/{index:05}.bin", random.Random(index).randbytes(10_000)) for index in range(small)]
    entries = [blob(folder, canonical(config), vendor + "recipe.config.v1+json")]
    entries += [blob(folder, content, vendor + "file.v1", title) for title, content in sorted(files)]
    resolved = {"resolved": 1, "name": "bench", "params": {}, "stages": []}
    entries.append(blob(folder, canonical(resolved), vendor + "resolved.v1+json"))
    manifest = {
        "schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "artifactType": vendor + "recipe.v1", "config": entries[0]["descriptor"],
        "layers": [entry["descriptor"] for entry in entries[1:]],
    }
    path = os.path.join(folder, "manifest.json")
    with open(path, "wb") as file:
        file.write(canonical(manifest))
    path_of_list = os.path.join(folder, "artifact.json")
    with open(path_of_list, "wb") as file:
        file.write(canonical({"manifest": path, "blobs": entries}))
    return path_of_list


def timed(command):
    """Seconds and peak memory in MB of one command."""
    started = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"{command[0]} {command[1]} failed")
    return time.monotonic() - started, usage.ru_maxrss / 1000


class Registry:
    """docker-registry with an empty store."""

    def __init__(self, work, address):
        self.work = work
        self.address = address
        with open(f"{work}/config.yml", "w") as file:
            file.write(
                "version: 0.1\nlog: {level: error, accesslog: {disabled: true}}\n"
                f"storage: {{filesystem: {{rootdirectory: {work}/data}}}}\nhttp: {{addr: '{address}'}}\n")
        self.process = None

    def start(self):
        self.stop()
        self.process = subprocess.Popen(
            ["docker-registry", "serve", f"{self.work}/config.yml"], stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        for _ in range(200):
            try:
                urllib.request.urlopen(f"http://{self.address}/v2/")
                return
            except OSError:
                time.sleep(0.05)
        sys.exit("docker-registry does not answer")

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait()
            self.process = None
        shutil.rmtree(f"{self.work}/data", ignore_errors=True)


def main():
    options = ARGUMENTS.parse_args()
    work = tempfile.mkdtemp(prefix="tweed-bench-")
    address = "127.0.0.1:5917"
    registry = Registry(work, address)
    seconds = {}
    peaks = {}

    def measure(name, command):
        taken, memory = timed(command)
        seconds.setdefault(name, []).append(taken)
        peaks[name] = max(peaks.get(name, 0), memory)
        print(f"{name:24} {taken:7.2f} s {memory:7.0f} MB", flush=True)

    try:
        os.mkdir(f"{work}/packed")
        packed = pack(f"{work}/packed", options.large, options.small)
        program = os.path.abspath(options.program)
        tweed = [program, "push", f"{address}/tweed/bench:v1", "--list", packed]
        source = f"{work}/copied"
        registry.start()
        subprocess.run(tweed, check=True, stdout=subprocess.DEVNULL)
        pull = ["skopeo", "copy", "-q", "--src-tls-verify=false", f"docker://{address}/tweed/bench:v1"]
        subprocess.run(pull + [f"dir:{source}"], check=True)
        skopeo = ["skopeo", "copy", "-q", "--dest-tls-verify=false", f"dir:{source}",
                  f"docker://{address}/skopeo/bench:v1"]
        for number in range(options.rounds):
            sides = [("tweed", tweed), ("skopeo", skopeo)]
            for name, push in sides if number % 2 == 0 else reversed(sides):
                registry.start()
                measure(f"push, {name}", push)
                measure(f"unchanged push, {name}", push)
            pulls = [
                ("tweed", [program, "pull", f"{address}/tweed/bench:v1", "--output", f"{work}/pulled"]),
                ("skopeo", pull + [f"dir:{work}/pulled"]),
            ]
            # Both pull what tweed has pushed.
            registry.start()
            subprocess.run(tweed, check=True, stdout=subprocess.DEVNULL)
            for name, command in pulls if number % 2 == 0 else reversed(pulls):
                measure(f"pull, {name}", command)
                shutil.rmtree(f"{work}/pulled")
        medians = {name: statistics.median(values) for name, values in seconds.items()}
        print(f"\n{'median':18} {'tweed':>8} {'skopeo':>8}   theirs / ours")
        for task in ["push", "unchanged push", "pull"]:
            ours, theirs = medians[f"{task}, tweed"], medians[f"{task}, skopeo"]
            print(f"{task:18} {ours:6.2f} s {theirs:6.2f} s   {theirs / ours:.2f}")
        ours = max(value for name, value in peaks.items() if name.endswith("tweed"))
        theirs = max(value for name, value in peaks.items() if name.endswith("skopeo"))
        print(f"{'peak memory':18} {ours:5.0f} MB {theirs:5.0f} MB")
        if options.json:
            with open(options.json, "w") as file:
                json.dump({"seconds": seconds, "peak_mb": peaks}, file, indent=1)
    finally:
        registry.stop()
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
