#!/usr/bin/env python3
"""Holds `tweed hub download` to huggingface_hub, through a model hub on this machine.

The hub answers as the real one was recorded: names of files at /api/models/NAME/revision/REVISION, the list with sizes
and digests at /api/models/NAME/tree/COMMIT, headers at /NAME/resolve/COMMIT/FILE; large files are on another port, to
which the asker is sent. Both programs fetch the same model into two caches, which must be the same: names, links and
bytes. Then each must find without a network what the other has fetched, and both together fetch into one cache.

    make sharing
    Tools/check-hub.py             # with the programs in .build/release
    Tools/check-hub.py --slow      # also a host that lets a byte through now and then (a minute)
    Tools/check-hub.py --size 2000 # also time and peak memory for 2,000 MB

It keeps huggingface_hub in a virtual environment of its own, .build/check-hub; --python takes another that has it.
"""

import argparse
import hashlib
import http.server
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import venv

ROOT = pathlib.Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".build" / "check-hub"
PACKAGE = "huggingface_hub==2.4.0"
COMMIT = "0123456789abcdef0123456789abcdef01234567"
TOKEN = "hf_secret"
PAGE = 3


class Model:
    """The files of one commit."""

    def __init__(self, size: int = 0):
        small = b"".join(bytes([i * 31 % 251]) for i in range(70_000))
        world = ROOT / "models" / "world"
        self.files = {
            ".gitattributes": b"*.safetensors filter=lfs\n",
            "README.md": "# Größe\n".encode(),
            "config/ü \"quoted\".json": b"{}",
            "config/empty.txt": b"",
            "config/copy.json": b"{}",
            "deep/er/and/deeper.json": b'{"a": [1, 2]}',
            "weights/one.safetensors": small,
            "weights/same.safetensors": small,
        }
        for path in sorted(world.rglob("*")):
            if path.is_file():
                self.files[str(path.relative_to(world))] = path.read_bytes()
        self.files["model.safetensors"] = self.files["reward/model.safetensors"]
        if size:
            self.files = {"large.safetensors": os.urandom(1 << 20) * size}
        self.large = {name for name in self.files if name.endswith(".safetensors")}
        self.blob = {n: hashlib.sha1(b"blob %d\0" % len(d) + d).hexdigest() for n, d in self.files.items()}
        self.sha256 = {n: hashlib.sha256(self.files[n]).hexdigest() for n in self.large}
        self.by_sha256 = {self.sha256[n]: self.files[n] for n in self.large}

    def tree(self) -> list[dict]:
        entries: list[dict] = [{"type": "directory", "oid": COMMIT, "size": 0, "path": "config"}]
        for name, data in sorted(self.files.items()):
            entry = {"type": "file", "oid": self.blob[name], "size": len(data), "path": name}
            if name in self.large:
                entry["lfs"] = {"oid": self.sha256[name], "size": len(data), "pointerSize": 134}
            entries.append(entry)
        return entries


