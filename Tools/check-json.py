#!/usr/bin/env python3
"""Compares the verdicts of `tweed validate --syntax` with those of other strict JSON readers on random texts.

The texts are mutations of valid and nearly valid ones. The oracles are Python's json module, made strict where it is
lenient, and orjson from PyPI, in a virtual environment of its own (.build/check-json). Where the program refuses by
design what the grammar allows, the oracle says which of the reasons below applies, and both must agree on that too:

    half a pair         an escape \\ud800 to \\udfff without its other half
    number too large    beyond 64-bit floating point
    too deep            more than 64 levels

    Tools/check-json.py [--tweed .build/release/tweed] [--count 2000] [--seed 1]
"""

import argparse
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import venv

ROOT = pathlib.Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".build" / "check-json"
MAXIMUM_DEPTH = 64

SEEDS = [
    '{"a": [1, -0, 1.5e-3, 1E+2, null, true, false], "": {"b": "x"}}',
    '[["\\ud83d\\ude00", "\\u0041\\n\\"\\\\\\/"], {"k": {"k": []}}]',
    '{"é": "€", "n": 9223372036854775808, "m": 0.1}\n',
    '\t{"a"\n:\r1, "A": 2}',
    '[1e308, 123456789012345678901234567890, 4.9e-324]',
    '"a string alone"',
    '-12.5e+10',
    '[[[[[[[[[[]]]]]]]]]]',
    '{"1":1,"2":2,"3":3,"4":4,"5":5,"6":6,"7":7,"8":8,"9":9,"10":10}',
]
PIECES = [
    b"{", b"}", b"[", b"]", b":", b",", b'"', b"\\", b"\\u", b"\\ud83d", b"\\ude00", b"\\u0000", b"\\/", b"/", b"//", b"#",
    b"0", b"00", b"1", b"-", b"+", b".", b"e", b"E", b"1e999", b"1e-999", b"9" * 400, b"null", b"true", b"NaN", b"Infinity",
    b"'", b" ", b"\t", b"\n", b"\r", b"\x0b", b"\x00", b"\x1f", b"\x7f", "é".encode(), "e\u0301".encode(), "\u00a0".encode(),
    "\u2028".encode(), b"\xef\xbb\xbf", b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b'"a":1,', b'"a":', b"[" * 70, b"[" * 60 + b"]" * 60,
]


def judge(data: bytes) -> str:
    """'' for a text that must be accepted, 'grammar' for one that is no JSON, otherwise the design's reason."""
    reasons: list[str] = []

    def constant(word):
        raise ValueError(word)

    def number(text):
        value = float(text)
        if value in (float("inf"), float("-inf")):
            reasons.append("number too large")
        return value

    try:
        text = data.decode("utf-8")
        value = json.loads(
            text, parse_constant=constant, parse_float=number, parse_int=number)
    except (ValueError, RecursionError):
        return "grammar"
    # The module's pattern for numbers matches digits of every script.
    if has_foreign_digits(text):
        return "grammar"
    if any("\ud800" <= character <= "\udfff" for character in strings(value, text)):
        reasons.append("half a pair")
    if depth(text) > MAXIMUM_DEPTH:
        reasons.append("too deep")
    return reasons[0] if reasons else ""


def has_foreign_digits(text: str) -> bool:
    outside = re.sub(r'"(?:[^"\\]|\\.)*"', "", text)
    return any(character.isdigit() and not character.isascii() for character in outside)


def strings(value, text: str) -> str:
    """All text of a value. Repeated keys hide values, so the escapes are read from the text as well."""
    found = []

    def visit(part):
        if isinstance(part, str):
            found.append(part)
        elif isinstance(part, list):
            for element in part:
                visit(element)
        elif isinstance(part, dict):
            for key, element in part.items():
                found.append(key)
                visit(element)

    visit(value)
    for literal in re.findall(r'"(?:[^"\\]|\\.)*"', text):
        found.append(json.loads(literal, strict=True))
    return "".join(found)


def depth(text: str) -> int:
    level = deepest = 0
    for character in re.sub(r'"(?:[^"\\]|\\.)*"', "", text):
        if character in "[{":
            level += 1
            deepest = max(deepest, level)
        elif character in "]}":
            level -= 1
    return deepest


def mutated(generator: random.Random) -> bytes:
    data = bytearray(generator.choice(SEEDS).encode())
    for _ in range(generator.choice([0, 1, 1, 1, 2, 3])):
        place = generator.randrange(len(data) + 1)
        action = generator.randrange(5)
        if action == 0 and data:
            data[min(place, len(data) - 1)] = generator.randrange(256)
        elif action == 1:
            del data[place : place + 1]
        elif action == 2:
            del data[place : place + generator.randrange(1, 12)]
        elif action == 3:
            start = generator.randrange(len(data) + 1)
            data[place:place] = data[start : start + generator.randrange(1, 12)]
        else:
            data[place:place] = generator.choice(PIECES)
    return bytes(data)


def second_oracle():
    """orjson in its environment: a process that answers a line for each line of hexadecimal digits."""
    python = ENVIRONMENT / "bin" / "python"
    if not python.exists():
        print(f"Installing orjson into {ENVIRONMENT}")
        venv.create(ENVIRONMENT, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "orjson==3.11.4"], check=True)
    program = (
        "import sys, orjson\n"
        "for line in sys.stdin:\n"
        "    try: orjson.loads(bytes.fromhex(line)); print('yes', flush=True)\n"
        "    except ValueError: print('no', flush=True)\n"
    )
    return subprocess.Popen([python, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tweed", default=str(ROOT / ".build" / "release" / "tweed"))
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if not pathlib.Path(options.tweed).exists():
        sys.exit(f"error: {options.tweed} is not there; build it with: make build")
    sys.setrecursionlimit(100_000)
    generator = random.Random(options.seed)
    oracle = second_oracle()
    verdicts: dict[str, int] = {}
    failures = 0
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "x.json"
        for index in range(options.count):
            if index % 500 == 499:
                print(f"{index + 1} of {options.count}")
            data = mutated(generator)
            expected = judge(data)
            path.write_bytes(data)
            code = subprocess.run([options.tweed, "validate", "--syntax", path], capture_output=True).returncode
            verdicts[expected or "accepted"] = verdicts.get(expected or "accepted", 0) + 1
            if code != (2 if expected else 0):
                failures += 1
                print(f"error: exit code {code}, but the oracle says {expected or 'accepted'}: {data!r}", file=sys.stderr)
            oracle.stdin.write(data.hex() + "\n")
            oracle.stdin.flush()
            also = oracle.stdout.readline().strip() == "yes"
            # orjson refuses halves of pairs and numbers that are too large, too, but not depth.
            if also != (expected in ("", "too deep")) and expected not in ("number too large",):
                failures += 1
                print(f"error: the oracles differ, {expected or 'accepted'} and {also}: {data!r}", file=sys.stderr)
    oracle.stdin.close()
    print(", ".join(f"{count} {name}" for name, count in sorted(verdicts.items())))
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
