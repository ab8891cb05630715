# SPDX-License-Identifier: GPL-3.0-or-later
"""quay through proxies to a real sshd: microsocks and tinyproxy, and for SOCKS 4 and Digest, which no proxy at hand speaks, ones of our own."""

import os
import subprocess
import sys
import time
import unittest

import proxies
from quaytest import AUTHENTICATION, CANCELLED, DONE, FAILED, QUAY, end, file_hash, main, wait_until, write_random
from servercase import ServerCase
from terminal import TerminalCase

PASSWORD = "pr0xy s3cret ä"


class Proxied(ServerCase):
    def setUp(self):
        super().setUp()
        self.number = 0

    def started(self, proxy):
        self.addCleanup(proxy.stop)
        return proxy

    def log_name(self):
        self.number += 1
        return self.path("proxy-%d.log" % self.number)

    def tinyproxy(self, *config):
        return self.started(proxies.Tinyproxy(self.log_name(), *config))

    def microsocks(self, *login):
        return self.started(proxies.Microsocks(self.log_name(), *login))

    def proxied(self, url, *arguments, **more):
        return self.with_key("--proxy", url, *arguments, **more)

    def with_proxy_password(self, password, *arguments, **more):
        reading, writing = os.pipe()
        os.write(writing, password.encode() + b"\n")
        os.close(writing)
        try:
            return self.with_key("--proxy-password-fd", str(reading), *arguments, pass_fds=(reading,), **more)
        finally:
            os.close(reading)

    def check_transfer(self, url):
        """There and back, over several channels."""
        write_random(self.path("home/file"), (8 << 20) + 5)
        self.assertSummary(self.proxied(url, "put", self.path("home/file"), self.url("file")), DONE)
        self.assertSummary(self.proxied(url, "get", self.url("file"), self.path("home/back")), DONE)
        self.assertEqual(file_hash(self.path("home/back")), file_hash(self.path("home/file")))


@unittest.skipUnless(proxies.available("tinyproxy"), "no tinyproxy here: NOT tested")
class Http(Proxied):
    def test_transfer(self):
        proxy = self.tinyproxy()
        self.check_transfer("http://127.0.0.1:%d" % proxy.port)
        self.assertIn("CONNECT 127.0.0.1:%d" % self.server.port, proxy.log())

    def test_login(self):
        proxy = self.tinyproxy('BasicAuth bob s3cret')
        url = "http://bob%s@127.0.0.1:" + str(proxy.port)
        self.assertSummary(self.proxied(url % ":s3cret", "ls", self.url()), DONE)
        self.assertSummary(self.with_proxy_password("s3cret", "--proxy", url % "", "ls", self.url()), DONE)
        for given in ("", ":wr0ng"):
            result = self.proxied(url % given, "-vvv", "ls", self.url())
            self.assertSummary(result, AUTHENTICATION)
            self.assertIn("The HTTP proxy 127.0.0.1 port %d" % proxy.port, result.summary["message"])
            self.assertNotIn("wr0ng", result.err + result.out.decode())

    def test_refused_port(self):
        proxy = self.tinyproxy("ConnectPort 443")
        self.assertSentence(self.proxied("http://127.0.0.1:%d" % proxy.port, "ls", self.url()), FAILED, "answers “403", "port 443",
                            "127.0.0.1 port %d" % self.server.port)

    def test_server_away(self):
        proxy = self.tinyproxy()
        self.assertSentence(self.proxied("http://127.0.0.1:%d" % proxy.port, "ls", self.url(port=1)), FAILED, "does not connect to 127.0.0.1 port 1")

    def test_is_no_proxy(self):
        self.assertSentence(self.proxied("http://127.0.0.1:%d" % self.server.port, "ls", self.url()), FAILED, "does not speak HTTP",
                            "SSH-2.0-OpenSSH")

    def test_proxy_dies(self):
        """In the middle of a download: told within seconds."""
        proxy = self.tinyproxy()
        write_random(self.path("remote/file"), 32 << 20)
        process = subprocess.Popen([QUAY, *self.base, "-i", self.keys["ed25519"], "--limit", "2M", "--proxy", "http://127.0.0.1:%d" % proxy.port, "get",
                                    self.url("file"), self.path("home/file")], env=self.environment(), stdout=subprocess.DEVNULL,
                                   stderr=subprocess.PIPE)
        self.addCleanup(end, process)
        wait_until(lambda: any(name.endswith(".part") for name in os.listdir(self.home)), "the download")
        proxy.process.kill()
        proxy.process.wait()
        self.assertIn(process.wait(60), (FAILED, CANCELLED))
        self.assertIn(b"127.0.0.1", process.stderr.read())
        process.stderr.close()


