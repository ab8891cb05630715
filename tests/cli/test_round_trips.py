# SPDX-License-Identifier: GPL-3.0-or-later
"""What a login waits for, and what it does not: each wait is a round trip, and on a long way they add up."""

import os
import socket
import struct
import subprocess
import threading

from quaytest import DONE, QUAY, end, main, wait_until, write_random
from servercase import ServerCase
from sshd import Sshd

NEWKEYS = 21    # SSH_MSG_NEWKEYS, RFC 4253 section 12
LARGE = 9 << 20


class Freezer:
    """Between the client and a server: once both have switched to the new keys, nothing more of what the server says arrives."""

    def __init__(self, port):
        self.sent_behind_keys = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.target = port
        self.sockets = [self.listener]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        client, _ = self.listener.accept()
        server = socket.create_connection(("127.0.0.1", self.target))
        self.sockets += [client, server]
        threading.Thread(target=self.forward, args=(client, server, False), daemon=True).start()
        self.forward(server, client, True)

    def forward(self, source, sink, freeze):
        """In plain packets up to NEWKEYS: byte[4] length, padding length, type, section 6."""
        file = source.makefile("rb")
        try:
            sink.sendall(file.readline())
            kind = None
            while kind != NEWKEYS:
                head = file.read(4)
                packet = file.read(struct.unpack(">I", head)[0])
                kind = packet[1]
                sink.sendall(head + packet)
            while not freeze and (data := file.read1(65536)):
                self.sent_behind_keys += len(data)
                sink.sendall(data)
        except (OSError, struct.error):
            pass    # one side is gone

    def close(self):
        for one in self.sockets:
            one.close()


class Lockstep:
    """Between a client and a server that speak in turn: what one says goes on when it has said all it has to say. The turns
    are the round trips of a long way."""

    QUIET = 0.1    # seconds without a word: that was all

    def __init__(self, port):
        self.turns = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.target = port
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        with self.listener.accept()[0] as client, socket.create_connection(("127.0.0.1", self.target)) as server:
            try:
                while self.pass_on(client, server) and self.pass_on(server, client):
                    self.turns += 1
            except OSError:
                pass    # one side is gone

    def pass_on(self, source, sink):
        source.settimeout(20)
        words = source.recv(1 << 20)
        source.settimeout(self.QUIET)
        try:
            while more := source.recv(1 << 20):
                words += more
        except socket.timeout:
            pass
        sink.sendall(words)
        return bool(words)

    def close(self):
        self.listener.close()


