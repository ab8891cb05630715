# SPDX-License-Identifier: GPL-3.0-or-later
"""quay against OpenSSH's sftp-server on a pair of pipes: no SSH, no network, the same engine."""

import os
import shlex
import sys
import unittest

from quaytest import QuayCase, SFTP_SERVER

# Names that tools trip over, all of them legal.
ODD_NAMES = [b"with space", "umläut ß 漢字".encode(), b"new\nline", b"-dash", b"--", b"n" * 255, b"tab\there", b"quote\"'`$(x)",
             b"latin\xff1", b"*", b"[x]", b"back\\slash", b".hidden", b"a:b", b"esc\x1b[31m", b"~", b"%41", b"#hash", b"a?b"]


# Reads from the server at about 2 MB/s, so that there is a middle to stop in.
SLOW_SERVER = shlex.join([sys.executable, "-I", "-S", "-c", """
import os, subprocess, sys, time
server = subprocess.Popen([%r], stdout=subprocess.PIPE)
while data := os.read(server.stdout.fileno(), 65536):
    time.sleep(len(data) / 2e6)
    os.write(1, data)
""" % SFTP_SERVER])

# The same the other way.
SLOW_READER = shlex.join([sys.executable, "-I", "-S", "-c", """
import os, subprocess, time
server = subprocess.Popen([%r], stdin=subprocess.PIPE)
while data := os.read(0, 65536):
    time.sleep(len(data) / 2e6)
    os.write(server.stdin.fileno(), data)
""" % SFTP_SERVER])


def make_tree(root, files=60, folders=6, with_links=True):
    """Folders with @files files in all: odd names, empty ones, one nobody may read, links, a link that loops."""
    root = os.fsencode(root)
    os.makedirs(root)
    places = [root]
    for index in range(folders):
        name = ODD_NAMES[index % len(ODD_NAMES)] if index % 2 == 0 else b"folder %d" % index
        parent = places[-1] if index % 3 == 0 else root
        place = os.path.join(parent, name)
        if len(place) - len(root) > 2000 or os.path.exists(place):
            place = os.path.join(root, b"f%d" % index)
        os.mkdir(place)
        places.append(place)
    for index in range(files):
        name = ODD_NAMES[index % len(ODD_NAMES)]
        path = os.path.join(places[index % len(places)], name)
        if os.path.lexists(path):
            path = os.path.join(places[index % len(places)], b"file %d" % index)
        with open(path, "wb") as file:
            file.write(os.urandom(0 if index % 10 == 0 else index * 37 % 5000))
        if index % 7 == 0:
            os.chmod(path, 0o640)
    if with_links:
        os.symlink(b".", os.path.join(root, b"loop"))
        os.symlink(b"nowhere/to/be found", os.path.join(root, b"dangling"))
        os.symlink(b"folder 1", os.path.join(root, b"to folder"))
    os.mkdir(os.path.join(root, b"empty folder"))


@unittest.skipIf(SFTP_SERVER is None, "no sftp-server here")
class PipeCase(QuayCase):
    """self.remote is the served folder, url() a place in it."""

    def setUp(self):
        super().setUp()
        self.remote = self.path("remote")
        os.mkdir(self.remote)
        self.base = ["--json", "--batch", "--sftp-exec", SFTP_SERVER]
        self.plain = ["--batch", "--sftp-exec", SFTP_SERVER]

    def url(self, name=""):
        """Percent escapes for everything but the plainest characters."""
        path = os.path.join(os.fsencode(self.remote), os.fsencode(name)) if name else os.fsencode(self.remote)
        safe = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-"
        return "sftp://localhost" + "".join(chr(byte) if byte in safe else "%%%02X" % byte for byte in path)
