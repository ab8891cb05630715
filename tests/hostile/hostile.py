#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""hostile.py SCENARIO [REQUEST]: speaks SFTP on the standard streams as the scenario says. REQUEST (stat, opendir, read ...)
is where the scenario strikes; without it at the first reply. `hostile.py --list` names them all."""

import sys

from scenarios import SCENARIOS
from sftpd import die


def main():
    if sys.argv[1:] == ["--list"]:
        print("\n".join(sorted(SCENARIOS)))
        return
    if len(sys.argv) < 2 or sys.argv[1] not in SCENARIOS:
        die("no such scenario: see --list")
    SCENARIOS[sys.argv[1]](*sys.argv[2:3]).run()


if __name__ == "__main__":
    main()
