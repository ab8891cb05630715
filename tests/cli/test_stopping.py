# SPDX-License-Identifier: GPL-3.0-or-later
"""Signals, readers that go away, and servers that die half way: nothing half done stands under its final name."""

import fcntl
import os
import shlex
import signal
import socket
import subprocess
import sys
import termios
import time

from pipecase import PipeCase, SLOW_READER, SLOW_SERVER
from quaytest import (CANCELLED, DONE, FAILED, PROTOCOL, QUAY, SFTP_SERVER, end, file_hash, main, part_in, wait_for, wait_until,
                      write_random)

# Dies when so many bytes went to (argument 1 "in") or came from ("out") the server.
DYING_SERVER = [sys.executable, "-I", "-S", "-c", """
import os, subprocess, sys, threading
way, left = sys.argv[1], int(sys.argv[2])
server = subprocess.Popen([%r], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
def pump(name, source, target):
    allowed = left if name == way else 1 << 62
    while allowed > 0 and (data := os.read(source, min(65536, allowed))):
        os.write(target, data)
        allowed -= len(data)
    server.kill()
    os._exit(1)
threading.Thread(target=pump, args=("in", 0, server.stdin.fileno())).start()
pump("out", server.stdout.fileno(), 1)
""" % SFTP_SERVER]


def unread(pipe):
    """How many bytes wait in it."""
    return int.from_bytes(fcntl.ioctl(pipe, termios.FIONREAD, bytes(4)), sys.byteorder)