class RoundTrips(ServerCase):
    def turns(self, *arguments):
        """Of a command whose URLs are functions of the port. A server that is slow for once takes a turn more: the best of three
        is what there is to wait for."""
        counts = []
        for _ in range(3):
            lockstep = Lockstep(self.server.port)
            self.addCleanup(lockstep.close)
            self.trust(lockstep.port)
            self.assertSummary(self.quay("-i", self.keys["ed25519"], *(one(lockstep.port) if callable(one) else one for one in arguments)), DONE)
            counts.append(lockstep.turns)
        return min(counts)

    def test_how_many_there_are(self):
        """Identification; KEXINIT with the exchange; the service with the request "none" behind it; the key; the channel; the
        subsystem; INIT (OpenSSH's server takes no word before its subsystem runs: until then the channel's window is 0): 7. And
        what the command asks for."""
        write_random(self.path("home/small"), 1000)
        write_random(os.path.join(self.remote, "there"), 1000)
        known = self.base[self.base.index("--known-hosts") + 1]
        try:
            self.assertLessEqual(self.turns("stat", lambda port: self.url("there", port=port)), 9, "LSTAT; users-groups-by-id@openssh.com")
            self.assertLessEqual(self.turns("info", lambda port: self.url(port=port)), 8, "REALPATH")
            self.assertLessEqual(self.turns("get", lambda port: self.url("there", port=port), self.path("home/back"), "--overwrite=always"),
                                 10, "LSTAT; OPEN; READ and CLOSE")
            self.assertLessEqual(self.turns("put", self.path("home/small"), lambda port: self.url("new", port=port), "--overwrite=always"),
                                 12, "LSTAT of the target twice, as a folder and as a file; OPEN; WRITE, FSTAT and CLOSE; RENAME")
        finally:
            self.know(known)

    def test_the_methods_are_asked_for_behind_the_service(self):
        """SERVICE_REQUEST and the request "none" are 2 packets of 48 bytes and more each, with a tag of 16 behind."""
        freezer = Freezer(self.server.port)
        self.trust(freezer.port)
        self.addCleanup(freezer.close)
        process = subprocess.Popen([QUAY, *self.base, "-i", self.keys["ed25519"], "ls", self.url(port=freezer.port)], env=self.environment(),
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(end, process)
        wait_until(lambda: freezer.sent_behind_keys > 100, "the request behind the first", 20)

    def trust(self, port):
        with open(self.server.known_hosts, encoding="ascii") as file:
            line = file.read().split(" ", 1)[1]
        with open(self.path("known_hosts"), "w", encoding="ascii") as file:
            file.write("[127.0.0.1]:%d %s" % (port, line))
        self.know(self.path("known_hosts"))

    def know(self, known_hosts):
        self.base[self.base.index("--known-hosts") + 1] = known_hosts

    def said(self, what, function):
        """How often the server's log says @what meanwhile."""
        before = self.server.log().count(what)
        function()
        return self.server.log().count(what) - before

    def test_a_key_at_hand_signs_at_once(self):
        """The server says "Postponed" when it was asked whether it would take a key."""
        for kind in ("ed25519", "rsa"):
            self.assertEqual(0, self.said("Postponed publickey", lambda: self.assertSummary(self.log_in(kind, "ls", self.url()), DONE)), kind)

    def test_a_locked_key_is_asked_about_first(self):
        self.assertEqual(1, self.said("Postponed publickey", lambda: self.assertSummary(self.log_in("rsa, locked", "ls", self.url()), DONE)))

    def test_a_key_at_hand_that_is_refused(self):
        path = self.path("stranger")
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", path], check=True, stdin=subprocess.DEVNULL)
        self.assertSummary(self.quay("-i", path, "-i", self.keys["ed25519"], "ls", self.url()), DONE)
        result = self.quay("-i", path, "ls", self.url())
        self.assertIn("refused", str(result))

    def channels(self, *arguments):
        return self.said("Starting session: subsystem 'sftp'", lambda: self.assertSummary(self.with_key(*arguments), DONE))

    def test_channels_are_opened_with_the_login(self):
        write_random(self.path("home/small"), 1000)
        write_random(self.path("home/large"), LARGE)
        self.assertEqual(self.channels("ls", self.url()), 1)
        self.assertEqual(self.channels("put", self.path("home/small"), self.url("small")), 2)
        self.assertEqual(self.channels("put", self.path("home/large"), self.url("large")), 9)
        self.assertEqual(self.channels("get", self.url("large"), self.path("home/back")), 3)

    def test_servers_that_allow_fewer(self):
        write_random(self.path("home/large"), LARGE)
        for allowed in (1, 2, 4):
            with Sshd(self.path("sshd-%d" % allowed), "MaxSessions %d" % allowed) as server:
                server.authorize(self.keys["ed25519"])
                self.know(server.known_hosts)
                target = os.path.join(self.remote, "large-%d" % allowed)
                back = self.path("home/back-%d" % allowed)
                self.assertSummary(self.with_key("--verify", "put", self.path("home/large"), server.url(target)), DONE)
                self.assertSummary(self.with_key("--verify", "get", server.url(target), back), DONE)
                self.assertIn("no more sessions", server.log())


if __name__ == "__main__":
    main()
