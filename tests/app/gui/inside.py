# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a test program on a screen and a bus of its own."""

import os
import subprocess
import sys

import display

HERE = os.path.dirname(os.path.abspath(__file__))

display.start()
os.environ.update(GTK_A11Y="test", G_DEBUG="fatal-criticals", NO_AT_BRIDGE="1")
os.environ.setdefault("LSAN_OPTIONS", "suppressions=%s:print_suppressions=0" % os.path.join(HERE, "lsan.supp"))
sys.exit(subprocess.run(sys.argv[1:]).returncode)
