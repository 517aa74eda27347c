#!/usr/bin/env bash
# Runs the editors' end-to-end tests against a built server.
#   tests/editors/run.sh EDITORS [nvim] [vscode] [emacs] [bench]   EDITORS: the folder given to setup.sh; default: the first two
# «bench» is no test: it prints what VS Code's extension costs, as JSON.
# BOWLINE_SERVER names the binary (default: target/debug/bowline). SHOTS names a folder for screenshots.
# Every run has its own copy of the sample and its own home for Bowline's files; both are removed.
set -uo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repository=$(cd "$here/../.." && pwd)
editors=$(cd "${1:?usage: run.sh EDITORS [nvim] [vscode]}" && pwd)
shift
[ $# -gt 0 ] || set -- nvim vscode
export BOWLINE_SERVER=${BOWLINE_SERVER:-$repository/target/debug/bowline}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export XDG_STATE_HOME=$scratch/state XDG_CACHE_HOME=$scratch/cache XDG_CONFIG_HOME=$scratch/config
failed=0

run_nvim() {
  local suite
  for suite in "$here"/nvim*_e2e.lua; do
    echo "-- $(basename "$suite")"
    rm -rf "$scratch"/{nvim-sample,state,cache,config}
    cp -r "$here/sample" "$scratch/nvim-sample"
    BOWLINE_SAMPLE=$scratch/nvim-sample timeout 900 "$editors/nvim/bin/nvim" --clean --headless -l "$suite" 2>"$scratch/nvim.log" ||
      { failed=1; tail -20 "$scratch/nvim.log" >&2; }
  done
}

run_emacs() {
  cp -r "$here/sample" "$scratch/emacs-sample"
  BOWLINE_SAMPLE=$scratch/emacs-sample timeout 900 emacs -Q --batch -l "$here/emacs_e2e.el" 2>"$scratch/emacs.log" ||
    { failed=1; tail -20 "$scratch/emacs.log" >&2; }
}

vsix=$repository/editors/vscode/bowline.vsix
pack() {
  [ -e "$vsix" ] || (cd "$repository/editors/vscode" && npm ci --silent && npm run --silent package >/dev/null)
}

run_vscode() {
  pack || { failed=1; return; }
  timeout 1500 "$editors/node/bin/node" "$here/vscode_e2e.mjs" --editors "$editors" --vsix "$vsix" --sample "$here/sample" \
    ${SHOTS:+--shots "$SHOTS"} || failed=1
}

run_bench() {
  pack || { failed=1; return; }
  timeout 900 "$editors/node/bin/node" "$here/vscode_bench.mjs" --editors "$editors" --vsix "$vsix" --sample "$here/sample" || failed=1
}

for editor in "$@"; do
  echo "== $editor"
  "run_$editor"
done
exit $failed
