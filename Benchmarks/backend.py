#!/usr/bin/env python3
"""Measures the backend beside OpenBLAS, PyTorch, diffusers and transformers: products, convolutions, attention, norms,
the embedded world, large models and a training step, and how far each is from what the machine can do.

    python3 Benchmarks/backend.py [--only TEXT] [--quick] [--rounds N] [--python PATH] [--compare OLD.json]

Both sides are long-living programs with the same shapes, threads and kinds of weights, and take turns; the ratio of the
medians (theirs to ours) is what counts. The other side's Python is made in .build/benchmark-python on first use.

Leaves outputs/bench/backend.json: {"rows": [{work, dtype, ours_s, peer, peer_s, ratio, aim, share_of_limit, peak_mb,
...}], "machine", "versions", "date"}. docs/benchmarks.md says what is measured and how to read it.
"""
import argparse
import datetime
import json
import os
import platform
import subprocess
import sys

from backend import environment, rows, table
from backend.limits import Limits
from backend.measuring import Measuring, say
from backend.worker import Worker

OUTPUT = os.path.join(environment.ROOT, "outputs", "bench", "backend.json")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--only", default="", metavar="TEXT", help="rows whose area, work or dtype contain all words")
    parser.add_argument("--quick", action="store_true", help="fewer and shorter rounds")
    parser.add_argument("--rounds", type=int, help="turns of each side (7; quick: 3)")
    parser.add_argument("--threads", type=int, default=os.cpu_count(), help="of both sides (all cores)")
    parser.add_argument("--python", metavar="PATH", help="an interpreter that has PyTorch and the rest, instead of "
                        "one made in .build/benchmark-python")
    parser.add_argument("--ours", default=environment.OURS, metavar="PATH", help="our program")
    parser.add_argument("--models", default=os.path.join(environment.ROOT, "models", "world"), metavar="PATH",
                        help="the models of the embedded world")
    parser.add_argument("--weights", default=os.path.join(environment.ROOT, ".build", "benchmark-weights"),
                        metavar="PATH", help="where files of random weights of the large models are kept")
    parser.add_argument("--output", default=OUTPUT, metavar="PATH", help="the report")
    parser.add_argument("--compare", metavar="OLD.json", help="print an older report beside this run; with "
                        "--no-run beside the last one")
    parser.add_argument("--no-run", action="store_true", help="measure nothing; read the last report")
    options = parser.parse_args()
    options.rounds = options.rounds or (3 if options.quick else 7)
    # Seconds of a row at most, beyond its first two rounds, and of a turn at least, where the work is short.
    options.budget = 20 if options.quick else 90
    options.turn = 0.1 if options.quick else 0.3
    return options


def machine():
    found = {"cores": os.cpu_count(), "system": platform.platform()}
    try:
        with open("/proc/cpuinfo") as file:
            lines = file.read().splitlines()
        found["processor"] = next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        found["processor"] = platform.processor() or platform.machine()
    return found


def commit():
    found = subprocess.run(["git", "-C", environment.ROOT, "describe", "--always", "--dirty"], capture_output=True,
                           text=True)
    return found.stdout.strip() or None


def run(options):
    python = options.python or environment.python()
    variables = environment.variables(options.threads)
    make_ours = lambda: Worker([options.ours], variables, environment.ROOT)
    make_peer = lambda library: Worker([python, "-m", "backend.peers.service", library], variables, environment.ROOT)
    limits = Limits(make_ours, options.threads)
    measuring = Measuring(options, limits, make_ours, make_peer)
    chosen = [row for row in rows.all_rows()
              if all(word in " ".join((row.area, row.work, row.dtype)) for word in options.only.split())]
    if not chosen:
        raise SystemExit("no row has all of \"%s\"" % options.only)

    report = {"date": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
              "threads": options.threads, "machine": machine(), "versions": {"tweed": commit()}, "rows": []}
    for library in sorted({peer.split()[0] for row in chosen for peer in row.peers}):
        report["versions"].update(measuring.peer(library).ask(command="versions")["versions"])
    limits.measure(report["machine"])
    print(", ".join("%s %s" % item for item in report["machine"].items()))
    print(", ".join("%s %s" % item for item in report["versions"].items()))
    print(table.HEADER, flush=True)
    try:
        for row in chosen:
            say("%s %s ..." % (row.work, row.dtype))
            for result in measuring.row(row):
                report["rows"].append(result)
                print(table.line(result), flush=True)
            explanation = table.explanation(result)
            if explanation:
                print(explanation, flush=True)
    finally:
        measuring.stop()
        write(report, options.output)
    return report


def write(report, path):
    """Also after an interruption: the rows so far."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        json.dump(report, file, indent=1)
        file.write("\n")
    print("rows in " + os.path.relpath(path))


def main():
    options = arguments()
    # Read first: the run may write to the same place.
    old = None
    if options.compare:
        with open(options.compare) as file:
            old = json.load(file)
    if options.no_run:
        with open(options.output) as file:
            report = json.load(file)
        for row in report["rows"]:
            print(table.line(row))
    else:
        report = run(options)
    if old:
        print()
        for line in table.comparison(old, report):
            print(line)
    missed = [row for row in report["rows"] if row.get("same") is False]
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
