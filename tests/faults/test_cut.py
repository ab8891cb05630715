# SPDX-License-Identifier: GPL-3.0-or-later
"""RELIABILITY 28: the TCP connection to a real sshd is cut at a byte, one after the other: in the key exchange, in the login, in
the transfer. That is an error within five seconds of the cut, and never a file that is not whole. QUAY_SLOW: at each of the
first 20,000 bytes and at 100 points of a longer file; else at some of them."""

import concurrent.futures
import os
import queue
import random
import shutil
import socket
import struct
import tempfile
import threading
import time
import unittest

import sshd
from quaytest import DONE, QUAY, SANITIZED, QuayCase, main, run_program

SLOW = bool(os.environ.get("QUAY_SLOW"))
FIRST = 20000
STEP = 1 if SLOW else 997          # a prime
POINTS = 100 if SLOW else 6
SECONDS = 5 if not SANITIZED else 15

SMALL = {"dir/one": b"1" * 4000, "dir/two": b"2" * 8000, "dir/sub/three": b"3" * 4000}
LARGE = {"dir/large": random.Random(5).randbytes(5 << 20)}


class Cutter:
    """A proxy that lets @limit bytes pass one way, and then ends both; by a reset where that number is odd."""

    def __init__(self, target, up):
        self.target = target
        self.up = up
        self.limit = None
        self.cut_at = None
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self.target))
            for end in (client, server):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            ends = (client, server)
            threading.Thread(target=self.forward, args=(client, server, self.limit if self.up else None, ends), daemon=True).start()
            threading.Thread(target=self.forward, args=(server, client, None if self.up else self.limit, ends), daemon=True).start()

    def forward(self, source, target, left, ends):
        try:
            while data := source.recv(65536 if left is None else min(left, 65536) or 1):
                if left is not None:
                    data = data[:left]
                    left -= len(data)
                target.sendall(data)
                if left == 0:
                    self.cut(ends)
                    return
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def cut(self, ends):
        self.cut_at = time.monotonic()
        for end in ends:
            if self.limit % 2 == 1:
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            end.shutdown(socket.SHUT_RDWR)
            end.close()

    def close(self):
        self.listener.close()


@unittest.skipUnless(sshd.available(), "no OpenSSH server here")
class Cut(QuayCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="quay-sshd-")
        cls.server = sshd.Sshd(cls.folder, "MaxStartups 1000", "PermitRootLogin yes", unprivileged=False)
        cls.key = sshd.make_key(os.path.join(cls.folder, "key"), "ed25519")
        cls.server.authorize(cls.key)

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()
        shutil.rmtree(cls.folder, ignore_errors=True)

    def command(self, direction, files, port, target):
        source = self.path("source/dir")
        for name, content in files.items():
            if not os.path.exists(self.path("source", name)):
                self.write("source/" + name, content)
        known_hosts = self.path("known_hosts-%d" % port)
        if not os.path.exists(known_hosts):
            with open(self.server.known_hosts, encoding="ascii") as old, open(known_hosts, "w", encoding="ascii") as new:
                new.write("[127.0.0.1]:%d %s\n" % (port, old.read().split(" ", 1)[1].strip()))
        where = [self.server.url(source, port=port), target] if direction == "get" else [source, self.server.url(target, port=port)]
        return [QUAY, "--json", "--batch", "--no-agent", "-i", self.key, "--known-hosts", known_hosts, direction, "-r", *where]

    def check_files(self, files, target, whole):
        for name, content in files.items():
            path = os.path.join(target, os.path.relpath(name, "dir"))
            if not os.path.exists(path):
                if whole:
                    return "%s is missing" % name
                continue
            with open(path, "rb") as file:
                if file.read() != content:
                    return "%s is not what it should be" % name
        return None

    def cut_once(self, cutters, direction, files, position):
        """None, or what went wrong."""
        cutter = cutters.get()
        target = self.path("%s-%d" % (direction, position))
        try:
            cutter.limit, cutter.cut_at = position, None
            argv = self.command(direction, files, cutter.port, target)
            try:
                result = run_program(argv, env=self.environment(), timeout=60)
            except AssertionError as error:
                return "at byte %d: %s" % (position, error)
            late = time.monotonic() - cutter.cut_at if cutter.cut_at is not None else 0
        finally:
            cutters.put(cutter)
        problem = self.check_files(files, target, result.exit == DONE)
        if result.exit < 0 or "Sanitizer" in result.err or "CRITICAL" in result.err or "runtime error" in result.err:
            problem = "a bad end"
        elif cutter.cut_at is None and result.exit != DONE:
            problem = "failed without a cut"
        elif late > SECONDS:
            problem = "the end came %.1f s after the cut" % late
        if direction == "get":
            shutil.rmtree(target, ignore_errors=True)
        return "at byte %d: %s: %s" % (position, problem, result) if problem else None

    def cut_everywhere(self, direction, files, positions):
        workers = os.cpu_count() or 2
        cutters = queue.Queue()
        for _ in range(workers):
            cutter = Cutter(self.server.port, direction == "put")
            self.addCleanup(cutter.close)
            cutters.put(cutter)
            self.command(direction, files, cutter.port, "")
        with concurrent.futures.ThreadPoolExecutor(workers) as pool:
            problems = [problem for problem in pool.map(lambda position: self.cut_once(cutters, direction, files, position), positions) if problem]
        self.assertEqual(problems, [], "%d of %d\n%s" % (len(problems), len(positions), "\n".join(problems[:5])))
        # The server goes on with what had reached it: still nothing but whole files.
        for position in positions if direction == "put" else ():
            self.assertIsNone(self.check_files(files, self.path("put-%d" % position), False), position)

    def test_download_first_bytes(self):
        self.cut_everywhere("get", SMALL, range(1, FIRST + 1, STEP))

    def test_upload_first_bytes(self):
        self.cut_everywhere("put", SMALL, range(1, FIRST + 1, STEP))

    def test_download_anywhere(self):
        self.cut_everywhere("get", LARGE, random.Random(1).sample(range(FIRST, 5 << 20), POINTS))

    def test_upload_anywhere(self):
        self.cut_everywhere("put", LARGE, random.Random(2).sample(range(FIRST, 5 << 20), POINTS))

    def test_all_passes(self):
        """Behind the last byte nothing is cut: the rest proves something."""
        for direction in ("get", "put"):
            self.cut_everywhere(direction, SMALL, [1 << 30])
            self.assertIsNone(self.check_files(SMALL, self.path("source/dir"), True))


if __name__ == "__main__":
    main()
