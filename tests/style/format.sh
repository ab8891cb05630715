#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# format.sh ROOT: is every .c file as clang-format leaves it? (Headers align their prototypes by hand.)
# Releases of clang-format differ in taste, so only the baseline's counts; another one skips.
set -u
cd "$1" || exit 1
case $(clang-format --version 2>/dev/null) in
  *"version 19."*) ;;
  *) echo "clang-format 19 is not here"; exit 77 ;;
esac
find src tests -name '*.c' -print0 | xargs -0 clang-format --dry-run -Werror && exit 0
echo "./dev format mends it"
exit 1
