# SPDX-License-Identifier: GPL-3.0-or-later
"""The delaying proxy: is the way as long and as narrow as it says, and does every byte arrive?"""

import hashlib
import os
import socket
import subprocess
import threading
import time
import unittest

import quaytest

DELAY = os.environ["DELAY"]


class Proxy:
    def __init__(self, case, target, one_way_ms, rate=0):
        self.process = subprocess.Popen([DELAY, "0", str(target), str(one_way_ms), str(rate)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        case.addCleanup(self.stop)
        self.port = int(self.process.stdout.readline().split()[1])

    def connect(self):
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def stop(self):
        self.process.stdin.close()
        self.process.stdout.close()
        if self.process.wait(10) != 0:
            raise AssertionError("delay ended with %d" % self.process.returncode)


class Delay(unittest.TestCase):
    def serve(self, talk):
        """Runs @talk in a thread for each connection; returns the port."""
        listener = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(listener.close)

        def loop():
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                threading.Thread(target=talk, args=(connection,), daemon=True).start()

        threading.Thread(target=loop, daemon=True).start()
        return listener.getsockname()[1]

    @staticmethod
    def echo(connection):
        with connection:
            while data := connection.recv(1 << 16):
                connection.sendall(data)

    @staticmethod
    def read_all(connection):
        digest, size = hashlib.sha256(), 0
        while data := connection.recv(1 << 18):
            digest.update(data)
            size += len(data)
        return size, digest.hexdigest()

    def test_round_trip(self):
        proxy = Proxy(self, self.serve(self.echo), 25)
        with proxy.connect() as connection:
            times = []
            for _ in range(8):
                started = time.monotonic()
                connection.sendall(b"ping")
                self.assertEqual(connection.recv(4), b"ping")
                times.append(time.monotonic() - started)
        self.assertGreaterEqual(min(times), 0.050)
        self.assertLess(sorted(times)[4], 0.060)

    def test_bytes_are_kept_both_ways_at_once(self):
        data = os.urandom(16 << 20)
        proxy = Proxy(self, self.serve(self.echo), 20)
        with proxy.connect() as connection:
            def send():
                connection.sendall(data)
                connection.shutdown(socket.SHUT_WR)
            sender = threading.Thread(target=send)
            sender.start()
            self.assertEqual(self.read_all(connection), (len(data), hashlib.sha256(data).hexdigest()))
            sender.join()

    def test_delay_is_no_window(self):
        """Much can be on its way at once: 64 MiB over 100 ms take little longer than 100 ms and the copying."""
        size = 64 << 20

        def source(connection):
            with connection:
                connection.sendall(bytes(size))

        proxy = Proxy(self, self.serve(source), 100)
        started = time.monotonic()
        with proxy.connect() as connection:
            self.assertEqual(self.read_all(connection)[0], size)
        self.assertLess(time.monotonic() - started, 3)

    def test_rate(self):
        size, rate = 8 << 20, 8e6

        def source(connection):
            with connection:
                connection.sendall(bytes(size))

        proxy = Proxy(self, self.serve(source), 5, rate)
        started = time.monotonic()
        with proxy.connect() as connection:
            self.assertEqual(self.read_all(connection)[0], size)
        seconds = time.monotonic() - started
        self.assertGreater(seconds, size / rate * 0.97)
        self.assertLess(seconds, size / rate * 1.15 + 0.1)

    def test_rate_is_shared(self):
        """Two connections are on one cable."""
        size, rate = 3 << 20, 6e6

        def source(connection):
            with connection:
                connection.sendall(bytes(size))

        proxy = Proxy(self, self.serve(source), 1, rate)
        started = time.monotonic()
        connections = [proxy.connect(), proxy.connect()]
        threads = [threading.Thread(target=self.read_all, args=(connection,)) for connection in connections]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for connection in connections:
            connection.close()
        self.assertGreater(time.monotonic() - started, 2 * size / rate * 0.95)

    def test_half_closed(self):
        def answer_at_the_end(connection):
            with connection:
                size, _ = self.read_all(connection)
                connection.sendall(b"%d" % size)

        proxy = Proxy(self, self.serve(answer_at_the_end), 5)
        with proxy.connect() as connection:
            connection.sendall(bytes(100000))
            connection.shutdown(socket.SHUT_WR)
            self.assertEqual(connection.recv(100), b"100000")
            self.assertEqual(connection.recv(100), b"")

    def test_nobody_there(self):
        with socket.create_server(("127.0.0.1", 0)) as unused:
            port = unused.getsockname()[1]
        proxy = Proxy(self, port, 5)
        with proxy.connect() as connection:
            self.assertEqual(connection.recv(1), b"")

    def test_many_connections(self):
        proxy = Proxy(self, self.serve(self.echo), 10)
        connections = [proxy.connect() for _ in range(100)]
        for index, connection in enumerate(connections):
            connection.sendall(b"%3d" % index)
        for index, connection in enumerate(connections):
            self.assertEqual(connection.recv(3), b"%3d" % index)
            connection.close()


if __name__ == "__main__":
    quaytest.main()
