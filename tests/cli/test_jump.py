# SPDX-License-Identifier: GPL-3.0-or-later
"""quay through jump hosts: real sshds, one behind the other."""

import os
import re
import signal
import subprocess
import unittest

import proxies
import sshd
from quaytest import AUTHENTICATION, CANCELLED, DONE, FAILED, QUAY, TRUST, end, file_hash, main, wait_until, write_random
from servercase import ServerCase
from terminal import TerminalCase


def descendants(pid):
    """Of a server: what serves its connections."""
    found = [int(word) for word in subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False).stdout.split()]
    return found + [more for child in found for more in descendants(child)]


class Jump(TerminalCase, ServerCase):
    """The server, and two gates that lead to it; each trusts another key."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gates = []
        for number in range(2):
            gate = sshd.Sshd(os.path.join(cls.folder, "gate-%d" % number), "LogLevel DEBUG1")
            cls.gates.append(gate)
            gate.authorize(cls.keys["ed25519"])
        cls.all_known = os.path.join(cls.folder, "all_known_hosts")
        with open(cls.all_known, "w", encoding="ascii") as out:
            for server in (cls.server, *cls.gates):
                with open(server.known_hosts, encoding="ascii") as file:
                    out.write(file.read())

    @classmethod
    def tearDownClass(cls):
        for gate in cls.gates:
            gate.stop()
        super().tearDownClass()

    def setUp(self):
        super().setUp()
        self.base = ["--json", "--batch", "--no-agent", "--known-hosts", self.all_known]
        self.marks = [len(gate.log()) for gate in self.gates]

    def name(self, number):
        return "%s@127.0.0.1:%d" % (self.gates[number].user, self.gates[number].port)

    def log(self, number):
        """What the gate wrote since the test began."""
        return self.gates[number].log()[self.marks[number]:]

    def jumped(self, hosts, *arguments, **more):
        return self.with_key("-J", hosts, *arguments, **more)

    def known_without(self, server):
        with open(self.all_known, encoding="ascii") as file:
            lines = [line for line in file if "]:%d " % server.port not in line]
        return self.write("some_known_hosts", "".join(lines).encode())

    def check_transfer(self, hosts, *more):
        write_random(self.path("home/file"), (8 << 20) + 5)
        self.assertSummary(self.jumped(hosts, *more, "put", self.path("home/file"), self.url("file")), DONE)
        self.assertSummary(self.jumped(hosts, *more, "get", self.url("file"), self.path("home/back")), DONE)
        self.assertEqual(file_hash(self.path("home/back")), file_hash(self.path("home/file")))

    def test_one(self):
        self.check_transfer(self.name(0))
        self.assertIn("direct-tcpip", self.log(0))
        self.assertIn("127.0.0.1 port %d" % self.server.port, self.log(0))

    def test_two(self):
        """In the order they are named."""
        self.check_transfer(self.name(0) + "," + self.name(1))
        self.assertIn("127.0.0.1 port %d" % self.gates[1].port, self.log(0))
        self.assertNotIn("127.0.0.1 port %d, target" % self.server.port, self.log(0))
        self.assertIn("127.0.0.1 port %d" % self.server.port, self.log(1))

    def test_three(self):
        """One of them twice."""
        self.check_transfer(",".join([self.name(0), self.name(1), self.name(0)]))

    def test_many_files(self):
        for number in range(300):
            self.write("home/tree/%d" % number, b"x" * number)
        self.assertSummary(self.jumped(self.name(0), "put", "-r", self.path("home/tree"), self.url()), DONE)
        self.assertEqual(len(os.listdir(self.path("remote/tree"))), 300)

    def test_rekey(self):
        """Keys are exchanged again and again on the jump host's connection while data runs through it."""
        with sshd.Sshd(self.path("rekeying"), "RekeyLimit 1M") as gate:
            gate.authorize(self.keys["ed25519"])
            with open(self.all_known, encoding="ascii") as one, open(gate.known_hosts, encoding="ascii") as other:
                known = self.write("known", (one.read() + other.read()).encode())
            self.check_transfer("%s@127.0.0.1:%d" % (gate.user, gate.port), "--known-hosts", known)

    def test_unknown_gate(self):
        """Not trusted: nothing goes on, neither to it nor behind it."""
        for number in range(2):
            known = self.known_without(self.gates[number])
            result = self.jumped(self.name(0) + "," + self.name(1), "--known-hosts", known, "ls", self.url())
            self.assertSentence(result, TRUST, "At the jump host 127.0.0.1 port %d (%d of 2" % (self.gates[number].port, number + 1), "SHA256:")
        self.assertNotIn("Accepted", self.log(1))

    def test_unknown_server(self):
        message = self.assertSentence(self.jumped(self.name(0), "--known-hosts", self.known_without(self.server), "ls", self.url()), TRUST,
                                      "127.0.0.1 port %d is not known" % self.server.port)
        self.assertNotIn("jump", message)

    def test_not_let_in(self):
        result = self.quay("-i", self.keys["rsa"], "-J", self.name(0), "ls", self.url())
        self.assertSentence(result, AUTHENTICATION, "At the jump host 127.0.0.1 port %d (1 of 1" % self.gates[0].port)

    def test_password_is_the_servers(self):
        """No jump host gets it, not even one that would take it."""
        self.need_password()
        result = self.with_password(self.server.password, "-J", self.name(0), "ls", self.url())
        self.assertSentence(result, AUTHENTICATION, "At the jump host")
        self.assertNotIn("password", self.log(0).split("Connection from")[-1].split("userauth-request")[-1])
        self.assertNotRegex(self.log(0), r"(Failed|Accepted) password")
        result = self.with_password(self.server.password, "-i", self.keys["ed25519"], "-J", self.name(0), "ls", self.url())
        self.assertSummary(result, DONE)

    def test_asks_for_each(self):
        """Passwords and host keys, each in the name of whose they are."""
        self.need_password()
        there = self.terminal("--known-hosts", self.path("none"), "--no-agent", "-i", self.path("no-key"), "-J", self.name(0), "ls", self.url())
        for server in (self.gates[0], self.server):
            there.expect(r"(?s)127\.0\.0\.1\S* ?\D*%d.*\(yes/no" % server.port)
            there.answer("yes")
            there.expect("%s@127.0.0.1's password: " % server.user)
            there.wait_hidden()
            there.answer(server.password)
        self.assert_ends(there, DONE)
        with open(self.path("none"), encoding="ascii") as file:
            self.assertEqual(len(file.readlines()), 2)

    def test_server_away(self):
        self.assertSentence(self.jumped(self.name(0), "ls", self.url(port=1)), FAILED, "At the jump host 127.0.0.1 port %d" % self.gates[0].port,
                            "does not connect to 127.0.0.1 port 1")

    def test_gate_away(self):
        self.assertSentence(self.jumped("127.0.0.1:1", "ls", self.url()), FAILED, "At the jump host 127.0.0.1 port 1 (1 of 1", "Nothing listens")
        self.assertSentence(self.jumped(self.name(0) + ",127.0.0.1:1", "ls", self.url()), FAILED, "At the jump host 127.0.0.1 port %d (1 of 2" %
                            self.gates[0].port, "does not connect to 127.0.0.1 port 1")

    def test_forbidden(self):
        with sshd.Sshd(self.path("closed"), "AllowTcpForwarding no") as gate:
            gate.authorize(self.keys["ed25519"])
            result = self.jumped("%s@127.0.0.1:%d" % (gate.user, gate.port), "--known-hosts", self.path("new"), "--accept-new", "ls", self.url())
        self.assertSentence(result, FAILED, "does not connect to 127.0.0.1 port %d for us" % self.server.port, "forbid")

    def test_gate_dies(self):
        """In the middle of a download: the sentence names it."""
        with sshd.Sshd(self.path("dying")) as gate:
            gate.authorize(self.keys["ed25519"])
            with open(self.all_known, encoding="ascii") as one, open(gate.known_hosts, encoding="ascii") as other:
                known = self.write("known", (one.read() + other.read()).encode())
            write_random(self.path("remote/file"), 32 << 20)
            process = subprocess.Popen([QUAY, "--batch", "--no-agent", "--known-hosts", known, "-i", self.keys["ed25519"], "--limit", "2M", "-J",
                                        "%s@127.0.0.1:%d" % (gate.user, gate.port), "get", self.url("file"), self.path("home/file")],
                                       env=self.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            self.addCleanup(end, process)
            wait_until(lambda: any(name.endswith(".part") for name in os.listdir(self.home)), "the download")
            children = descendants(gate.process.pid)
            self.assertTrue(children)
            for child in children:
                os.kill(child, signal.SIGKILL)
            self.assertIn(process.wait(60), (FAILED, CANCELLED))
            said = process.stderr.read().decode()
            process.stderr.close()
        self.assertIn("127.0.0.1 port %d" % gate.port, said)

    @unittest.skipUnless(proxies.available("microsocks"), "no microsocks here: NOT tested")
    def test_proxy_first(self):
        proxy = proxies.Microsocks(self.path("proxy.log"))
        self.addCleanup(proxy.stop)
        self.check_transfer(self.name(0) + "," + self.name(1), "--proxy", "socks5://127.0.0.1:%d" % proxy.port)
        targets = set(re.findall(r"127\.0\.0\.1:(\d+)", proxy.log()))
        self.assertEqual(targets, {str(self.gates[0].port)})

    def test_default_port_and_user(self):
        """Told in the sentence: nothing listens on port 22 of that address."""
        self.assertSentence(self.jumped("127.0.0.123", "ls", self.url()), FAILED, "At the jump host 127.0.0.123 port 22")


if __name__ == "__main__":
    main()
