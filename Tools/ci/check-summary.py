"""Checks that a quickstart's summary.json has the keys that are promised, each a finite number."""

import json
import math
import sys


def number(value, where):
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise SystemExit(f"summary.json: {where} is {value!r}, not a finite number")


def member(value, name, where):
    if not isinstance(value, dict) or name not in value:
        raise SystemExit(f"summary.json: {where or 'the top level'} has no key {name!r}")
    return value[name]


def numbers(value, names, where):
    for name in names:
        number(member(value, name, where), f"{where}.{name}")


def main(path):
    with open(path, encoding="utf-8") as file:
        summary = json.load(file)
    narf = member(summary, "narf", "")
    for name in ("tau", "auc"):
        rows = member(narf, name, "narf")
        if not isinstance(rows, list) or not rows:
            raise SystemExit(f"summary.json: narf.{name} is not a list with entries")
        for index, row in enumerate(rows):
            numbers(row, ("step", "before", "after"), f"narf.{name}[{index}]")
    quality = ("reward", "reward_se", "judge", "judge_se")
    search = member(summary, "search", "")
    for name in ("best_of_n", "ttsp", "ttsnap"):
        numbers(member(search, name, "search"), quality + ("macs", "candidates"), f"search.{name}")
    hypernetwork = member(summary, "hypernetwork", "")
    for name in ("base", "hypernetwork"):
        numbers(member(hypernetwork, name, "hypernetwork"), quality, f"hypernetwork.{name}")


if __name__ == "__main__":
    main(sys.argv[1])