@unittest.skipUnless(proxies.available("microsocks"), "no microsocks here: NOT tested")
class Socks5(TerminalCase, Proxied):
    def test_transfer(self):
        proxy = self.microsocks()
        self.check_transfer("socks5://127.0.0.1:%d" % proxy.port)
        self.assertIn("127.0.0.1:%d" % self.server.port, proxy.log())

    def test_name(self):
        """The proxy looks it up: the name, not an address, reaches it."""
        proxy = self.microsocks()
        with open(self.server.known_hosts, encoding="ascii") as file:
            known = self.write("known", file.read().replace("127.0.0.1", "localhost").encode())
        result = self.proxied("socks5://127.0.0.1:%d" % proxy.port, "--known-hosts", known, "ls", self.url().replace("127.0.0.1", "localhost"))
        self.assertSummary(result, DONE)
        self.assertIn("localhost:%d" % self.server.port, proxy.log())

    def test_login(self):
        proxy = self.microsocks("bob", PASSWORD)
        url = "socks5://bob@127.0.0.1:%d" % proxy.port
        self.assertSummary(self.with_proxy_password(PASSWORD, "--proxy", url, "ls", self.url()), DONE)
        result = self.with_proxy_password("wr0ng", "-vvv", "--proxy", url, "ls", self.url())
        self.assertSummary(result, AUTHENTICATION)
        self.assertIn("does not accept the user name “bob”", result.summary["message"])
        self.assertNotIn("wr0ng", result.err + result.out.decode())
        self.assertSentence(self.proxied("socks5://127.0.0.1:%d" % proxy.port, "ls", self.url()), AUTHENTICATION, "wants to be logged in to")

    def test_asks(self):
        """On the terminal, in the proxy's name, until it is right; nothing of the answers is seen."""
        proxy = self.microsocks("bob", "s3cret")
        there = self.terminal("--known-hosts", self.server.known_hosts, "--no-agent", "-i", self.keys["ed25519"], "--proxy",
                              "socks5://127.0.0.1:%d" % proxy.port, "ls", self.url())
        there.expect(r"\(proxy 127\.0\.0\.1\) User name: ")
        there.answer("bob")
        for prompt, answer in ((r"\(proxy 127\.0\.0\.1\) Password: ", "wr0ng"), (r"\(proxy 127\.0\.0\.1\) Password of bob: ", "s3cret")):
            there.expect(prompt)
            there.wait_hidden()
            there.answer(answer)
        self.assert_ends(there, DONE)
        self.assertNotIn("s3cret", there.text)

    def test_server_away(self):
        proxy = self.microsocks()
        self.assertSentence(self.proxied("socks5://127.0.0.1:%d" % proxy.port, "ls", self.url(port=1)), FAILED, "refused there",
                            "does not connect to 127.0.0.1 port 1")

    def test_proxy_away(self):
        self.assertSentence(self.proxied("socks5://127.0.0.1:1", "ls", self.url()), FAILED, "127.0.0.1 port 1", "the proxy is running")


