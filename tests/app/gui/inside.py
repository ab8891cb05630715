# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a test program on a screen and a bus of its own."""

import os
import subprocess
import sys

import display

display.start()
os.environ.update(GTK_A11Y="test", G_DEBUG="fatal-criticals", NO_AT_BRIDGE="1")
sys.exit(subprocess.run(sys.argv[1:]).returncode)
