# SPDX-License-Identifier: GPL-3.0-or-later
"""quay at a terminal: questions and answers, escaped names, the progress line."""

import os
import signal
import shutil
import subprocess
import tempfile
import time
import unittest

import sshd
from pipecase import PipeCase, SLOW_SERVER
from quaytest import AUTHENTICATION, CANCELLED, DONE, FAILED, SFTP_SERVER, TRUST, QuayCase, main, write_random
from terminal import TerminalCase


class Display(TerminalCase, PipeCase):
    def test_names_are_escaped(self):
        for name in (b"line\nfeed", b"esc\x1b[31m", "bidi\u202egnp".encode(), b"bad\xff", "umläut".encode()):
            with open(os.path.join(os.fsencode(self.remote), name), "wb"):
                pass
        for options in ((), ("-l",)):
            terminal = self.terminal("--batch", "--sftp-exec", SFTP_SERVER, "ls", *options, self.url())
            self.assert_ends(terminal, DONE)
            text = terminal.text.replace("\r\n", "\n")
            self.assertNotRegex(text, "[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e]")
            for shown in ("line\\nfeed", "esc\\x1b[31m", "bidi\\u{202e}gnp", "bad\\xff", "umläut"):
                self.assertIn(shown, text)

    def test_messages_are_escaped(self):
        terminal = self.terminal("--batch", "--sftp-exec", SFTP_SERVER, "ls", self.url(b"no\x1b[2Jsuch"))
        self.assert_ends(terminal, FAILED)
        self.assertNotIn("\x1b", terminal.text)

    def test_progress_line(self):
        """Rewritten in place, ten times a second at most, and gone in the end."""
        write_random(self.path("remote/big"), 3 << 20)
        terminal = self.terminal("--batch", "--sftp-exec", SLOW_SERVER, "get", self.url("big"), self.home)
        started = time.monotonic()
        self.assert_ends(terminal, DONE)
        seconds = time.monotonic() - started
        lines = [line for line in terminal.text.split("\r") if "/s" in line]
        self.assertGreater(len(lines), 2)
        self.assertRegex(terminal.text, r"\r *\d+ %  [\d.]+\s.?B of 3\.1\sMB  [\d.]+\s.?B/s  \d+:\d\d  big\x1b\[K")
        self.assertLessEqual(len(lines), seconds * 10 + 2)
        self.assertNotIn("\n", terminal.text)
        self.assertTrue(terminal.text.endswith("\r\x1b[K"), repr(terminal.text[-100:]))

    def test_quiet_has_none(self):
        write_random(self.path("remote/big"), 2 << 20)
        terminal = self.terminal("-q", "--batch", "--sftp-exec", SLOW_SERVER, "get", self.url("big"), self.home)
        self.assert_ends(terminal, DONE)
        self.assertEqual(terminal.text, "")


class Conflicts(TerminalCase, PipeCase):
    def setUp(self):
        super().setUp()
        for name in ("a", "b", "c"):
            self.write("remote/" + name, b"new " + name.encode())
            self.write("home/" + name, b"old")

    def get(self, *names):
        return self.terminal("--sftp-exec", SFTP_SERVER, "get", "-j1", *[self.url(name) for name in names], self.home)

    def test_each(self):
        terminal = self.get("a", "b")
        for reply in ("o", "s"):
            terminal.expect(r"\(o\)verwrite.*\? $")
            terminal.answer(reply)
        self.assert_ends(terminal, DONE)
        contents = sorted([self.read("home/a"), self.read("home/b")])
        self.assertIn(b"old", contents)
        self.assertTrue(any(content.startswith(b"new") for content in contents))

    def test_for_all(self):
        terminal = self.get("a", "b", "c")
        terminal.expect(r"\(o\)verwrite.*\? $")
        terminal.answer("O")
        self.assert_ends(terminal, DONE)
        self.assertEqual([self.read("home/" + name) for name in "abc"], [b"new a", b"new b", b"new c"])

    def test_nonsense_asks_again(self):
        terminal = self.get("a")
        for reply in ("maybe", "", "S"):
            terminal.expect(r"\(o\)verwrite.*\? $")
            terminal.answer(reply)
        self.assert_ends(terminal, DONE)
        self.assertEqual(self.read("home/a"), b"old")

    def test_quit(self):
        terminal = self.get("a")
        terminal.expect(r"\(o\)verwrite.*\? $")
        terminal.answer("q")
        self.assert_ends(terminal, CANCELLED)
        self.assertEqual(self.read("home/a"), b"old")


