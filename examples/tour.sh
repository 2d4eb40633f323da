# shellcheck shell=bash
# What the examples with an embedded gateway share: arguments, steps in one line each, a repository of its own in a folder.
# An example sets `here` and `name` and sources this; sourcing it reads the arguments.

# shellcheck disable=SC2154 # here is the example's
# shellcheck source=Tests/setup.sh
source "$here/../../Tests/setup.sh"

# shellcheck disable=SC2154 # name is the example's
folder=$LOCKSTEP_CACHE/$name
while [ $# -gt 0 ]; do
    case $1 in
    --stop) ;; # nothing keeps running at the end in any case
    -h | --help)
        say "usage: examples/$name/run [--stop] [FOLDER]"
        say "  FOLDER   where the copy of the example goes (default: lockstep/$name in your cache folder)"
        exit 0
        ;;
    -*) fail "unknown option $1" ;;
    *) folder=$1 ;;
    esac
    shift
done

current="starting"
part=0

# explain TEXT: the next step of the tour, in one line.
explain() {
    part=$((part + 1))
    current=$*
    printf '\n%s. %s\n' "$part" "$*"
}

# show COMMAND...: prints a command as one would type it, then runs it.
show() {
    printf '   $ %s\n' "$(typed "$@")"
    "$@"
}

finish() {
    local status=$?
    if [ "$status" -ne 0 ]; then printf '\nerror: step %s failed (%s)\n' "$part" "$current" >&2; fi
    if declare -F cleanup >/dev/null; then cleanup; fi
}
trap finish EXIT

# made_up BYTES: a random text for a demonstration secret.
made_up() { head -c "$1" /dev/urandom | base64 | tr -d '\n' | tr '+/' '-_'; }

prepare_tour_machine() {
    require_build_packages
    require_swift
}

# prepare_program: builds and puts `lockstep` on PATH.
prepare_program() {
    step "Set up" prepare_tour_machine
    step "Build" swift_build --product lockstep
    PATH=$(dirname "$(lockstep_binary debug)"):$PATH
}

# prepare_repository: a fresh Git repository with the files of the example; the work goes on inside of it.
prepare_repository() {
    if [ -e "$folder" ] && [ ! -e "$folder/.$name" ] && [ -n "$(ls -A "$folder")" ]; then
        fail "$folder holds something else: name another folder"
    fi
    rm -rf "$folder"
    mkdir -p "$folder/repository"
    chmod 700 "$folder"
    touch "$folder/.$name"
    folder=$(cd "$folder" && pwd -P)
    cp -R "$here/repository/." "$folder/repository/"
    cd "$folder/repository" || fail "cannot enter $folder/repository"
    git -c init.defaultBranch=main init -q
    git config user.name "Example"
    git config user.email "example@example.com"
    commit "Begin"
    say "   $folder/repository"
}

commit() {
    git add --all
    git commit -q --allow-empty -m "$1"
}

# Without a remote for the ledger, CI must say that it means it.
ledger=()
# shellcheck disable=SC2034 # read by the examples
if [ "${CI:-}" = true ]; then ledger=(--local-ledger); fi