class Stopping(PipeCase):
    def start(self, *arguments, server=SLOW_SERVER, **more):
        process = subprocess.Popen([QUAY, "--batch", "--sftp-exec", server, *arguments], env=self.environment(), **more)
        self.addCleanup(end, process)
        return process

    def wait_for_part(self, folder):
        return wait_until(lambda: part_in(folder), "something of some size in " + folder)

    def start_silent(self):
        """A server that never answers, and runs: so quay does, too."""
        script = "touch %s; exec sleep 100" % shlex.quote(self.path("runs"))
        process = self.start("ls", "sftp://localhost/", server=shlex.join(["sh", "-c", script]), stderr=subprocess.PIPE)
        wait_until(lambda: os.path.exists(self.path("runs")), "the server to run")
        return process

    def interrupt(self, process, number=signal.SIGINT):
        started = time.monotonic()
        process.send_signal(number)
        ended = wait_for(process, 5)
        self.assertIsNotNone(ended, "still running")
        self.assertLess(time.monotonic() - started, 1.2)
        return ended

    def test_sigint_cancels_a_download(self):
        write_random(self.path("remote/big"), 20 << 20)
        process = self.start("get", self.url("big"), self.home, stderr=subprocess.PIPE)
        name = self.wait_for_part(self.home)
        self.assertEqual(self.interrupt(process), CANCELLED)
        self.assertNotEqual(name, "big")
        self.assertNotIn("big", os.listdir(self.home))
        self.assertSummary(self.quay("get", self.url("big"), self.home), DONE)
        self.assertEqual(file_hash(self.path("home/big")), file_hash(self.path("remote/big")))

    def test_sigint_cancels_an_upload(self):
        write_random(self.path("home/big"), 20 << 20)
        process = self.start("put", self.path("home/big"), self.url(), server=SLOW_READER, stderr=subprocess.PIPE)
        name = self.wait_for_part(self.remote)
        self.assertEqual(self.interrupt(process), CANCELLED)
        self.assertNotEqual(name, "big")
        self.assertNotIn("big", os.listdir(self.remote))
        self.assertSummary(self.quay("put", self.path("home/big"), self.url()), DONE)
        self.assertEqual(file_hash(self.path("home/big")), file_hash(self.path("remote/big")))

    def test_sigint_over_an_old_file(self):
        write_random(self.path("remote/big"), 20 << 20)
        self.write("home/big", b"old")
        process = self.start("get", "--overwrite=always", self.url("big"), self.home, stderr=subprocess.PIPE)
        self.wait_for_part(self.home)
        self.assertEqual(self.interrupt(process), CANCELLED)
        self.assertEqual(self.read("home/big"), b"old")

    def test_sigint_in_a_tree(self):
        """What stands under its own name is whole."""
        for index in range(40):
            write_random(self.path("remote/%d" % index), 500000 + index)
        os.mkdir(self.path("home/back"))
        process = self.start("get", "-r", self.url(), self.path("home/back"), stderr=subprocess.PIPE)
        folder = wait_until(lambda: next((folder for folder, _, _ in os.walk(self.path("home/back")) if part_in(folder)), None), "a part")
        self.assertEqual(self.interrupt(process), CANCELLED)
        whole = [name for name in os.listdir(folder) if name.isdigit()]
        self.assertLess(len(whole), 40)
        for name in whole:
            self.assertEqual(file_hash(os.path.join(folder, name)), file_hash(self.path("remote", name)))

    def test_sigint_while_connecting(self):
        """To something that takes the connection and says nothing."""
        with socket.create_server(("127.0.0.1", 0)) as listener:
            process = subprocess.Popen([QUAY, "--batch", "ls", "sftp://user@127.0.0.1:%d/" % listener.getsockname()[1]],
                                       env=self.environment(), stderr=subprocess.PIPE)
            self.addCleanup(end, process)
            listener.settimeout(30)
            connection, _ = listener.accept()
            with connection:
                self.assertEqual(self.interrupt(process), CANCELLED)

    def test_sigterm_too(self):
        write_random(self.path("remote/big"), 20 << 20)
        process = self.start("get", self.url("big"), self.home, stderr=subprocess.PIPE)
        self.wait_for_part(self.home)
        self.assertEqual(self.interrupt(process, signal.SIGTERM), CANCELLED)

    def test_partial_file_is_private(self):
        write_random(self.path("remote/big"), 20 << 20)
        process = self.start("get", self.url("big"), self.home, stderr=subprocess.PIPE)
        name = self.wait_for_part(self.home)
        self.assertEqual(os.stat(os.path.join(self.home, name)).st_mode & 0o777, 0o600)
        self.interrupt(process)

    def test_sigint_with_a_server_that_is_silent(self):
        process = self.start_silent()
        self.assertEqual(self.interrupt(process), CANCELLED)

    def test_second_sigint_ends_at_once(self):
        process = self.start_silent()
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGINT)
        self.assertEqual(wait_for(process, 5), CANCELLED)

    def test_summary_after_sigint(self):
        write_random(self.path("remote/big"), 20 << 20)
        process = self.start("--json", "get", self.url("big"), self.home, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.wait_for_part(self.home)
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=5)
        self.assertEqual(process.returncode, CANCELLED)
        self.assertIn(b'"type":"summary"', out.splitlines()[-1])

    def test_sigkill_leaves_nothing_under_the_final_name(self):
        write_random(self.path("remote/big"), 20 << 20)
        process = self.start("get", self.url("big"), self.home, stderr=subprocess.PIPE)
        self.wait_for_part(self.home)
        process.kill()
        process.wait()
        self.assertNotIn("big", os.listdir(self.home))

    def test_reader_goes_away(self):
        for index in range(3000):
            self.write("remote/many/a rather long name, number %d" % index)
        for json in ([], ["--json"]):
            process = self.start(*json, "ls", self.url("many"), server=SFTP_SERVER, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            process.stdout.read(100)
            process.stdout.close()
            ended = wait_for(process, 10)
            self.assertIsNotNone(ended)
            self.assertIn(ended, (CANCELLED, DONE))
            self.assertEqual(process.stderr.read(), b"")

    def test_sigint_while_the_reader_is_slow(self):
        for index in range(3000):
            self.write("remote/many/a rather long name, number %d" % index)
        process = self.start("ls", self.url("many"), server=SFTP_SERVER, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        wait_until(lambda: unread(process.stdout) >= fcntl.fcntl(process.stdout, fcntl.F_GETPIPE_SZ) - 8192, "a full pipe")
        self.assertEqual(self.interrupt(process), CANCELLED)

    def test_standard_output_is_full(self):
        self.write("remote/x")
        with open("/dev/full", "wb") as full:
            process = self.start("ls", self.url(), server=SFTP_SERVER, stdout=full, stderr=subprocess.PIPE)
            self.assertNotEqual(wait_for(process, 10), DONE)

    @staticmethod
    def dying(way, count):
        return ["--json", "--batch", "--sftp-exec", shlex.join([*DYING_SERVER, way, str(count)])]

    def test_server_dies_while_it_sends(self):
        write_random(self.path("remote/big"), 20 << 20)
        base = self.dying("out", 5000000)
        result = self.quay("get", self.url("big"), self.home, base=base)
        self.assertSummary(result, {FAILED, PROTOCOL})
        self.assertNotIn("big", os.listdir(self.home))
        self.assertSummary(self.quay("get", self.url("big"), self.home), DONE)
        self.assertEqual(file_hash(self.path("home/big")), file_hash(self.path("remote/big")))

    def test_server_dies_while_it_receives(self):
        write_random(self.path("home/big"), 20 << 20)
        base = self.dying("in", 5000000)
        result = self.quay("put", self.path("home/big"), self.url("big"), base=base)
        self.assertSummary(result, {FAILED, PROTOCOL})
        self.assertNotIn("big", os.listdir(self.remote))
        self.assertSummary(self.quay("put", self.path("home/big"), self.url("big")), DONE)
        self.assertEqual(file_hash(self.path("home/big")), file_hash(self.path("remote/big")))

    def test_server_dies_over_an_old_file(self):
        write_random(self.path("remote/big"), 20 << 20)
        self.write("home/big", b"old")
        result = self.quay("get", self.url("big"), self.home, "--overwrite=always", base=self.dying("out", 5000000))
        self.assertSummary(result, {FAILED, PROTOCOL})
        self.assertEqual(self.read("home/big"), b"old")
        result = self.quay("get", self.url("big"), self.home, "--overwrite=always")
        self.assertSummary(result, DONE)

    def test_server_dies_in_a_tree(self):
        """What is there under its own name is whole."""
        for index in range(40):
            write_random(self.path("remote/%d" % index), 200000 + index)
        result = self.quay("get", "-r", self.url(), self.path("back"), base=self.dying("out", 3000000))
        self.assertSummary(result, {FAILED, PROTOCOL})
        whole = [name for name in os.listdir(self.path("back")) if name.isdigit()]
        for name in whole:
            self.assertEqual(file_hash(self.path("back", name)), file_hash(self.path("remote", name)))

    def test_not_an_sftp_server(self):
        for program, exits in (("cat /dev/null", {FAILED, PROTOCOL}), ("echo Welcome", {PROTOCOL, FAILED}), ("cat", {PROTOCOL}),
                               ("false", {FAILED, PROTOCOL}), ("yes", {PROTOCOL})):
            result = self.quay("ls", "sftp://localhost/", base=["--json", "--batch", "--timeout", "3", "--sftp-exec", program], timeout=10)
            self.assertSummary(result, exits)


if __name__ == "__main__":
    main()
