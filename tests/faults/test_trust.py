# SPDX-License-Identifier: GPL-3.0-or-later
"""RELIABILITY 35 and 36: every call to the disk that reads or writes known_hosts fails once. The server is not trusted then,
nothing is sent to it, and what stood in the file stands there still."""

import errno
import os
import shutil
import tempfile
import unittest

import sshd
from quaytest import DONE, TRUST, QuayCase, main

FOREIGN = b"# mine\nother.example ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"


@unittest.skipUnless(sshd.available(), "no OpenSSH server here")
class KnownHosts(QuayCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="quay-sshd-")
        cls.server = sshd.Sshd(cls.folder)
        cls.key = sshd.make_key(os.path.join(cls.folder, "key"), "ed25519")
        cls.server.authorize(cls.key)
        with open(cls.server.known_hosts, "rb") as file:
            cls.known = file.read()

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()
        shutil.rmtree(cls.folder, ignore_errors=True)

    def ls(self, *options, faults=None):
        env = self.environment(ASAN_OPTIONS=os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0")
        if faults:
            kind, number, error = faults
            for suffix in ("", ".failed"):
                if os.path.exists(self.path("log" + suffix)):
                    os.unlink(self.path("log" + suffix))
            env.update(LD_PRELOAD=os.environ["FAULTS"], FAULT_PROGRAM="quay", FAULT_BELOW=self.path("known"), FAULT_CALL=kind,
                       FAULT_N=str(number), FAULT_ERRNO=str(error), FAULT_LOG=self.path("log"))
        return self.quay("--json", "--batch", "--no-agent", "-i", self.key, "--known-hosts", self.path("known"), *options, "ls",
                         self.server.url(self.server.home), base=[], env=env, timeout=60)

    def count(self, kind, *options):
        self.assertSummary(self.ls(*options, faults=(kind, 0, errno.EIO)), DONE)
        with open(self.path("log"), encoding="utf-8") as file:
            return len(file.readlines())

    def refused(self, *options, faults):
        """Whether it was, and if so whether before anything was sent."""
        before = self.server.log()
        result = self.ls(*options, faults=faults)
        if not os.path.exists(self.path("log.failed")):
            self.assertSummary(result, DONE)
            return False
        if result.exit == DONE:
            self.assertEqual(faults[0], "close", "nobody has noticed: %s fails, call %d" % faults[:2])
            return False
        self.assertSummary(result, TRUST)
        self.assertIn(self.path("known"), result.err)
        self.assertIn(os.strerror(faults[2]), result.err)
        self.assertNotRegex(self.server.log()[len(before):], "Accepted|Failed|Postponed|userauth")
        return True

    def test_every_call_that_reads(self):
        self.write("known", FOREIGN + self.known)
        refused = 0
        for kind in ("open", "stat", "read", "close"):
            for number in range(1, self.count(kind) + 1):
                refused += self.refused(faults=(kind, number, errno.EIO))
                self.assertEqual(self.read("known"), FOREIGN + self.known)
        self.assertGreaterEqual(refused, 6)

    def test_every_call_that_writes(self):
        refused = 0
        for kind in ("open", "stat", "read", "write", "fsync", "close"):
            self.write("known", FOREIGN)
            count = self.count(kind, "--accept-new")
            for number in range(1, count + 1):
                self.write("known", FOREIGN)
                refused += self.refused("--accept-new", faults=(kind, number, errno.EDQUOT))
                self.assertTrue(self.read("known").startswith(FOREIGN))
                self.assertSummary(self.ls("--accept-new"), DONE)
                self.assertEqual(self.read("known"), FOREIGN + self.known)
        self.assertGreaterEqual(refused, 10)

    def test_half_a_line(self):
        """A disk that takes half of the line, and no more: the half is no key, and the next line is not lost behind it."""
        self.write("known", FOREIGN)
        env = self.environment(LD_PRELOAD=os.environ["FAULTS"], FAULT_PROGRAM="quay", FAULT_BELOW=self.path("known"), FAULT_SHORT="40",
                               FAULT_CALL="fsync", FAULT_LOG=self.path("log"),
                               ASAN_OPTIONS=os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0")
        result = self.quay("--json", "--batch", "--no-agent", "-i", self.key, "--known-hosts", self.path("known"), "--accept-new", "ls",
                           self.server.url(self.server.home), base=[], env=env)
        self.assertSummary(result, TRUST)
        self.assertEqual(self.read("known"), FOREIGN + self.known[:40])
        self.assertSummary(self.ls(), TRUST)
        self.assertSummary(self.ls("--accept-new"), DONE)
        self.assertEqual(self.read("known"), FOREIGN + self.known[:40] + b"\n" + self.known)


if __name__ == "__main__":
    main()
