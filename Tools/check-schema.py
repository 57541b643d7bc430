#!/usr/bin/env python3
"""Checks recipes/recipe.schema.json with check-jsonschema, a validator that others use.

Every recipe in recipes/ and in Tests/Fixtures/recipes/valid must be accepted, and every one in
Tests/Fixtures/recipes/broken refused. Those in Tests/Fixtures/recipes/unseen have mistakes that no schema can see.
The tests hold the loader to the same files (BrokenRecipeTests).

    Tools/check-schema.py

It keeps the validator in a virtual environment of its own, .build/check-schema.
"""

import json
import pathlib
import subprocess
import sys
import venv

ROOT = pathlib.Path(__file__).resolve().parent.parent
SCHEMA = ROOT / "recipes" / "recipe.schema.json"
FIXTURES = ROOT / "Tests" / "Fixtures" / "recipes"
ENVIRONMENT = ROOT / ".build" / "check-schema"
PACKAGE = "check-jsonschema==0.39.0"


def validator() -> pathlib.Path:
    """The program, installed where it is not yet."""
    program = ENVIRONMENT / "bin" / "check-jsonschema"
    if not program.exists():
        print(f"Installing {PACKAGE} into {ENVIRONMENT}")
        venv.create(ENVIRONMENT, with_pip=True, clear=True)
        pip = [ENVIRONMENT / "bin" / "python", "-m", "pip", "install", "--quiet", PACKAGE]
        subprocess.run(pip, check=True)
    return program


def refused(program: pathlib.Path, files: list[pathlib.Path], schema: list[str]) -> dict[str, str]:
    """Which files are refused, and why."""
    command = [program, "--output-format", "json", *schema, *files]
    output = subprocess.run(command, capture_output=True, text=True)
    try:
        report = json.loads(output.stdout)
    except json.JSONDecodeError:
        sys.exit(f"error: {PACKAGE} did not answer: {output.stdout}{output.stderr}")
    mistakes = report.get("errors", []) + report.get("parse_errors", [])
    return {mistake["filename"]: mistake.get("message", "not well-formed") for mistake in mistakes}


def recipes(folder: pathlib.Path) -> list[pathlib.Path]:
    return sorted(
        path
        for path in folder.iterdir()
        if path.suffix in (".json", ".yaml") and path.name != SCHEMA.name
    )


def main() -> None:
    program = validator()
    schema = ["--schemafile", str(SCHEMA)]
    failures = []
    for message in refused(program, [SCHEMA], ["--check-metaschema"]).values():
        failures.append(f"{SCHEMA.name} is no JSON Schema: {message}")
    good = recipes(ROOT / "recipes") + recipes(FIXTURES / "valid")
    for name, message in refused(program, good, schema).items():
        failures.append(f"{name} is right, but refused: {message}")
    broken = recipes(FIXTURES / "broken")
    seen = refused(program, broken, schema)
    for path in broken:
        if str(path) not in seen:
            failures.append(f"{path} is broken, but accepted")
    unseen = recipes(FIXTURES / "unseen")
    noticed = refused(program, unseen, schema)
    print(f"{len(good)} right recipes accepted, {len(seen)} of {len(broken)} broken ones refused;")
    print(f"of {len(unseen)} with mistakes that need a look-up, {len(noticed)} refused")
    for failure in failures:
        print(f"error: {failure}", file=sys.stderr)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
