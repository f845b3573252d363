# shellcheck shell=bash disable=SC2034
# Shared by the scripts of this folder: `source` it, do not run it.

# Where the repository is, and where set-up keeps what it builds.
lockstep_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
lockstep_cache=${XDG_CACHE_HOME:-$HOME/.cache}/lockstep

# Prints a progress line with the time since the script started.
step() {
  printf '[%4d s] %s\n' "$SECONDS" "$*"
}

# Prints one sentence about what is wrong, and gives up.
fail() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

# Runs a command silently; shows its output only if it fails.
quietly() {
  local log
  log=$(mktemp)
  if "$@" >"$log" 2>&1; then
    rm -f "$log"
  else
    local code=$?
    cat "$log" >&2
    rm -f "$log"
    return "$code"
  fi
}

# Builds targets of a build folder; prints a line for every tenth of the way.
build_with_progress() {
  local folder=$1 log code=0
  shift
  log=$folder/build.log
  NINJA_STATUS='%p ' cmake --build "$folder" --target "${@:-all}" 2>&1 |
    tee "$log" | report_progress || code=$?
  ((code == 0)) || grep -v '^ *[0-9]*% ' "$log" >&2
  return "$code"
}

# Turns ninja's lines "NN% what" into few.
report_progress() {
  local line percent next=10
  while read -r line; do
    [[ $line =~ ^([0-9]+)% ]] || continue
    percent=${BASH_REMATCH[1]}
    if ((percent >= next)); then
      step "  $percent %"
      next=$((percent / 10 * 10 + 10))
    fi
  done
}

# Prints the comment at the head of the script that calls it, and ends.
usage() {
  sed -n '2,/^[^#]/s/^#\( \|$\)//p' "$0"
  exit
}