class Others(Proxied):
    def test_socks4(self):
        proxy = self.started(proxies.Socks4())
        self.check_transfer("socks4://bob@127.0.0.1:%d" % proxy.port)
        self.assertEqual(set(proxy.seen), {(4, 1, "bob", False, "127.0.0.1", self.server.port)})
        self.assertSentence(self.proxied("socks4://127.0.0.1:%d" % proxy.port, "ls", self.url(port=1)), FAILED, "code 91")

    def test_socks4a(self):
        proxy = self.started(proxies.Socks4())
        with open(self.server.known_hosts, encoding="ascii") as file:
            known = self.write("known", file.read().replace("127.0.0.1", "localhost").encode())
        result = self.proxied("socks4a://127.0.0.1:%d" % proxy.port, "--known-hosts", known, "ls", self.url().replace("127.0.0.1", "localhost"))
        self.assertSummary(result, DONE)
        self.assertEqual(proxy.seen, [(4, 1, "", True, "localhost", self.server.port)])

    def test_digest(self):
        """A password is not sent to a proxy that has Digest, which answers for it."""
        proxy = self.started(proxies.DigestProxy("bob", PASSWORD))
        result = self.with_proxy_password(PASSWORD, "--proxy", "http://bob@127.0.0.1:%d" % proxy.port, "ls", self.url())
        self.assertSummary(result, DONE)
        self.assertNotIn("Proxy-Authorization", proxy.seen[0])
        self.assertTrue(proxy.seen[1]["Proxy-Authorization"].startswith("Digest "))
        result = self.with_proxy_password("wr0ng", "--proxy", "http://bob@127.0.0.1:%d" % proxy.port, "ls", self.url())
        self.assertSummary(result, AUTHENTICATION)

    def test_silent_proxy(self):
        """One that takes the connection and says nothing."""
        with proxies.socket.create_server(("127.0.0.1", 0)) as listener:
            started = time.monotonic()
            result = self.proxied("http://127.0.0.1:%d" % listener.getsockname()[1], "--timeout", "1", "ls", self.url())
        self.assertSentence(result, CANCELLED, "The HTTP proxy 127.0.0.1", "did not answer in time")
        self.assertLess(time.monotonic() - started, 20)

    def test_from_the_environment(self):
        proxy = self.started(proxies.Socks4())
        url = "socks4://127.0.0.1:%d" % proxy.port
        for variables, used in (({"ALL_PROXY": url}, True), ({"all_proxy": url}, True), ({"ALL_PROXY": url, "NO_PROXY": "x.example, 127.0.0.0/8"}, False),
                                ({"ALL_PROXY": url, "no_proxy": "*"}, False), ({"ALL_PROXY": url, "NO_PROXY": "example.org"}, True)):
            proxy.seen.clear()
            self.assertSummary(self.proxied("system", "ls", self.url(), env=self.environment(**variables)), DONE)
            self.assertEqual(len(proxy.seen), int(used), variables)
            # Unasked, nobody looks there.
            self.assertSummary(self.with_key("ls", self.url(), env=self.environment(**variables)), DONE)
            self.assertEqual(len(proxy.seen), int(used), variables)
        result = self.proxied("system", "ls", self.url(), env=self.environment(ALL_PROXY="gopher://b:s3cret@h"))
        self.assertNotIn("s3cret", result.err)
        self.assertNotEqual(result.exit, DONE)


CONNECT = """import os, select, socket, sys
far = socket.create_connection((sys.argv[1], int(sys.argv[2])))
open(sys.argv[3], "w").write(str(os.getpid()))
while True:
    for ready in select.select([0, far], [], [])[0]:
        data = os.read(ready if ready == 0 else far.fileno(), 65536)
        if not data: sys.exit(0)
        (far.sendall if ready == 0 else sys.stdout.buffer.raw.write)(data)
"""


class Command(Proxied):
    def test_transfer(self):
        """The program is gone when the connection is."""
        script = self.write("connect.py", CONNECT.encode())
        pid = self.path("pid")
        write_random(self.path("home/file"), (2 << 20) + 5)
        self.assertSummary(self.with_key("--proxy-command", "%s %s %%h %%p %s" % (sys.executable, script, pid), "put", self.path("home/file"), self.url("file")), DONE)
        self.assertEqual(file_hash(self.path("remote/file")), file_hash(self.path("home/file")))
        number = int(self.read("pid"))
        wait_until(lambda: not os.path.exists("/proc/%d" % number), "the program's end")

    def test_says_why(self):
        result = self.with_key("--proxy-command", "sh -c 'echo \"no \033[31mway\" >&2; exit 7'", "ls", self.url())
        message = self.assertSentence(result, FAILED, "exited with status 7", "no \\x1b[31mway")
        self.assertNotIn("\033", message)

    def test_no_shell(self):
        made = self.path("made")
        self.with_key("--proxy-command", "false ; touch %s ; echo $(touch %s) > %s" % (made, made, made), "ls", self.url())
        self.assertFalse(os.path.exists(made))


if __name__ == "__main__":
    main()
