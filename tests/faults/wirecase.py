# SPDX-License-Identifier: GPL-3.0-or-later
"""A proxy before a real sshd that does something to the connection at a certain byte, and what tests with it share."""

import os
import random
import shutil
import socket
import struct
import tempfile
import threading
import time
import unittest

import sshd
from quaytest import QUAY, QuayCase

SMALL = {"dir/one": b"1" * 4000, "dir/two": b"2" * 8000, "dir/sub/three": b"3" * 4000}
LARGE = {"dir/large": random.Random(5).randbytes(5 << 20)}


class WireProxy:
    """Lets @limit bytes pass one way, and then calls at_limit()."""

    def __init__(self, target, up):
        self.target = target
        self.up = up
        self.limit = None
        self.reached = None     # when
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
                self.send(target, data)
                if left is not None:
                    left -= len(data)
                if left == 0:
                    left = None
                    self.reached = time.monotonic()
                    self.at_limit(ends)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def send(self, target, data):
        target.sendall(data)

    def at_limit(self, ends):
        raise NotImplementedError

    def close(self):
        self.listener.close()


class Cutter(WireProxy):
    """Ends both connections; by a reset where the limit is odd."""

    def at_limit(self, ends):
        for end in ends:
            if self.limit % 2 == 1:
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            end.shutdown(socket.SHUT_RDWR)
            end.close()


class Silencer(WireProxy):
    """Takes whatever comes from then on, and passes nothing on, either way."""

    def at_limit(self, ends):
        pass

    def send(self, target, data):
        if self.reached is None:
            target.sendall(data)


class Dripper(WireProxy):
    """From then on, a byte a second."""

    def at_limit(self, ends):
        pass

    def send(self, target, data):
        if self.reached is None:
            target.sendall(data)
            return
        for byte in data:
            target.sendall(bytes([byte]))
            time.sleep(1)


@unittest.skipUnless(sshd.available(), "no OpenSSH server here")
class WireCase(QuayCase):
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
