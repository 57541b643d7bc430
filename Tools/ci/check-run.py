"""Checks the object that `tweed run --json` prints: the run's status and, when given, that of every stage."""

import json
import os
import sys


def main(path, stage_status=None):
    with open(path, encoding="utf-8") as file:
        lines = file.read().splitlines()
    if len(lines) != 1:
        raise SystemExit(f"standard output has {len(lines)} lines, not one")
    run = json.loads(lines[0])
    if run["status"] != "ok":
        raise SystemExit(f"status is {run['status']!r}: {run.get('error')}")
    if not os.path.isdir(run["outputs"]):
        raise SystemExit(f"{run['outputs']} is not a folder")
    if not run["stages"]:
        raise SystemExit("no stages")
    for stage in run["stages"]:
        for key in ("name", "uses", "status", "seconds", "key"):
            if key not in stage:
                raise SystemExit(f"stage {stage} has no {key!r}")
        if stage_status and stage["status"] != stage_status:
            raise SystemExit(f"stage {stage['name']} is {stage['status']!r}, not {stage_status!r}")


if __name__ == "__main__":
    main(*sys.argv[1:])
