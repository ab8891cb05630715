#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""layout.py ROOT: the rules of the house that no compiler checks. Prints what breaks them.
layout.py ROOT --write-catalogue: writes po/POTFILES anew."""

import os
import re
import sys
from pathlib import Path

TOP_LEVEL = set("meson.build meson.options README.md LICENSE dev src data po ui tests flatpak subprojects "
                ".ci .editorconfig .clang-format .gitignore .git".split())
# A file this long holds two concerns.
MAX_LINES = 750

ENGINE = ["base", "wire", "net", "ssh", "session", "transfer", "client"]
# Folder -> the engine folders whose headers it may include. Above the engine there is <quay.h> alone.
ARROWS = {
    "base": [],
    "wire": ["base"],
    "net": ["base"],
    "ssh": ["base", "net"],
    "session": ["base", "wire", "net", "ssh"],
    "transfer": ["base", "session"],
    "client": ["base", "wire", "net", "ssh", "session", "transfer"],
    "sites": [],
    "app": ["sites"],
    "cli": ["sites"],
}
# Library header -> the only folders that may include it.
LIBRARIES = [
    (r"(gtk|gdk|gsk|pango)/|adwaita\.h", ["app"]),
    (r"libssh2", ["ssh"]),
    (r"openssl/", ["base", "ssh"]),
    (r"p11-kit/", ["ssh"]),
    (r"libxml/", ["ssh", "sites"]),
    (r"json-glib/", ["ssh", "sites", "cli"]),
    (r"sqlite3\.h", ["transfer"]),
    (r"libsecret/", ["sites"]),
    (r"gio/", ["base", "net", "ssh", "session", "transfer", "client", "sites", "app", "cli"]),
]
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
MARKED = re.compile(r"\b(N?C?_|ngettext|g_dngettext) \(")
MARKS = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b")

problems = []


def problem(path, line, text):
    problems.append(f"{path}:{line}: {text}")


def folder_of(path):
    """The folder a source belongs to by name: "ssh" for src/libquay/ssh/x.c, "app" for src/app/x.c."""
    parts = path.parts
    if parts[:2] == ("src", "libquay"):
        return parts[2] if len(parts) > 3 else None
    return parts[1] if parts[0] == "src" and len(parts) > 2 else None


def check_include(path, number, quoted, name, owners):
    if quoted and ("/" in name or ".." in name):
        problem(path, number, f'"{name}": include own headers by their plain name')
    folder = folder_of(path)
    if folder is None:
        return
    for pattern, allowed in LIBRARIES:
        if re.match(pattern, name) and folder not in allowed:
            problem(path, number, f"<{name}> has no place in {folder}/")
    owner = owners.get(name)
    if quoted and owner and owner != folder and owner not in ARROWS[folder]:
        problem(path, number, f'{folder}/ must not know "{name}" of {owner}/')


def check_source(path, lines, owners):
    licence = "LGPL-2.1-or-later" if path.parts[:2] == ("src", "libquay") else "GPL-3.0-or-later"
    if not any(f"SPDX-License-Identifier: {licence}" in line for line in lines[:3]):
        problem(path, 1, f"no SPDX-License-Identifier: {licence}")
    if len(lines) > MAX_LINES:
        problem(path, len(lines), f"{len(lines)} lines; {MAX_LINES} are allowed")
    if path.suffix in (".c", ".h"):
        for number, line in enumerate(lines, 1):
            found = INCLUDE.match(line)
            if found:
                check_include(path, number, found[1] == '"', found[2], owners)


def check_text(path, lines, forbidden):
    for number, line in enumerate(lines, 1):
        if MARKS.search(line):
            problem(path, number, "a mark of unfinished work")
        if line != line.rstrip() and path.suffix in (".c", ".h", ".py", ".sh", ".build"):
            problem(path, number, "white space at the end of the line")
        for text in forbidden:
            if text in line:
                problem(path, number, f"names a place of this machine: {text}")


def translatable(root, files):
    """The files that po/POTFILES lists: those with text to translate."""
    for path in files:
        if path.suffix == ".in":
            yield path
        elif path.parts[0] == "src" and path.suffix == ".c" and MARKED.search((root / path).read_text()):
            yield path
        elif path.parts[0] == "ui" and path.suffix == ".ui" and 'translatable="' in (root / path).read_text():
            yield path


def check_catalogue(root):
    for number, line in enumerate((root / "po/POTFILES").read_text().splitlines(), 1):
        if not (root / line).exists():
            problem("po/POTFILES", number, f"{line} does not exist (./dev format writes this file anew)")


def text_files(root):
    for top in sorted(TOP_LEVEL - {".git"}):
        start = root / top
        for path in [start] if start.is_file() else sorted(start.rglob("*")):
            relative = path.relative_to(root)
            if not path.is_file() or "__pycache__" in relative.parts or relative.suffix in (".png", ".gz", ".xz"):
                continue
            # Unpacked and downloaded sources are others'.
            if relative.parts[0] == "subprojects" and relative.suffix != ".wrap" and "packagefiles" not in relative.parts:
                continue
            yield relative


def main():
    root = Path(sys.argv[1]).resolve()
    if sys.argv[2:] == ["--write-catalogue"]:
        names = sorted(str(path) for path in translatable(root, text_files(root)) if not path.name.endswith(".service.in"))
        (root / "po/POTFILES").write_text("\n".join(names) + "\n")
        return 0
    for name in sorted(os.listdir(root)):
        if name not in TOP_LEVEL and not re.fullmatch(r"build.*", name):
            problem(name, 1, "has no place at the top level")

    files = list(text_files(root))
    owners = {path.name: folder_of(path) for path in files if path.suffix == ".h" and folder_of(path)}
    forbidden = [str(root) + "/"] if len(root.parts) > 2 else []
    for path in files:
        try:
            lines = (root / path).read_text().split("\n")
        except UnicodeDecodeError:
            continue
        if path.suffix in (".c", ".h", ".py", ".sh") and path.parts[0] != "subprojects":
            check_source(path, lines, owners)
        if path.name not in ("LICENSE", "COPYING"):
            check_text(path, lines, forbidden)
    check_catalogue(root)

    print("\n".join(problems) or f"{len(files)} files, nothing to complain about")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
