# SPDX-License-Identifier: GPL-3.0-or-later
"""quay through a real sshd: ways to log in, trust, trees, and everything that goes wrong on the way."""

import os
import shutil
import socket
import subprocess
import tempfile
import threading
import unittest

import sshd
from pipecase import make_tree
from quaytest import (AUTHENTICATION, CANCELLED, DONE, FAILED, PROTOCOL, TRUST, USAGE, QuayCase, file_hash, main, tree_items,
                      write_random)

SLOW = bool(os.environ.get("QUAY_SLOW"))
BIG = (1 << 30) if SLOW else (64 << 20)


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


class Login(ServerCase):
    def test_keys(self):
        """RSA must work with today's servers, which take no SHA-1."""
        for kind in ("ed25519", "rsa"):
            self.assertSummary(self.with_key("ls", self.url(), kind=kind), DONE)

    def test_second_key_is_taken(self):
        stranger = sshd.make_key(self.path("stranger"), "ed25519")
        self.assertSummary(self.quay("-i", stranger, "-i", self.keys["rsa"], "ls", self.url()), DONE)

    def test_stranger(self):
        stranger = sshd.make_key(self.path("stranger"), "ed25519")
        self.assertSummary(self.quay("-i", stranger, "ls", self.url()), AUTHENTICATION)

    def test_pem_key(self):
        key = self.path("pem")
        subprocess.run(["ssh-keygen", "-q", "-t", "rsa", "-b", "2048", "-m", "PEM", "-N", "", "-f", key], check=True)
        self.server.authorize(key)
        self.assertSummary(self.quay("-i", key, "ls", self.url()), DONE)

    def test_default_key(self):
        os.mkdir(self.path("home/.ssh"), 0o700)
        shutil.copy(self.keys["ed25519"], self.path("home/.ssh/id_ed25519"))
        self.assertSummary(self.quay("ls", self.url()), DONE)

    def need_password(self):
        if self.server.password is None:
            self.skipTest("passwords of a real sshd need root: NOT tested")

    def test_password(self):
        self.need_password()
        self.assertSummary(self.with_password(self.server.password, "ls", self.url()), DONE)

    def test_wrong_password(self):
        self.need_password()
        result = self.with_password("wrong", "ls", self.url())
        self.assertSummary(result, AUTHENTICATION)
        self.assertNotIn("wrong\n", result.err)

    def test_encrypted_key(self):
        key = sshd.make_key(self.path("locked"), "ed25519", "open sesame")
        self.server.authorize(key)
        self.assertSummary(self.with_password("open sesame", "-i", key, "ls", self.url()), DONE)
        result = self.with_password("wrong", "-i", key, "ls", self.url())
        self.assertExit(result, AUTHENTICATION, "locked")
        result = self.quay("-i", key, "ls", self.url())
        self.assertExit(result, AUTHENTICATION, "locked")

    def test_missing_key_file(self):
        self.assertExit(self.quay("-i", self.path("nothing"), "ls", self.url()), AUTHENTICATION, "nothing")

    def test_broken_key_file(self):
        self.assertExit(self.quay("-i", self.write("broken", b"no key at all\n"), "ls", self.url()), AUTHENTICATION, "broken")

    @unittest.skipUnless(os.geteuid() == 0, "needs root to become nobody: NOT tested")
    def test_unreadable_key_file(self):
        from quaytest import QUAY, run_program
        key = sshd.make_key(self.path("closed"), "ed25519")
        os.chmod(key, 0)
        result = run_program(["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", QUAY, *self.base, "-i", key, "ls", self.url()],
                             env=self.environment(HOME="/nonexistent"))
        self.assertExit(result, AUTHENTICATION, "closed")
        self.assertRegex(result.err, "(?i)permission")

    def test_agent(self):
        agent = subprocess.Popen(["ssh-agent", "-D", "-a", self.path("agent")], stdout=subprocess.DEVNULL)
        self.addCleanup(agent.wait)
        self.addCleanup(agent.terminate)
        env = self.environment(SSH_AUTH_SOCK=self.path("agent"))
        for _ in range(200):
            if subprocess.run(["ssh-add", "-q", self.keys["ed25519"]], env=env, stderr=subprocess.DEVNULL, check=False).returncode == 0:
                break
        base = ["--json", "--batch", "--known-hosts", self.server.known_hosts]
        self.assertSummary(self.quay("ls", self.url(), base=base, env=env), DONE)
        self.assertSummary(self.quay("--no-agent", "ls", self.url(), base=base, env=env), AUTHENTICATION)

    def test_info(self):
        info = self.with_key("info", self.url()).entries("info")[0]
        self.assertIn("OpenSSH", info["server-id"])
        self.assertTrue(info["strict-kex"])
        self.assertEqual(info["auth-method"], "publickey")


