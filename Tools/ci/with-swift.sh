#!/usr/bin/env bash
# Runs a command that needs the Swift tools: says clearly when they are missing or too old, and makes up for what
# containers often lack (a home folder, the ownership that git wants to see).
set -euo pipefail

required_major=6
required_minor=1

if ! command -v swift >/dev/null; then
    echo "error: the Swift tools are not installed, or not on the PATH." >&2
    echo "Install Swift ${required_major}.${required_minor} or later from https://www.swift.org/install/ and try again." >&2
    exit 1
fi

if [[ -z "${HOME:-}" || ! -d "${HOME}" || ! -w "${HOME}" ]]; then
    root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
    export HOME="${root}/.build/home"
    mkdir -p "${HOME}"
fi

# The package manager calls git on folders that, in a container, may belong to another user.
if [[ -z "${GIT_CONFIG_COUNT:-}" ]]; then
    export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='*'
fi
export GIT_TERMINAL_PROMPT=0

version="$(swift --version 2>/dev/null || true)"
if [[ "${version}" =~ Swift\ version\ ([0-9]+)\.([0-9]+) ]]; then
    major="${BASH_REMATCH[1]}"
    minor="${BASH_REMATCH[2]}"
    if ((major < required_major || (major == required_major && minor < required_minor))); then
        echo "error: Swift ${major}.${minor} is too old; ${required_major}.${required_minor} or later is needed." >&2
        echo "Install it from https://www.swift.org/install/ and try again." >&2
        exit 1
    fi
else
    echo "error: swift --version did not answer as expected: ${version:-nothing}" >&2
    exit 1
fi

exec "$@"
