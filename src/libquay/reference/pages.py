#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""pages.py QUAY EXAMPLE.c EXAMPLE.py QUAY.gir FOLDER: the pages of the reference that come from the engine's own tables."""

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

CORE = "{http://www.gtk.org/introspection/core/1.0}"


def page(folder, name, title, text):
    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
        file.write("Title: %s\n\n# %s\n\n%s" % (title, title, text))


def configuration(quay):
    lines = subprocess.run([quay, "--json", "config"], check=True, capture_output=True, text=True).stdout.splitlines()
    rows = ["| Key | Type | Default | Meaning |", "| --- | --- | --- | --- |"]
    for item in map(json.loads, lines):
        if item["type"] == "config":
            default = item["default"].replace("\r", "\\r").replace("\n", "\\n").replace(",", ", ")
            rows.append("| `%s` | %s | %s | %s |" % (item["name"], item["value_type"], default or "-", item["description"].replace("|", "\\|")))
    return "The keys of [method@Quay.SftpClient.config]. `quay --config NAME=VALUE` sets them, too.\n\n" + "\n".join(rows) + "\n"


def errors(gir):
    rows = ["| Number | Name | Meaning |", "| --- | --- | --- |"]
    for member in ElementTree.parse(gir).getroot().iter(CORE + "member"):
        name = member.get("{http://www.gtk.org/introspection/c/1.0}identifier") or ""
        doc = member.find(CORE + "doc")
        if name.startswith("QUAY_ERROR_"):
            rows.append("| %s | `%s` | %s |" % (member.get("value"), name, " ".join((doc.text if doc is not None else "").split())))
    return "\n".join(rows) + "\n"


def read(path, language):
    with open(path, encoding="utf-8") as file:
        return "```%s\n%s```\n" % (language, file.read())


def main():
    quay, example_c, example_py, gir, folder = sys.argv[1:]
    os.makedirs(folder, exist_ok=True)
    page(folder, "configuration.md", "Configuration keys", configuration(quay))
    page(folder, "errors.md", "Numbers of errors", errors(gir))
    page(folder, "example-c.md", "An example in C", read(example_c, "c"))
    page(folder, "example-python.md", "An example in Python", read(example_py, "python"))


main()
