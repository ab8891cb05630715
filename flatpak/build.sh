#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# build.sh FOLDER: builds the Flatpak of the manifest beside this file in FOLDER, installs it for the user, and makes a bundle,
# whose path is printed. The runtime is there already.
set -eu

id=io.github.quayside.Quayside
here=$(dirname "$(readlink -f "$0")")
top=$(dirname "$here")
folder=$1
bundle=$folder/$id.flatpak
manifest=$here/$id.json

# What is at hand need not be downloaded.
have() {
  sum=$(sed -n 's/^source_hash *= *//p' "$top/subprojects/libssh2.wrap")
  name=$(sed -n 's/^source_filename *= *//p' "$top/subprojects/libssh2.wrap")
  [ -e "$top/subprojects/packagecache/$name" ] || return 0
  mkdir -p "$folder/state/downloads/$sum"
  cp -f "$top/subprojects/packagecache/$name" "$folder/state/downloads/$sum/$name"
}

mkdir -p "$folder"
have
cd "$folder"
# rofiles-fuse only guards the cache of earlier modules, and wants a FUSE that containers have not.
flatpak-builder --user --install --force-clean --disable-rofiles-fuse --state-dir=state --repo=repo app "$manifest" >&2
# Who has no runtime yet is told where it comes from.
flatpak build-bundle --runtime-repo=https://dl.flathub.org/repo/flathub.flatpakrepo repo "$bundle" "$id" >&2
echo "$bundle"