@unittest.skipUnless(sshd.available(), "no OpenSSH server here")
class Questions(TerminalCase, QuayCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="quay-sshd-")
        cls.server = sshd.Sshd(cls.folder)
        cls.key = sshd.make_key(os.path.join(cls.folder, "key"), "ed25519")
        cls.locked = sshd.make_key(os.path.join(cls.folder, "locked"), "ed25519", "open sesame")
        cls.server.authorize(cls.key)
        cls.server.authorize(cls.locked)

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()
        shutil.rmtree(cls.folder, ignore_errors=True)

    def ls(self, *options, known=True):
        return self.terminal("--no-agent", "--known-hosts", self.server.known_hosts if known else self.path("known"), *options, "ls",
                             self.server.url(self.server.home))

    def fingerprint(self):
        return subprocess.run(["ssh-keygen", "-l", "-f", self.server.host_key + ".pub"], check=True, capture_output=True, text=True).stdout.split()[1]

    def test_host_key_yes(self):
        terminal = self.ls("-i", self.key, known=False)
        seen = terminal.expect(r"\(yes/no/\[fingerprint\]\)\? $")
        self.assertIn("The authenticity of host '[127.0.0.1]:%d'" % self.server.port, seen)
        self.assertIn("ED25519 key fingerprint is %s." % self.fingerprint(), seen)
        terminal.answer("yes")
        self.assert_ends(terminal, DONE)
        self.assert_ends(self.ls("-i", self.key, known=False), DONE)

    def test_host_key_fingerprint(self):
        terminal = self.ls("-i", self.key, known=False)
        terminal.expect(r"\? $")
        terminal.answer("perhaps")
        terminal.expect(r"Please type 'yes', 'no' or the fingerprint: $")
        terminal.answer(self.fingerprint())
        self.assert_ends(terminal, DONE)

    def test_host_key_no(self):
        terminal = self.ls("-i", self.key, known=False)
        terminal.expect(r"\? $")
        terminal.answer("no")
        self.assert_ends(terminal, TRUST)
        self.assertFalse(os.path.exists(self.path("known")))

    def test_changed_host_key_is_no_question(self):
        other = sshd.make_key(self.path("other"), "ed25519")
        with open(other + ".pub", encoding="ascii") as file:
            self.write("known", b"[127.0.0.1]:%d %s" % (self.server.port, file.read().encode()))
        terminal = self.ls("-i", self.key, known=False)
        self.assert_ends(terminal, TRUST)
        self.assertIn("CHANGED", terminal.text)
        self.assertNotIn("yes/no", terminal.text)

    def test_passphrase(self):
        terminal = self.ls("-i", self.locked)
        terminal.expect(r"Enter passphrase for key '.*locked': $")
        self.assertFalse(terminal.echoes())
        terminal.answer("open sesame")
        self.assert_ends(terminal, DONE)
        self.assertNotIn("sesame", terminal.text)

    def test_wrong_passphrase_then_right(self):
        terminal = self.ls("-i", self.locked)
        for reply in ("wrong", "open sesame"):
            terminal.expect(r"Enter passphrase for key '.*locked': $")
            terminal.answer(reply)
        self.assert_ends(terminal, DONE)

    def need_password(self):
        if self.server.password is None:
            self.skipTest("a password of a real sshd's own takes root or user namespaces: NOT tested")

    def test_password(self):
        self.need_password()
        terminal = self.ls()
        terminal.expect(r"%s@127.0.0.1's password: $" % self.server.user)
        self.assertFalse(terminal.echoes())
        terminal.answer(self.server.password)
        self.assert_ends(terminal, DONE)
        self.assertNotIn(self.server.password, terminal.text)

    def test_wrong_password_three_times(self):
        self.need_password()
        terminal = self.ls()
        for _ in range(3):
            terminal.expect(r"password: $")
            terminal.answer("wrong")
        self.assert_ends(terminal, AUTHENTICATION)
        self.assertNotIn("wrong", terminal.text)

    def test_interrupt_puts_the_terminal_back(self):
        """Ctrl+C at a hidden prompt: over within a second, and the echo is on again."""
        for times in (1, 2):
            terminal = self.ls("-i", self.locked)
            terminal.expect(r"Enter passphrase.*: $")
            self.assertFalse(terminal.echoes())
            started = time.monotonic()
            for _ in range(times):
                os.killpg(terminal.process.pid, signal.SIGINT)
            self.assert_ends(terminal, CANCELLED)
            self.assertLess(time.monotonic() - started, 1.2)
            self.assertTrue(terminal.echoes())

    def test_end_of_file_cancels(self):
        terminal = self.ls("-i", self.locked)
        terminal.expect(r"Enter passphrase.*: $")
        os.write(terminal.master, b"\x04")
        self.assertIn(terminal.finish(), (CANCELLED, AUTHENTICATION))

    def test_batch_asks_nothing(self):
        terminal = self.ls("--batch", "-i", self.locked)
        self.assert_ends(terminal, AUTHENTICATION)
        self.assertNotIn("Enter passphrase", terminal.text)


@unittest.skipUnless(sshd.available(), "no OpenSSH server here")
class Banner(TerminalCase, QuayCase):
    def test_every_line_is_the_servers(self):
        """RELIABILITY 31."""
        self.write("banner", b"Welcome\x1b[2J\nquay: Enter your other password:\n\nBye")
        server = sshd.Sshd(self.path("sshd"), "Banner " + self.path("banner"))
        self.addCleanup(server.stop)
        os.chmod(self.dir, 0o755)
        key = sshd.make_key(self.path("key"), "ed25519")
        server.authorize(key)
        terminal = self.terminal("--no-agent", "--known-hosts", server.known_hosts, "-i", key, "ls", server.url(server.home))
        self.assert_ends(terminal, DONE)
        lines = ["Welcome\\x1b[2J", "quay: Enter your other password:", "", "Bye"]
        self.assertEqual(terminal.text.replace("\r\n", "\n"), "".join("The server says: %s\n" % line for line in lines))


if __name__ == "__main__":
    main()
