#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The runtime and the SDK that the manifest names, for ./dev flatpak.
# runtime.sh installed         are both there?
# runtime.sh download          installs them for the user, from Flathub
# runtime.sh make PLATFORM SDK installs stand-ins made of two Debian trees, into FLATPAK_USER_DIR
set -eu

flathub=https://dl.flathub.org/repo/flathub.flatpakrepo
manifest=$(dirname "$(readlink -f "$0")")/io.github.quayside.Quayside.json
branch=$(sed -n 's/^ *"runtime-version": *"\(.*\)",$/\1/p' "$manifest")
arch=$(flatpak --default-arch)
platform=org.gnome.Platform/$arch/$branch sdk=org.gnome.Sdk/$arch/$branch

# Flatpak's remarks on a session that a script has not.
quietly() { "$@" 2>&1 | grep -v '^$\|XDG_DATA_DIRS\|flatpak/exports/share\|session may not' || :; }

installed() { flatpak info "$platform" >/dev/null 2>&1 && flatpak info "$sdk" >/dev/null 2>&1; }

download() {
  timeout 60 flatpak --user remote-add --if-not-exists flathub "$flathub" >/dev/null 2>&1 &&
    flatpak --user install --noninteractive flathub "$platform" "$sdk" >&2
}

# export_tree NAME TREE REPO: as `flatpak build-export` wants a runtime; files are links to the tree's own
export_tree() {
  here=$work/$1
  mkdir -p "$here/files" "$here/var"
  cp -al "$2/usr" "$here/usr"
  # What the account and the machine are is none of a runtime's business, and /etc is taken from usr/etc.
  rm -rf "$here/usr/local" "$here/usr/games" "$here/usr/src"
  cp -a "$2/etc" "$here/usr/etc"
  (cd "$here/usr/etc" && rm -rf passwd* shadow* group* gshadow* hosts hostname localtime machine-id mtab resolv.conf sudoers* ssh/ssh_host*)
  mkdir -p "$here/usr/lib/extensions"
  cat >"$here/metadata" <<METADATA
[Runtime]
name=org.gnome.$1
runtime=$platform
sdk=$sdk

[Environment]
XDG_DATA_DIRS=/app/share:/usr/share:/usr/share/runtime/share:/run/host/user-share:/run/host/share
METADATA
  flatpak build-export --runtime --disable-sandbox --no-update-summary "$3" "$here" "$branch" >&2
}

make() {
  work=$(mktemp -d "$FLATPAK_USER_DIR.new.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  # No other mode lets the installation share its files with it.
  ostree init --mode=bare-user-only --repo="$work/repo"
  export_tree Platform "$1" "$work/repo"
  export_tree Sdk "$2" "$work/repo"
  quietly flatpak build-update-repo --no-update-appstream "$work/repo" >&2
  # A run that was interrupted may have left one that leads nowhere.
  quietly flatpak --user remote-delete --force stand-in >&2
  quietly flatpak --user remote-add --no-gpg-verify stand-in "file://$work/repo" >&2
  flatpak --user install --noninteractive stand-in "$platform" "$sdk" >&2
  quietly flatpak --user remote-delete --force stand-in >&2
  installed
}

"$@"
