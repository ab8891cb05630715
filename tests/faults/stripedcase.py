# SPDX-License-Identifier: GPL-3.0-or-later
"""One large file between quay and a real sshd, 5 ms away, or one channel would do; the server's programs run below a library."""

import os
import shutil
import tempfile
import unittest

import sshd
from quaytest import QUAY, QuayCase
from test_delay import Proxy


@unittest.skipUnless(sshd.available(), "no OpenSSH server here")
class StripedCase(QuayCase):
    # In front of the server's program; {folder} is the class's.
    wrapper = ""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="quay-sshd-")
        subsystem = (cls.wrapper.format(folder=cls.folder) + " " + sshd.SERVER).strip()
        cls.server = sshd.Sshd(os.path.join(cls.folder, "sshd"), "PermitRootLogin yes", subsystem=subsystem, unprivileged=False)
        cls.key = sshd.make_key(os.path.join(cls.folder, "key"), "ed25519")
        cls.server.authorize(cls.key)

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()
        shutil.rmtree(cls.folder, ignore_errors=True)

    def setUp(self):
        super().setUp()
        self.proxy = Proxy(self, self.server.port, 5)
        with open(self.server.host_key + ".pub", encoding="ascii") as file:
            key = " ".join(file.read().split()[:2])
        with open(self.path("known_hosts"), "w", encoding="ascii") as file:
            file.write("[127.0.0.1]:%d %s\n" % (self.proxy.port, key))
        self.source, self.target, self.log = self.path("source/file"), self.path("target/file"), self.path("log")
        self.write("source/file")
        os.makedirs(self.path("target"))

    def command(self, direction, *options):
        """The source goes to the target, over what is there."""
        url = self.server.url(self.source if direction == "get" else self.target, port=self.proxy.port)
        files = [url, self.target] if direction == "get" else [self.source, url]
        return [QUAY, "--json", "--batch", "--no-agent", "-i", self.key, "--known-hosts", self.path("known_hosts"),
                "--overwrite", "always", *options, direction, *files]
