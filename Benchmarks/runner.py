#!/usr/bin/env python3
"""Measures what the runner itself costs, beside ninja, doit, Snakemake and DVC: cold, nothing changed, one change.

    python3 Benchmarks/runner.py [--quick | --full] [--sizes 5,100] [--peers ninja,doit] [--tweed PROGRAM]

All figures are wall time of whole processes, as a person would call them, in folders of .build/benchmark-runner. Ours
and the peer's runs alternate, and the ratio of the medians (theirs to ours) is what counts: figures of two runs differ
by how busy the machine is. Each runner's results are checked. doit, Snakemake and DVC come from PyPI into
.build/benchmark-venv on first use; ninja is that of the system (Debian: ninja-build), else PyPI's.

Leaves outputs/bench/runner.json: {"rows": [{work, stages, ours_s, peer, peer_s, ratio}], "ours", "aims", "machine"}.
docs/benchmarks.md says what is measured and why.
"""
import argparse
import json
import os
import platform
import shutil
import signal
import statistics
import subprocess
import sys
import threading
import time

from runner_programs import PEERS, ROOT, TRASH, WORK, Graph, Tweed, throw_away

VENV = os.path.join(ROOT, ".build", "benchmark-venv")


class TooSlow(Exception):
    pass


class Measurement:
    """Runs commands one at a time and knows how long each may take."""

    def __init__(self, environment, limit):
        self.environment, self.limit = environment, limit

    def seconds(self, command, folder):
        """Wall time of one whole process; its output goes to a file, as in a batch job."""
        with open(os.path.join(WORK, "log.txt"), "w+") as log:
            begin = time.perf_counter()
            process = subprocess.Popen(
                command, cwd=folder, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True)
            # Not wait(timeout), which looks again and again and sleeps up to 50 ms in between.
            late = threading.Event()
            timer = threading.Timer(self.limit, lambda: (late.set(), os.killpg(process.pid, signal.SIGKILL)))
            timer.start()
            try:
                status = process.wait()
                taken = time.perf_counter() - begin
            except BaseException:
                # Also on Ctrl-C, which does not reach the other session: nothing is left running.
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                raise
            finally:
                timer.cancel()
            if late.is_set():
                raise TooSlow
            if status != 0:
                log.seek(0)
                raise SystemExit("%s failed (%d) in %s:\n%s" % (" ".join(command), status, folder, log.read()[-3000:]))
            return taken

    def run(self, program):
        return self.seconds(program.command(), program.folder)

    def peak_threads(self, program):
        """The most threads that a process of ours had, where the system says so."""
        process = subprocess.Popen(
            program.command(), cwd=program.folder, env=self.environment, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        most = 0
        while process.poll() is None:
            try:
                with open("/proc/%d/status" % process.pid) as status:
                    most = max([most] + [int(line.split()[1]) for line in status if line.startswith("Threads:")])
            except OSError:
                break
            time.sleep(0.002)
        process.wait()
        return most or None


def say(text):
    print(text, file=sys.stderr, flush=True)


def alternate(ours, theirs, rounds, budget):
    """Medians of both, measured in turn; fewer rounds, but at least one, once `budget` seconds are spent."""
    mine, other = [], []
    begin = time.perf_counter()
    while len(mine) < rounds and (not mine or time.perf_counter() - begin < budget):
        mine.append(ours())
        other.append(theirs())
    return statistics.median(mine), statistics.median(other), len(mine)


class Bench:
    def __init__(self, options, environment):
        self.options = options
        self.measurement = Measurement(environment, options.limit)
        self.environment = environment
        self.rows = []
        self.ours = {}

    def row(self, work, stages, ours, peer, theirs, rounds):
        row = {"work": work, "stages": stages, "ours_s": round(ours, 5), "peer": peer,
               "peer_s": None if theirs is None else round(theirs, 5),
               "ratio": None if theirs is None else round(theirs / ours, 3), "rounds": rounds}
        self.rows.append(row)
        print_row(row)

    def size(self, stages):
        tweed = Tweed(os.path.join(WORK, "tweed-%d" % stages), Graph(stages), self.environment, self.options.tweed)
        self.own(tweed, stages)
        for kind in self.options.peers:
            say("%s, %d stages ..." % (kind.label, stages))
            peer = kind(os.path.join(WORK, "%s-%d" % (kind.label.lower(), stages)), Graph(stages), self.environment)
            try:
                self.compare(tweed, peer, stages)
            except TooSlow:
                say("%s took more than %d s at %d stages; left out" % (peer.label, self.options.limit, stages))
            throw_away(peer.folder)
        throw_away(tweed.folder)

    def own(self, tweed, stages):
        """Cold runs of ours alone, for what each stage costs, and how many threads that takes."""
        tweed.clear()
        threads = self.measurement.peak_threads(tweed)
        tweed.check()
        times = []
        for _ in range(self.options.rounds):
            tweed.clear()
            times.append(self.measurement.run(tweed))
        cold = statistics.median(times)
        self.ours[str(stages)] = {
            "cold_s": round(cold, 5), "cold_ms_per_stage": round(1000 * cold / stages, 4), "peak_threads": threads}

    def compare(self, tweed, peer, stages):
        measure, options = self.measurement, self.options
        settled = False
        if peer.is_quick or stages <= 100 or options.full:
            def cold(program):
                program.clear()
                return measure.run(program)
            rounds = options.rounds if peer.is_quick else 1
            self.row("cold", stages, *self.both(cold, tweed, peer, rounds))
            peer.check()
        elif peer.settle():
            settled = True
        else:
            say("%s: no quick way to a finished state; running it cold once" % peer.label)
            peer.clear()
            measure.run(peer)
        tweed.check()

        # Once unmeasured, where that does not take a minute.
        if peer.is_quick or stages <= 100:
            measure.run(peer)
        measure.run(tweed)
        many = options.rounds * (5 if peer.label == "ninja" else 1)
        self.row("nothing changed", stages, *self.both(measure.run, tweed, peer, many))

        def changed(program):
            program.graph.changes += 1
            program.write()
            return measure.run(program)
        if settled and not peer.knows_settled_parameters:
            say("%s knows no parameters of results that it did not make; a change is left out" % peer.label)
            return
        self.row("one change", stages, *self.both(changed, tweed, peer, options.rounds))
        tweed.check()
        peer.check()

    def both(self, work, tweed, peer, rounds):
        ours, theirs, done = alternate(
            lambda: work(tweed), lambda: work(peer), rounds, self.options.budget)
        return ours, peer.label, theirs, done

    def hashing(self, megabytes):
        """A plan over one large input file: read for the first time, then unchanged."""
        folder = os.path.join(WORK, "hashing")
        throw_away(folder)
        os.makedirs(folder)
        block = os.urandom(1 << 20)
        # The last block differs, so that the file is no repetition to its end.
        with open(os.path.join(folder, "large.txt"), "wb") as file:
            for index in range(megabytes):
                file.write(index.to_bytes(8, "little") + block[8:])
        with open(os.path.join(folder, "small.txt"), "w") as file:
            file.write("a red circle on black\n")
        for size in ("large", "small"):
            with open(os.path.join(folder, size + ".json"), "w") as file:
                json.dump({"tweed": 1, "stages": {"a": {"uses": "prompts", "with": {"from": size + ".txt"}}}}, file)
        plan = lambda size: self.measurement.seconds([self.options.tweed, "plan", size + ".json"], folder)

        def first():
            shutil.rmtree(os.path.join(folder, ".tweed"), ignore_errors=True)
            os.mkdir(os.path.join(folder, ".tweed"))  # marks the folder as a project of its own
            return plan("large")
        first()  # from here on the file is in the page cache for everyone
        size = "%g GB file" % round(megabytes * (1 << 20) / 1e9, 2)
        fastest = float("inf")
        for label, command in (("sha256sum", ["sha256sum"]), ("openssl", ["openssl", "dgst", "-sha256"])):
            if shutil.which(command[0]) is None:
                continue
            ours, theirs, done = alternate(
                first, lambda: self.measurement.seconds([*command, "large.txt"], folder), 3, self.options.budget)
            self.row("hash a %s" % size, 1, ours, label, theirs, done)
            fastest = min(fastest, ours)
        unchanged, small, done = alternate(lambda: plan("large"), lambda: plan("small"), 9, self.options.budget)
        self.row("plan, %s unchanged" % size, 1, unchanged, "tweed, small file", small, done)
        # Without what the process costs in any case.
        rate = megabytes * (1 << 20) / 1e9 / (fastest - unchanged)
        self.ours["hashing"] = {"gigabytes_per_second": round(rate, 3), "unchanged_s": round(unchanged, 5)}
        shutil.rmtree(folder)

    def aims(self):
        """(what, found, holds) of each aim that this run can speak of."""
        found = []
        by = {(row["work"], row["stages"], row["peer"]): row["ratio"] for row in self.rows if row["ratio"]}
        ninja = by.get(("nothing changed", 1000, "ninja"))
        if ninja:
            found.append(("nothing changed at 1,000 stages: at most 3 times ninja's time",
                          "%.2f times" % (1 / ninja), 1 / ninja <= 3))
        for peer in ("doit", "Snakemake"):
            ratio = by.get(("nothing changed", 1000, peer))
            if ratio:
                found.append(("nothing changed at 1,000 stages: 30 times faster than %s" % peer,
                              "%.0f times" % ratio, ratio >= 30))
        small, large = self.ours.get("100"), self.ours.get("1000")
        if large:
            each = large["cold_ms_per_stage"]
            found.append(("cold at 1,000 stages: at most 1 ms a stage", "%.2f ms" % each, each <= 1))
            if small:
                growth = each / small["cold_ms_per_stage"]
                found.append(("cold: no growth a stage from 100 to 1,000 (10 % are noise)",
                              "%.2f times" % growth, growth <= 1.1))
        hashing = self.ours.get("hashing")
        if hashing:
            rate = hashing["gigabytes_per_second"]
            found.append(("hashing: at least 1 GB/s", "%.2f GB/s" % rate, rate >= 1))
        return found


def print_row(row):
    if row["peer_s"] is not None:
        print("%-28s %6d %10.4f  %-18s %10.4f %9.2f" % (
            row["work"], row["stages"], row["ours_s"], row["peer"], row["peer_s"], row["ratio"]), flush=True)


def environment():
    """PyPI's programs first; no colours, no usage reports."""
    path = os.path.join(VENV, "bin")
    wanted = ["doit", "snakemake", "dvc"] + ([] if shutil.which("ninja") else ["ninja"])
    missing = [tool for tool in wanted if not os.path.exists(os.path.join(path, tool))]
    if missing:
        say("installing %s from PyPI into %s ..." % (", ".join(missing), os.path.relpath(VENV)))
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
        subprocess.run([os.path.join(path, "pip"), "install", "--quiet", *missing], check=True)
    return {**os.environ, "PATH": path + os.pathsep + os.environ["PATH"], "NO_COLOR": "1", "DVC_NO_ANALYTICS": "1"}


def versions(tweed, env):
    found = {}
    for name, command in (("tweed", [tweed, "--version"]), ("ninja", ["ninja", "--version"]),
                          ("doit", ["doit", "--version"]), ("snakemake", ["snakemake", "--version"]),
                          ("dvc", ["dvc", "--version"]), ("openssl", ["openssl", "version"])):
        try:
            done = subprocess.run(command, env=env, capture_output=True, text=True)
            found[name] = (done.stdout.strip().splitlines() or ["?"])[0]
        except OSError:
            found[name] = None
    return found


def machine():
    facts = {"system": platform.platform(), "python": platform.python_version(), "cores": os.cpu_count(),
             "load": [round(value, 2) for value in os.getloadavg()], "processor": platform.processor()}
    try:
        with open("/proc/cpuinfo") as file:
            lines = dict(line.split(":", 1) for line in file.read().split("\n") if ":" in line)
        facts["processor"] = lines["model name\t"].strip()
        facts["sha_instructions"] = " sha_ni" in lines["flags\t\t"]
    except (OSError, KeyError):
        pass
    if sys.platform == "linux":
        done = subprocess.run(["stat", "-f", "-c", "%T", WORK], capture_output=True, text=True)
        facts["file_system"] = done.stdout.strip()
    return facts


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    scale = parser.add_mutually_exclusive_group()
    scale.add_argument("--quick", action="store_true", help="fewer rounds, a 512 MB file; a few minutes")
    scale.add_argument("--full", action="store_true", help="Snakemake and DVC cold at 1,000 stages, too")
    parser.add_argument("--sizes", default="5,100,1000", help="numbers of stages")
    parser.add_argument("--peers", default=",".join(p.label for p in PEERS), help="with which programs to compare")
    parser.add_argument("--limit", type=float, default=None, help="seconds that one process may take")
    parser.add_argument("--tweed", default=os.path.join(ROOT, ".build", "release", "tweed"))
    parser.add_argument("--output", default=os.path.join(ROOT, "outputs", "bench", "runner.json"))
    options = parser.parse_args()
    names = [name.lower() for name in options.peers.split(",") if name]
    unknown = set(names) - {peer.label.lower() for peer in PEERS}
    if unknown:
        parser.error("no such peers: %s; there are %s" % (", ".join(unknown), ", ".join(p.label for p in PEERS)))
    if not os.path.exists(options.tweed):
        parser.error("%s is not there; run `make build`" % options.tweed)
    options.peers = [peer for peer in PEERS if peer.label.lower() in names]
    options.sizes = [int(size) for size in options.sizes.split(",") if size]
    options.tweed = os.path.abspath(options.tweed)
    options.rounds = 3 if options.quick else 5
    # Seconds after which no further round of one comparison begins.
    options.budget = 20 if options.quick else 60
    options.limit = options.limit or (300 if options.quick else 3600 if options.full else 900)
    options.megabytes = 512 if options.quick else 1908  # 2 GB
    return options


def main():
    options = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    os.makedirs(WORK, exist_ok=True)
    env = environment()
    report = {"versions": versions(options.tweed, env), "machine": machine()}
    print(", ".join("%s %s" % item for item in report["versions"].items() if item[1]))
    print(", ".join("%s %s" % item for item in report["machine"].items()))
    print("%-28s %6s %10s  %-18s %10s %9s   seconds; theirs / ours" % ("", "stages", "ours", "", "theirs", "ratio"),
          flush=True)
    bench = Bench(options, env)
    bench.hashing(options.megabytes)
    for stages in options.sizes:
        bench.size(stages)
        own = bench.ours[str(stages)]
        print("tweed cold, %d stages: %.3f ms a stage, at most %s threads" % (
            stages, own["cold_ms_per_stage"], own["peak_threads"]), flush=True)
    aims = bench.aims()
    for what, found, holds in aims:
        print("%s %s: %s" % ("✓" if holds else "✗", what, found))
    report.update(rows=bench.rows, ours=bench.ours,
                  aims=[{"aim": what, "found": found, "holds": holds} for what, found, holds in aims])
    os.makedirs(os.path.dirname(options.output), exist_ok=True)
    with open(options.output, "w") as file:
        json.dump(report, file, indent=1)
        file.write("\n")
    print("rows in " + os.path.relpath(options.output))
    shutil.rmtree(TRASH, ignore_errors=True)


if __name__ == "__main__":
    main()
