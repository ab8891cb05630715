# SPDX-License-Identifier: GPL-3.0-or-later
"""quay through a real sshd: ways to log in, trust, and what a user may not do."""

import os
import shutil
import subprocess

import sshd
from quaytest import AUTHENTICATION, DONE, FAILED, PLAIN, TRUST, main, tree_items
from servercase import ServerCase


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

    def test_unreadable_key_file(self):
        key = sshd.make_key(self.path("closed"), "ed25519")
        os.chmod(key, 0)
        result = self.quay("-i", key, "ls", self.url(), prefix=PLAIN)
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

    def test_known_hosts_of_openssh(self):
        """Where nothing else is said, they are read, and with --accept-new written, as ssh does."""
        run = lambda *options: self.quay("--json", "--batch", "--no-agent", "-i", self.keys["ed25519"], *options, "ls", self.url(), base=[])
        self.assertSummary(run(), TRUST)
        self.assertSummary(run("--accept-new"), DONE)
        self.assertSummary(run(), DONE)
        self.assertIn(self.public(), self.read("home/.ssh/known_hosts").decode())
        self.assertEqual(os.stat(self.path("home/.ssh/known_hosts")).st_mode & 0o777, 0o600)

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


class Denied(ServerCase):
    """What the server's user may not do. Each says so in a sentence, and leaves things as they were."""

    def setUp(self):
        super().setUp()
        self.write("remote/closed", b"secret")
        os.chmod(self.path("remote/closed"), 0)
        self.write("mine/there/x", b"x")
        for folder in ("mine/there", "mine"):
            os.chmod(self.path(folder), 0o555)
        self.mine = self.server.url(self.path("mine"))

    def denied(self, *command, on):
        before = tree_items(self.path("mine"))
        result = self.with_key(*command)
        self.assertSentence(result, FAILED, "Could not ", on, "permission denied", "ask its owner")
        self.assertEqual(tree_items(self.path("mine")), before)
        return result

    def test_get(self):
        self.denied("get", self.url("closed"), self.home, on=self.path("remote/closed"))
        self.assertEqual(os.listdir(self.home), [])

    def test_get_over_an_old_file(self):
        self.write("home/closed", b"old")
        self.denied("get", "--overwrite=always", self.url("closed"), self.home, on=self.path("remote/closed"))
        self.assertEqual(self.read("home/closed"), b"old")

    def test_get_tree(self):
        self.write("remote/open", b"open")
        result = self.denied("get", "-r", self.url(), self.path("home/back"), on=self.path("remote/closed"))
        self.assertEqual(os.listdir(self.path("home/back")), ["open"])
        self.assertEqual(result.summary["files_failed"], 1)

    def test_put(self):
        self.write("file", b"x")
        self.denied("put", self.path("file"), self.mine, on=self.path("mine/file"))
        self.assertEqual(self.read("file"), b"x")

    def test_others(self):
        self.denied("mkdir", self.mine + "/new", on=self.path("mine/new"))
        self.denied("rm", "-r", self.mine + "/there", on=self.path("mine/there"))
        self.denied("mv", self.mine + "/there", self.path("mine/elsewhere"), on=self.path("mine/there"))

    def test_ls(self):
        os.chmod(self.path("remote"), 0)
        result = self.with_key("ls", self.url())
        self.assertSentence(result, FAILED, "Could not list", self.remote, "permission denied", "ask its owner")


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


if __name__ == "__main__":
    main()
