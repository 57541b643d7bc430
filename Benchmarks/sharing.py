#!/usr/bin/env python3
"""Times push and pull through a registry on this machine, beside skopeo.

Needs docker-registry and skopeo (apt-get install docker-registry skopeo) and tweed-remote (make sharing).
Usage: Benchmarks/sharing.py [--large BYTES] [--small COUNT] [--program PATH]
"""
import argparse
import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request

ARGUMENTS = argparse.ArgumentParser()
ARGUMENTS.add_argument("--large", type=int, default=2_000_000_000)
ARGUMENTS.add_argument("--small", type=int, default=1_000)
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


def main():
    options = ARGUMENTS.parse_args()
    work = tempfile.mkdtemp(prefix="tweed-bench-")
    address = "127.0.0.1:5917"
    with open(f"{work}/config.yml", "w") as file:
        file.write(
            "version: 0.1\nlog: {level: error, accesslog: {disabled: true}}\n"
            f"storage: {{filesystem: {{rootdirectory: {work}/data}}}}\nhttp: {{addr: '{address}'}}\n")
    registry = subprocess.Popen(
        ["docker-registry", "serve", f"{work}/config.yml"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        os.mkdir(f"{work}/packed")
        packed = pack(f"{work}/packed", options.large, options.small)
        for _ in range(100):
            try:
                urllib.request.urlopen(f"http://{address}/v2/")
                break
            except OSError:
                time.sleep(0.05)
        program = os.path.abspath(options.program)

        def report(name, command):
            seconds, memory = timed(command)
            print(f"{name:32} {seconds:7.2f} s {memory:7.0f} MB", flush=True)

        push = [program, "push", f"{address}/tweed/bench:v1", "--list", packed]
        report("push, tweed", push)
        report("unchanged push, tweed", push)
        report("pull, tweed", [program, "pull", f"{address}/tweed/bench:v1", "--output", f"{work}/pulled"])
        report("pull, skopeo (to a folder)",
               ["skopeo", "copy", "-q", "--src-tls-verify=false", f"docker://{address}/tweed/bench:v1",
                f"dir:{work}/copied"])
        shutil.rmtree(f"{work}/pulled")
        skopeo = ["skopeo", "copy", "-q", "--dest-tls-verify=false", f"dir:{work}/copied",
                  f"docker://{address}/skopeo/bench:v1"]
        # A new registry, or the blobs would be there from before.
        registry.terminate()
        registry.wait()
        shutil.rmtree(f"{work}/data")
        registry = subprocess.Popen(
            ["docker-registry", "serve", f"{work}/config.yml"], stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        time.sleep(1)
        report("push, skopeo", skopeo)
        report("unchanged push, skopeo", skopeo)
    finally:
        registry.terminate()
        shutil.rmtree(work)


if __name__ == "__main__":
    main()
