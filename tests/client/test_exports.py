# SPDX-License-Identifier: GPL-3.0-or-later
"""test_exports.py LIBRARY: it exports what begins with quay_ and nothing else, and needs no toolkit."""

import subprocess
import sys


def main():
    names = [line.split()[-1] for line in subprocess.run(["nm", "-D", "--defined-only", sys.argv[1]], check=True, capture_output=True,
                                                         text=True).stdout.splitlines()]
    strangers = [name for name in names if not name.startswith("quay_")]
    needed = subprocess.run(["readelf", "-d", sys.argv[1]], check=True, capture_output=True, text=True).stdout
    toolkits = [line for line in needed.splitlines() if "NEEDED" in line and ("gtk" in line or "adwaita" in line or "gdk" in line)]
    print("\n".join(sorted(names)))
    if strangers or toolkits or not names:
        sys.exit("exported: %r; needs: %r" % (strangers, toolkits))


main()