class Trust(ServerCase):
    def ls(self, *options, known_hosts=None):
        return self.quay("--json", "--batch", "--no-agent", "-i", self.keys["ed25519"], "--known-hosts", known_hosts or self.path("known"),
                         *options, "ls", self.url(), base=[])

    def public(self, key=None):
        with open((key or self.server.host_key) + ".pub", encoding="ascii") as file:
            return " ".join(file.read().split()[:2])

    def fingerprint(self):
        return subprocess.run(["ssh-keygen", "-l", "-f", self.server.host_key + ".pub"], check=True, capture_output=True, text=True).stdout.split()[1]

    def test_unknown_host_ends_before_authentication(self):
        """RELIABILITY 32."""
        before = self.server.log()
        result = self.ls()
        self.assertSummary(result, TRUST)
        self.assertIn(self.fingerprint(), result.err)
        added = self.server.log()[len(before):]
        self.assertNotRegex(added, "Accepted|Failed|Postponed|userauth")
        self.assertFalse(os.path.exists(self.path("known")))

    def test_accept_new(self):
        self.assertSummary(self.ls("--accept-new"), DONE)
        self.assertEqual(os.stat(self.path("known")).st_mode & 0o777, 0o600)
        self.assertSummary(self.ls(), DONE)
        found = subprocess.run(["ssh-keygen", "-F", "[127.0.0.1]:%d" % self.server.port, "-f", self.path("known")], capture_output=True, text=True, check=False)
        self.assertIn(self.public(), found.stdout)

    def test_foreign_lines_are_kept(self):
        lines = b"# a comment\r\nother.example " + self.public().encode() + b"\n\nno line at all"
        self.write("known", lines)
        self.assertSummary(self.ls("--accept-new"), DONE)
        self.assertTrue(self.read("known").startswith(lines))

    def changed(self):
        other = sshd.make_key(self.path("other"), "ed25519")
        return ("[127.0.0.1]:%d %s\n" % (self.server.port, self.public(other))).encode()

    def test_changed_key_is_refused(self):
        """RELIABILITY 33."""
        for options in ((), ("--accept-new",)):
            self.write("known", self.changed() if not options else self.read("known"))
            before = self.read("known")
            log = self.server.log()
            result = self.ls(*options)
            self.assertSummary(result, TRUST)
            self.assertRegex(result.err, "(?i)changed")
            self.assertEqual(self.read("known"), before)
            self.assertNotRegex(self.server.log()[len(log):], "Accepted|Failed")

    def test_revoked_key(self):
        self.write("known", ("[127.0.0.1]:%d %s\n@revoked * %s\n" % (self.server.port, self.public(), self.public())).encode())
        result = self.ls("--accept-new")
        self.assertSummary(result, TRUST)
        self.assertRegex(result.err, "(?i)revoked")

    def test_certificate_authority_is_no_plain_key(self):
        self.write("known", ("@cert-authority [127.0.0.1]:%d %s\n" % (self.server.port, self.public())).encode())
        self.assertSummary(self.ls(), TRUST)

    def test_hashed_and_wildcard(self):
        self.write("known", ("[127.0.0.*]:%d %s\n" % (self.server.port, self.public())).encode())
        self.assertSummary(self.ls(), DONE)
        self.write("known", ("[127.0.0.1]:%d %s\n" % (self.server.port, self.public())).encode())
        subprocess.run(["ssh-keygen", "-q", "-H", "-f", self.path("known")], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.assertIn(b"|1|", self.read("known"))
        self.assertSummary(self.ls(), DONE)

    def test_negated(self):
        self.write("known", ("[127.0.0.*]:%d,![127.0.0.1]:%d %s\n" % (self.server.port, self.server.port, self.public())).encode())
        self.assertSummary(self.ls(), TRUST)

    def test_another_port_is_another_host(self):
        self.write("known", ("127.0.0.1 %s\n[127.0.0.1]:1 %s\n" % (self.public(), self.public())).encode())
        self.assertSummary(self.ls(), TRUST)

    def test_unreadable_known_hosts(self):
        """RELIABILITY 35: an error while checking means no."""
        os.mkdir(self.path("known"))
        before = self.server.log()
        self.assertSummary(self.ls("--accept-new"), TRUST)
        self.assertNotRegex(self.server.log()[len(before):], "Accepted|Failed|Postponed|userauth")


class Unprivileged(ServerCase):
    """What the server's user may not do."""

    def setUp(self):
        super().setUp()
        if not self.server.extra_user:
            self.skipTest("root alone can serve a user who owns nothing: NOT tested")
        self.write("remote/closed", b"secret")
        os.chmod(self.path("remote/closed"), 0)
        os.mkdir(self.path("mine"))

    def denied(self, *command):
        result = self.with_key(*command)
        self.assertSummary(result, FAILED)
        self.assertRegex(result.err, "(?i)permission denied")
        return result

    def test_get(self):
        self.denied("get", self.url("closed"), self.home)
        self.assertEqual(os.listdir(self.home), [])

    def test_get_tree(self):
        self.write("remote/open", b"open")
        result = self.denied("get", "-r", self.url(), self.path("home/back"))
        self.assertEqual(os.listdir(self.path("home/back")), ["open"])
        self.assertEqual(result.summary["files_failed"], 1)

    def test_put(self):
        self.write("file", b"x")
        self.denied("put", self.path("file"), self.server.url(self.path("mine")))

    def test_others(self):
        mine = self.server.url(self.path("mine"))
        self.denied("mkdir", mine + "/new")
        self.denied("rm", "-r", mine)
        os.chmod(self.path("mine"), 0)
        self.denied("ls", mine)


class Transfers(ServerCase):
    def test_tree(self):
        make_tree(self.path("tree"), files=1000, folders=50)
        unreadable = self.write("tree/mode 000", b"x")
        os.chmod(unreadable, 0)
        readable = os.access(unreadable, os.R_OK)
        result = self.with_key("put", "-r", self.path("tree"), self.url(), timeout=120)
        self.assertSummary(result, DONE if readable else FAILED)
        if readable:
            os.chmod(self.path("remote/tree/mode 000"), 0o600)    # the server's user could not read it
        result = self.with_key("get", "-r", self.url("tree"), self.path("back"), timeout=120)
        self.assertSummary(result, DONE)
        os.chmod(unreadable, 0o600)
        expected = tree_items(self.path("tree"))
        if not readable:
            del expected[b"mode 000"]
        self.assertEqual(expected, tree_items(self.path("back")))

    def there_and_back(self, run):
        write_random(self.path("big"), BIG + 7)
        digest = file_hash(self.path("big"))
        self.assertSummary(run("put", self.path("big"), self.url(), timeout=300), DONE)
        self.assertEqual(file_hash(self.path("remote/big")), digest)
        os.unlink(self.path("big"))
        self.assertSummary(run("get", self.url("big"), self.path("back"), timeout=300), DONE)
        self.assertEqual(file_hash(self.path("back")), digest)

    def test_big_file_ed25519(self):
        self.there_and_back(self.with_key)

    def test_big_file_rsa(self):
        self.there_and_back(lambda *arguments, **more: self.with_key(*arguments, kind="rsa", **more))

    def test_big_file_password(self):
        if self.server.password is None:
            self.skipTest("passwords of a real sshd need root: NOT tested")
        self.there_and_back(lambda *arguments, **more: self.with_password(self.server.password, *arguments, **more))

    def test_server_killed_half_way(self):
        """Both directions: nothing under the final name."""
        other = sshd.Sshd(self.path("sshd"))
        self.addCleanup(other.stop)
        other.authorize(self.keys["ed25519"])
        write_random(self.path("remote/big"), 400 << 20)
        os.chmod(self.path("remote/big"), 0o644)
        base = ["--json", "--batch", "--no-agent", "-i", self.keys["ed25519"], "--known-hosts", other.known_hosts]
        for command, final in ((["get", other.url(self.path("remote/big")), self.home], "home/big"),
                               (["put", self.path("remote/big"), other.url(self.path("remote/up"))], "remote/up")):
            timer = threading.Timer(0.6, kill_sessions, [other])
            timer.start()
            result = self.quay(*command, base=base, timeout=60)
            timer.join()
            if result.exit == DONE:
                self.skipTest("the machine is too fast for this test: done before the server died")
            self.assertSummary(result, {FAILED, CANCELLED})
            self.assertFalse(os.path.exists(self.path(final)))


def kill_sessions(server):
    """Every process of the server: its sessions are its children's children."""
    children = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open("/proc/%s/stat" % name, encoding="utf-8", errors="replace") as file:
                    children.setdefault(int(file.read().rsplit(")", 1)[1].split()[1]), []).append(int(name))
            except OSError:
                pass
    todo, found = [server.process.pid], []
    while todo:
        below = children.get(todo.pop(), [])
        todo += below
        found += below
    for pid in found:
        try:
            os.kill(pid, 9)
        except ProcessLookupError:
            pass


class NoSftp(ServerCase):
    subsystem = None

    def test_ssh_without_sftp(self):
        result = self.with_key("ls", self.url())
        self.assertSummary(result, {FAILED})
        self.assertRegex(result.err, "(?i)sftp")


class WelcomeText(ServerCase):
    subsystem = "/bin/sh -c 'echo Welcome to this machine; exec %s'" % sshd.SERVER

    def test_text_before_sftp(self):
        """What a talkative .bashrc does."""
        result = self.with_key("ls", self.url())
        self.assertSummary(result, PROTOCOL)
        self.assertIn("Welcome to this machine", result.err)
        self.assertRegex(result.err, "(?i)shell")


class Banner(ServerCase):
    config = ("Banner /proc/self/cmdline",)

    def test_banner_is_no_output(self):
        self.write("remote/file", b"")
        result = self.quay("--batch", "--no-agent", "-i", self.keys["ed25519"], "--known-hosts", self.server.known_hosts, "ls", self.url(), base=[])
        self.assertExit(result, DONE)
        self.assertEqual(result.out, b"file\n")


class ThreePasswords(ServerCase):
    config = ("MaxAuthTries 3",)

    def test_many_keys_then_disconnect(self):
        """The server hangs up after so many tries: that is a failed authentication, said as such."""
        keys = [sshd.make_key(self.path("stranger%d" % index), "ed25519") for index in range(5)]
        result = self.quay(*[word for key in keys for word in ("-i", key)], "ls", self.url())
        self.assertSummary(result, AUTHENTICATION)


class NoServer(QuayCase):
    """Nothing there that speaks SSH."""

    base = ["--json", "--batch", "--timeout", "3"]

    def fake(self, talk):
        listener = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(listener.close)

        def loop():
            try:
                while True:
                    connection, _ = listener.accept()
                    with connection:
                        talk(connection)
            except OSError:
                pass

        threading.Thread(target=loop, daemon=True).start()
        return "sftp://user@127.0.0.1:%d/" % listener.getsockname()[1]

    def test_no_such_host(self):
        result = self.quay("ls", "sftp://user@no-such-host.invalid/")
        self.assertSummary(result, FAILED)
        self.assertIn("no-such-host.invalid", result.err)

    def test_refused_port(self):
        port = sshd.free_port()
        result = self.quay("ls", "sftp://user@127.0.0.1:%d/" % port)
        self.assertSummary(result, FAILED)
        self.assertRegex(result.err, "(?i)refused")
        self.assertIn(str(port), result.err)

    def test_http_server(self):
        result = self.quay("ls", self.fake(lambda connection: connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n" * 3)))
        self.assertSummary(result, {PROTOCOL, FAILED})
        self.assertRegex(result.err, "(?i)ssh")

    def test_garbage(self):
        result = self.quay("ls", self.fake(lambda connection: connection.sendall(os.urandom(100000))))
        self.assertSummary(result, {PROTOCOL, FAILED})

    def test_hangs_up(self):
        result = self.quay("ls", self.fake(lambda connection: None))
        self.assertSummary(result, {PROTOCOL, FAILED})

    def test_silence(self):
        done = threading.Event()
        self.addCleanup(done.set)
        result = self.quay("ls", self.fake(lambda connection: done.wait(20)))
        self.assertSummary(result, CANCELLED)
        self.assertLess(result.seconds, 6)

    def test_old_protocol(self):
        result = self.quay("ls", self.fake(lambda connection: (connection.sendall(b"SSH-1.5-old\r\n"), connection.recv(1000))))
        self.assertSummary(result, {PROTOCOL, FAILED})

    def test_hostile_names(self):
        for url in ("sftp://-oProxyCommand=touch%20x@127.0.0.1/", "sftp://user@host;touch%20x/", "user@$(touch x):/"):
            self.assertExit(self.quay("ls", "--", url), USAGE)


if __name__ == "__main__":
    main()
