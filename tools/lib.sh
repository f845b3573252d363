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
