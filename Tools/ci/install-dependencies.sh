#!/usr/bin/env bash
# Makes sure that libyaml and libpng can be built against; installs them where the system's package manager allows.
# With SHARING=1 also libcurl, for tweed-remote and the tests.
set -euo pipefail

has_library() { # name for pkg-config, header
    if command -v pkg-config >/dev/null && pkg-config --exists "$1"; then return 0; fi
    local folder
    for folder in /usr/include "/usr/include/$(uname -m)-linux-gnu" /usr/local/include /opt/homebrew/include; do
        [[ -f "${folder}/$2" ]] && return 0
    done
    return 1
}

missing() {
    command -v pkg-config >/dev/null || echo "$1"
    has_library yaml-0.1 yaml.h || echo "$2"
    has_library libpng png.h || echo "$3"
    # macOS has it.
    [[ -z "${SHARING:-}" || "$(uname -s)" == Darwin ]] || has_library libcurl curl/curl.h || echo libcurl4-openssl-dev
}

case "$(uname -s)" in
    Darwin)
        names="$(missing pkgconf libyaml libpng)"
        installer=(brew install)
        ;;
    *)
        names="$(missing pkg-config libyaml-dev libpng-dev)"
        installer=(apt-get install --yes --no-install-recommends)
        ;;
esac

[[ -z "${names}" ]] && exit 0
read -r -a packages <<<"$(tr '\n' ' ' <<<"${names}")"

give_up() {
    echo "error: the build needs ${packages[*]}; $1" >&2
    echo "Install with:  $2" >&2
    exit 1
}

if [[ "${installer[0]}" == brew ]]; then
    command -v brew >/dev/null || give_up "Homebrew (https://brew.sh) is not here to install it." "brew install ${packages[*]}"
    echo "Installing ${packages[*]}"
    exec "${installer[@]}" "${packages[@]}"
fi

if ! command -v apt-get >/dev/null; then
    give_up "only apt-get is known here." "your package manager: libyaml and libpng with their headers, and pkg-config"
fi

as_root=()
if [[ "$(id -u)" != 0 ]]; then
    # Without a terminal nobody could type a password.
    if ! command -v sudo >/dev/null || { ! sudo -n true 2>/dev/null && [[ ! -t 0 ]]; }; then
        give_up "installing it takes root." "sudo apt-get install ${packages[*]}"
    fi
    as_root=(sudo)
fi
echo "Installing ${packages[*]}"
run_apt() { ${as_root[@]+"${as_root[@]}"} env DEBIAN_FRONTEND=noninteractive "$@"; }
run_apt apt-get update --quiet || true
run_apt "${installer[@]}" --quiet "${packages[@]}"
