# SPDX-License-Identifier: GPL-3.0-or-later
"""quay and a real sshd: one for each class of tests, and the ways to log in to it."""

import os
import shutil
import subprocess
import tempfile
import unittest

import sshd
from quaytest import QuayCase


PASSPHRASE = "open sesame"

# The ways to log in that log_in knows.
LOGINS = ("ed25519", "rsa", "rsa, locked", "password")


@unittest.skipUnless(sshd.available(), "no OpenSSH server here")
class ServerCase(QuayCase):
    """One sshd for the whole class; a folder the user may write to for each test."""

    config = ()
    subsystem = sshd.SERVER

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="quay-sshd-")
        cls.server = sshd.Sshd(cls.folder, *cls.config, subsystem=cls.subsystem)
        cls.keys = {kind: sshd.make_key(os.path.join(cls.folder, kind), kind) for kind in ("ed25519", "rsa")}
        for key in cls.keys.values():
            cls.server.authorize(key)
        cls.keys["rsa, locked"] = cls.lock(cls.keys["rsa"])

    @staticmethod
    def lock(key):
        """The same key behind a passphrase."""
        for end in ("", ".pub"):
            shutil.copy(key + end, key + "-locked" + end)
        subprocess.run(["ssh-keygen", "-q", "-p", "-P", "", "-N", PASSPHRASE, "-f", key + "-locked"], check=True, stdout=subprocess.DEVNULL)
        return key + "-locked"

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()
        shutil.rmtree(cls.folder, ignore_errors=True)

    def setUp(self):
        super().setUp()
        os.chmod(self.dir, 0o755)
        self.remote = self.path("remote")
        os.mkdir(self.remote)
        self.server.give(self.remote)
        self.base = ["--json", "--batch", "--no-agent", "--known-hosts", self.server.known_hosts]

    def url(self, name="", **more):
        return self.server.url(os.path.join(self.remote, name) if name else self.remote, **more)

    def with_key(self, *arguments, kind="ed25519", **more):
        return self.quay("-i", self.keys[kind], *arguments, **more)

    def with_password(self, password, *arguments, **more):
        """The password comes from a pipe, as --password-fd is meant."""
        reading, writing = os.pipe()
        os.write(writing, password.encode() + b"\n")
        os.close(writing)
        try:
            return self.quay("--password-fd", str(reading), *arguments, pass_fds=(reading,), **more)
        finally:
            os.close(reading)

    def need_password(self):
        if self.server.password is None:
            self.skipTest("a password of a real sshd's own takes root or user namespaces: NOT tested")

    def log_in(self, how, *arguments, **more):
        """quay, logged in in one of the ways of LOGINS."""
        if how == "password":
            self.need_password()
            return self.with_password(self.server.password, *arguments, **more)
        if how == "rsa, locked":
            return self.with_password(PASSPHRASE, "-i", self.keys[how], *arguments, **more)
        return self.with_key(*arguments, kind=how, **more)