class Handler(http.server.BaseHTTPRequestHandler):
    """One of the two hosts: `server.model`, and `server.store`, the port of the other (None in the other itself)."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_HEAD(self):
        self.respond()

    def do_GET(self):
        self.respond()

    def respond(self):
        self.server.seen.append((self.command, self.path, dict(self.headers)))
        if self.server.store is None:
            return self.stored()
        path = urllib.parse.urlsplit(self.path)
        words = [urllib.parse.unquote(word) for word in path.path.split("/")[1:]]
        if words[:4] == ["api", "models", "org", "name"] and len(words) == 6:
            if words[4] == "revision" and words[5] in ("main", "refs/pr/1", COMMIT):
                names = [{"rfilename": name} for name in sorted(self.server.model.files)]
                return self.json({"id": "org/name", "sha": COMMIT, "siblings": names})
            if words[4] == "revision":
                return self.send(404, {"X-Error-Code": "RevisionNotFound"})
            if words[4] == "tree" and words[5] == COMMIT:
                return self.tree(urllib.parse.parse_qs(path.query))
        if words[:3] == ["org", "name", "resolve"] and words[3] in ("main", COMMIT):
            return self.resolve("/".join(words[4:]))
        self.send(401, {"X-Error-Code": "RepoNotFound", "X-Error-Message": "Repository not found"})

    def tree(self, query: dict):
        entries = self.server.model.tree()
        start = int(query.get("cursor", ["0"])[0])
        headers = {}
        if start + PAGE < len(entries):
            address = f"http://127.0.0.1:{self.server.server_port}/api/models/org/name/tree/{COMMIT}"
            headers["Link"] = f'<{address}?recursive=true&cursor={start + PAGE}>; rel="next"'
        self.json(entries[start : start + PAGE], headers)

    def resolve(self, name: str):
        model = self.server.model
        headers = {"X-Repo-Commit": COMMIT}
        if name not in model.files:
            return self.send(404, headers | {"X-Error-Code": "EntryNotFound"})
        if name not in model.large:
            tag = model.blob[name]
            return self.content(model.files[name], headers | {"ETag": f'"{tag}"'})
        digest = model.sha256[name]
        headers |= {"X-Linked-Etag": f'"{digest}"', "X-Linked-Size": str(len(model.files[name]))}
        headers["Location"] = f"http://127.0.0.1:{self.server.store}/signed/{digest}?signature=x"
        self.send(302, headers)

    def stored(self):
        data = self.server.model.by_sha256.get(self.path.split("?")[0].removeprefix("/signed/"))
        if data is None:
            return self.send(404, {})
        if self.server.is_slow:
            self.send_response(200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            try:
                for byte in data:
                    self.wfile.write(bytes([byte]))
                    time.sleep(0.2)
            except OSError:
                pass
            return None
        self.content(data, {"ETag": '"of-the-store"'})

    def content(self, data: bytes, headers: dict):
        span = self.headers.get("Range")
        if span:
            start = int(span.removeprefix("bytes=").split("-")[0])
            headers["Content-Range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
            return self.send(206, headers, memoryview(data)[start:])
        self.send(200, headers, data)

    def json(self, value, headers: dict | None = None):
        self.send(200, {"Content-Type": "application/json"} | (headers or {}), json.dumps(value).encode())

    def send(self, status: int, headers: dict, body=b""):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            try:
                self.wfile.write(body)
            except OSError:
                self.close_connection = True


class Hub:
    def __init__(self, model: Model, is_slow: bool = False):
        self.store = self.start(model, None, is_slow)
        self.hub = self.start(model, self.store.server_port, is_slow)
        self.endpoint = f"http://127.0.0.1:{self.hub.server_port}"

    @staticmethod
    def start(model: Model, store: int | None, is_slow: bool):
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        server.model, server.store, server.is_slow, server.seen = model, store, is_slow, []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return server

    def environment(self, home: pathlib.Path, **more: str) -> dict[str, str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("HF_")}
        quiet = {"HF_HUB_DISABLE_PROGRESS_BARS": "1", "HF_HUB_DISABLE_XET": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}
        return clean | quiet | {"HF_ENDPOINT": self.endpoint, "HF_HOME": str(home), "HF_TOKEN": TOKEN} | more


def python(arguments: argparse.Namespace) -> str:
    """An interpreter that has huggingface_hub."""
    if arguments.python:
        return arguments.python
    program = ENVIRONMENT / "bin" / "python"
    if not program.exists():
        print(f"Installing {PACKAGE} into {ENVIRONMENT}")
        venv.create(ENVIRONMENT, with_pip=True, clear=True)
        subprocess.run([program, "-m", "pip", "install", "--quiet", PACKAGE], check=True)
    return str(program)


SCRIPT = "import sys, json, huggingface_hub as h; print(h.snapshot_download('org/name', **json.loads(sys.argv[1])))"


def run(command: list[str], environment: dict[str, str], succeeds: bool = True) -> subprocess.CompletedProcess:
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if (done.returncode == 0) != succeeds:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done


def listed(home: pathlib.Path) -> dict[str, object]:
    """Every file of a cache with its bytes, every link with its target, every folder."""
    found: dict[str, object] = {}
    for folder, folders, files in os.walk(home / "hub"):
        for name in folders + files:
            path = pathlib.Path(folder) / name
            key = str(path.relative_to(home))
            if path.is_symlink():
                found[key] = "-> " + os.readlink(path)
            elif path.is_dir():
                found[key] = "folder"
            else:
                found[key] = path.read_bytes()
    return found


def expect(is_so: bool, what: str):
    print(("ok    " if is_so else "WRONG ") + what)
    if not is_so:
        sys.exit(1)


def same(left: dict[str, object], right: dict[str, object], what: str):
    for name in sorted(left.keys() | right.keys()):
        if left.get(name) != right.get(name):
            print(f"  {name}: {str(left.get(name))[:100]} / {str(right.get(name))[:100]}")
    expect(left == right and len(left) > 20, f"{what}: {len(left)} entries")


def check(arguments: argparse.Namespace, work: pathlib.Path):
    interpreter, tweed = python(arguments), arguments.tweed
    model = Model()
    hub = Hub(model)
    ours, theirs, both = work / "ours", work / "theirs", work / "both"
    download = [tweed, "hub", "download", "org/name"]
    fetch = [interpreter, "-c", SCRIPT]

    run(download + ["--allow", "*"], hub.environment(ours))
    run(fetch + ["{}"], hub.environment(theirs))
    same(listed(ours), listed(theirs), "all files: both caches are the same")
    patterns = ["*.json", "weights/"]
    for home, command in (
        (ours, download + ["--revision", "refs/pr/1", "--allow", patterns[0], "--allow", patterns[1], "--ignore", "deep/*"]),
        (theirs, fetch + [json.dumps({"revision": "refs/pr/1", "allow_patterns": patterns, "ignore_patterns": "deep/*"})]),
    ):
        shutil.rmtree(home)
        run(command, hub.environment(home))
    same(listed(ours), listed(theirs), "patterns, a revision with slashes: both caches are the same")
    run(download + ["--revision", COMMIT, "--allow", "*"], hub.environment(ours))
    run(fetch + [json.dumps({"revision": COMMIT})], hub.environment(theirs))
    same(listed(ours), listed(theirs), "a commit, with what was there: both caches are the same")
    for server, has in ((hub.hub, True), (hub.store, False)):
        tokens = [headers.get("Authorization", headers.get("authorization")) for _, _, headers in server.seen]
        expect(len(tokens) > 5 and all((t is not None) == has for t in tokens), f"the token went to the hub alone: {has}")

    run(download + ["--allow", "*"], hub.environment(ours))
    run(fetch + ["{}"], hub.environment(theirs))
    hub.hub.shutdown()
    hub.store.shutdown()
    local = json.dumps({"local_files_only": True})
    found = run(fetch + [local], hub.environment(ours)).stdout.strip()
    expect(found == str(ours / "hub/models--org--name/snapshots" / COMMIT), "Python finds our files offline")
    offline = {"HF_HUB_OFFLINE": "1"}
    found = run(download, hub.environment(theirs, **offline)).stdout.strip()
    expect(found == str(theirs / "hub/models--org--name/snapshots" / COMMIT), "we find Python's files offline")
    seen = run([tweed, "inspect", "hub:org/name", "--json"], hub.environment(theirs, **offline)).stdout
    expect(json.loads(seen)["parameters"] > 0, "tweed inspect reads Python's files")
    recipe = work / "project" / "load.json"
    recipe.parent.mkdir()
    stages = {"load": {"uses": "load-weights", "with": {"from": "hub:org/name@main"}}}
    recipe.write_text(json.dumps({"tweed": 1, "stages": stages}))
    report = json.loads(run([tweed, "run", str(recipe), "--json"], hub.environment(theirs, **offline)).stdout)
    expect(report["status"] == "ok", "tweed run reads Python's files offline")
    empty = run([tweed, "run", str(recipe)], hub.environment(work / "empty", **offline), False).stderr
    expect("tweed hub download org/name" in empty, "without them, it says what to do")
    empty = run(download, hub.environment(work / "empty", **offline), False).stderr
    expect("HF_HUB_OFFLINE forbids" in empty, "and so does the download")

    hub = Hub(model)
    fresh = work / "fresh"
    shutil.rmtree(recipe.parent / ".tweed", ignore_errors=True)
    report = json.loads(run([tweed, "run", str(recipe), "--json"], hub.environment(fresh)).stdout)
    expect(report["status"] == "ok", "tweed run fetches what is missing")
    records = [p.read_text(errors="replace") for p in (recipe.parent / ".tweed").rglob("*") if p.is_file() and p.stat().st_size < 1 << 20]
    expect(any(COMMIT in text and "hub:org/name@main" in text for text in records), "the record pins the commit")

    programs = [
        subprocess.Popen(command, env=hub.environment(both), stdout=subprocess.DEVNULL)
        for command in (download + ["--allow", "*"], fetch + ["{}"], download + ["--allow", "*"], fetch + ["{}"])
    ]
    expect(all(program.wait() == 0 for program in programs), "four at once, two of each, into one cache")
    shutil.rmtree(ours)
    run(download + ["--allow", "*"], hub.environment(ours))
    same(listed(both), listed(ours), "and it is as if there had been one")


def check_slow(arguments: argparse.Namespace, work: pathlib.Path):
    hub = Hub(Model(), is_slow=True)
    begin = time.monotonic()
    command = [arguments.tweed, "hub", "download", "org/name", "--allow", "weights/one*"]
    process = subprocess.Popen(command, env=hub.environment(work / "slow"), stdout=subprocess.DEVNULL)
    while len(hub.store.seen) < 2 and process.poll() is None and time.monotonic() - begin < 100:
        time.sleep(0.2)
    seconds = time.monotonic() - begin
    expect(25 < seconds < 60, f"five bytes a second: given up and asked again after {seconds:.0f} s")
    process.terminate()
    expect(process.wait(timeout=20) == 143, "SIGTERM ends the download and the program that does it")


def measure(arguments: argparse.Namespace, work: pathlib.Path):
    hub = Hub(Model(arguments.size))
    for name, command in (
        ("tweed-remote hub download", [arguments.tweed.removesuffix("-remote") + "-remote", "hub", "download", "org/name"]),
        ("huggingface_hub", [python(arguments), "-c", SCRIPT, "{}"]),
    ):
        home = work / name.replace(" ", "-")
        begin = time.monotonic()
        child = subprocess.Popen(command, env=hub.environment(home), stdout=subprocess.DEVNULL)
        peak = 0
        while child.poll() is None:
            try:
                lines = pathlib.Path(f"/proc/{child.pid}/status").read_text().splitlines()
                peak = max([peak] + [int(line.split()[1]) for line in lines if line.startswith("VmHWM")])
            except OSError:
                pass
            time.sleep(0.01)
        seconds = time.monotonic() - begin
        expect(child.returncode == 0, f"{name}: {arguments.size} MiB in {seconds:.1f} s, peak memory {peak / 1024:.0f} MiB")
        shutil.rmtree(home)


def main():
    parser = argparse.ArgumentParser(description="Hold tweed hub download to huggingface_hub.")
    parser.add_argument("--tweed", default=str(ROOT / ".build" / "release" / "tweed"))
    parser.add_argument("--python", help="an interpreter that has huggingface_hub")
    parser.add_argument("--slow", action="store_true", help="also a host that is too slow")
    parser.add_argument("--size", type=int, default=0, help="also time and memory for so many MiB")
    arguments = parser.parse_args()
    work = pathlib.Path(tempfile.mkdtemp(prefix="tweed-check-hub-"))
    try:
        check(arguments, work)
        if arguments.slow:
            check_slow(arguments, work)
        if arguments.size:
            measure(arguments, work)
    finally:
        subprocess.run(["chmod", "-R", "u+w", str(work)], check=False)
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
