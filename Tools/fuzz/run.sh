#!/usr/bin/env bash
# Builds the fuzzers and lets each look for findings: run.sh [target...]
#   SECONDS_EACH  how long each target runs (60)
#   MINIMIZE=1    afterwards puts the inputs that reach the most into corpus/, the fewest and smallest of them
# An input that breaks a promise is left in .build/fuzz/findings; give it to .build/fuzz/release/fuzz again to see it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
root="$(cd ../.. && pwd)"
build="${FUZZ_BUILD:-${root}/.build/fuzz}"
seconds="${SECONDS_EACH:-60}"
all=(json yaml recipe extends override lookup sealed action stage run progress manifest stat-cache snapshot
    safetensors zip torch pickle shard-index model-index adapter-config hub hub-revision hub-page hub-tree hub-pattern
    image-manifest image-index recipe-config titles bundle resolved exchanged)

targets=("$@")
[[ ${#targets[@]} -gt 0 ]] || targets=("${all[@]}")
for target in "${targets[@]}"; do
    if [[ ! -d "corpus/${target}" ]]; then
        echo "error: there is no target ${target}; there are: ${all[*]}" >&2
        exit 2
    fi
done

echo "Building the fuzzers (the first time takes some minutes)"
mkdir -p "${build}"
if ! ../ci/with-swift.sh swift build -c release --scratch-path "${build}" >"${build}/build.log" 2>&1; then
    cat "${build}/build.log" >&2
    echo "error: the fuzzers cannot be built; -sanitize=fuzzer needs the toolchain from swift.org" >&2
    exit 1
fi
fuzz="${build}/release/fuzz"

dictionary() { # target
    case "$1" in
        json | hub-revision | hub-page | hub-tree | action | stage | run | progress | manifest | resolved | exchanged) echo json ;;
        image-manifest | image-index | recipe-config) echo oci ;;
        safetensors | shard-index | model-index | adapter-config) echo checkpoint ;;
        pickle | torch) echo pickle ;;
        yaml) echo yaml ;;
        recipe | extends | override | lookup) echo recipe ;;
    esac
}

# Long enough for what the target reads, short enough for many runs.
maximum_length() { # target
    case "$1" in
        lookup | override | stat-cache | sealed | snapshot | hub) echo 1024 ;;
        bundle) echo 16384 ;;
        *) echo 4096 ;;
    esac
}

failed=()
printf '%-14s %12s %9s %8s %7s  %s\n' target executions "a second" edges inputs result
for target in "${targets[@]}"; do
    work="${build}/corpus/${target}"
    findings="${build}/findings/${target}"
    log="${build}/${target}.log"
    mkdir -p "${work}" "${findings}"
    options=(-rss_limit_mb=1024 -malloc_limit_mb=512 -timeout=5 -max_len="$(maximum_length "${target}")"
        -max_total_time="${seconds}" -print_final_stats=1 -artifact_prefix="${findings}/")
    dictionary="$(dictionary "${target}")"
    [[ -z "${dictionary}" ]] || options+=(-dict="dictionaries/${dictionary}.dict")
    code=0
    FUZZ_TARGET="${target}" "${fuzz}" "${options[@]}" "${work}" "corpus/${target}" >"${log}" 2>&1 || code=$?
    result=clean
    if [[ "${code}" != 0 ]]; then
        failed+=("${target}")
        result="FINDING, see ${log}"
    fi
    executions="$(sed -n 's/^stat::number_of_executed_units: *//p' "${log}" | tail -1)"
    rate="$(sed -n 's/^stat::average_exec_per_sec: *//p' "${log}" | tail -1)"
    edges="$(sed -n 's/.* cov: \([0-9]*\) .*/\1/p' "${log}" | tail -1)"
    inputs="$(sed -n 's/.* corp: \([0-9]*\).*/\1/p' "${log}" | tail -1)"
    printf '%-14s %12s %9s %8s %7s  %s\n' \
        "${target}" "${executions:-?}" "${rate:-?}" "${edges:-?}" "${inputs:-?}" "${result}"
    if [[ "${MINIMIZE:-}" == 1 && "${code}" == 0 ]]; then
        smaller="$(mktemp -d)"
        FUZZ_TARGET="${target}" "${fuzz}" -merge=1 -max_len=400 "${smaller}" "corpus/${target}" "${work}" \
            >>"${log}" 2>&1
        # The hand-made ones stay; of the others forty of all sizes, as long as there is room.
        find "corpus/${target}" -type f -regextype posix-extended -regex '.*/[0-9a-f]{40}' -delete
        count="$(find "${smaller}" -type f | wc -l)"
        step=$(((count + 39) / 40))
        room=20000
        while IFS= read -r line; do
            room=$((room - ${line%% *}))
            [[ "${room}" -ge 0 ]] || break
            cp "${line#* }" "corpus/${target}/"
        done < <(find "${smaller}" -type f -printf '%s %p\n' | sort -n | awk -v step="${step:-1}" 'NR % step == 0')
        rm -rf "${smaller}"
    fi
done

if [[ ${#failed[@]} -gt 0 ]]; then
    echo "error: findings in ${failed[*]}; the inputs are in ${build}/findings" >&2
    exit 1
fi
