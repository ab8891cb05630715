# SPDX-License-Identifier: GPL-3.0-or-later
"""quay --ssh: the ssh program connects and logs in, and asks through quay; Kerberos is its business too."""

import os
import shutil
import subprocess
import tempfile
import time
import unittest

import sshd
from quaytest import AUTHENTICATION, DONE, TRUST, USAGE, QuayCase, end, main
from servercase import ServerCase

REALM = "QUAY.TEST"


class SshChild(ServerCase):
    def setUp(self):
        super().setUp()
        self.base = ["--ssh", *self.base]

    def test_each_login(self):
        for how in ("ed25519", "rsa, locked", "password"):
            with self.subTest(how):
                self.assertSummary(self.log_in(how, "ls", self.url()), DONE)

    def test_files(self):
        with open(self.path("home/file"), "wb") as file:
            file.write(os.urandom(3 << 20))
        self.assertSummary(self.with_key("put", self.path("home/file"), self.url("file")), DONE)
        self.assertSummary(self.with_key("get", self.url("file"), self.path("home/back")), DONE)
        self.assertEqual(self.read("home/back"), self.read("home/file"))

    def test_wrong_password(self):
        self.need_password()
        result = self.with_password("wrong", "ls", self.url())
        self.assertIn("Permission denied", self.assertSummary(result, AUTHENTICATION)["message"])

    def test_nothing_to_log_in_with(self):
        self.assertSummary(self.quay("ls", self.url()), AUTHENTICATION)

    def test_unknown_host(self):
        open(self.path("home/nothing"), "w").close()
        before = self.server.log().count("userauth")
        base = [self.path("home/nothing") if word == self.server.known_hosts else word for word in self.base]
        result = self.with_key("ls", self.url(), base=base)
        self.assertIn("Host key verification failed", self.assertSummary(result, TRUST)["message"])
        self.assertEqual(self.read("home/nothing"), b"")
        self.assertEqual(self.server.log().count("userauth"), before)

    def test_nobody_there(self):
        result = self.with_key("ls", self.server.url("/", port=sshd.free_port()))
        self.assertIn("Connection refused", result.summary["message"])

    def test_nothing_becomes_an_option(self):
        marker = self.path("home/ran")
        for url in ("sftp://-oProxyCommand=touch%20" + marker + "/", "sftp://-oProxyCommand=x@127.0.0.1:1/"):
            self.assertNotEqual(self.quay("ls", url).exit, DONE)
        result = self.quay("-i", 'a" -oProxyCommand="touch ' + marker, "ls", self.url())
        self.assertSummary(result, USAGE)
        self.assertFalse(os.path.exists(marker))

    def test_no_secret_in_sight(self):
        """Neither in the arguments nor in the environment of what runs, nor in what is told."""
        self.need_password()
        result = self.with_password(self.server.password, "-vvv", "ls", self.url())
        self.assertSummary(result, DONE)
        self.assertIn("ssh asks", result.err)
        self.assertNotIn(self.server.password, result.err)
        self.assertFalse([name for name in os.listdir(tempfile.gettempdir()) if name.startswith("quay-askpass-")
                          and os.stat(os.path.join(tempfile.gettempdir(), name)).st_mtime > time.time() - 1])


def have_kerberos():
    return all(shutil.which(name, path="/usr/sbin:/usr/bin:/sbin:/bin") for name in ("krb5kdc", "kdb5_util", "kadmin.local", "kinit"))


class Realm:
    """A Kerberos realm of the test's own, on loopback."""

    def __init__(self, folder):
        self.folder = folder
        os.makedirs(folder)
        self.port = sshd.free_port()
        self.keytab = os.path.join(folder, "keytab")
        self.env = dict(os.environ, KRB5_CONFIG=os.path.join(folder, "krb5.conf"), KRB5_KDC_PROFILE=os.path.join(folder, "kdc.conf"),
                        KRB5_KTNAME=self.keytab, KRB5CCNAME="FILE:" + os.path.join(folder, "tickets"),
                        PATH="/usr/sbin:/usr/bin:/sbin:/bin")
        self.write("krb5.conf", """[libdefaults]
default_realm = {realm}
dns_lookup_kdc = false
dns_lookup_realm = false
dns_canonicalize_hostname = false
rdns = false
[realms]
{realm} = {{
  kdc = 127.0.0.1:{port}
}}
""")
        self.write("kdc.conf", """[kdcdefaults]
kdc_ports = {port}
kdc_tcp_ports = {port}
kdc_listen = 127.0.0.1:{port}
kdc_tcp_listen = 127.0.0.1:{port}
[realms]
{realm} = {{
  database_name = {folder}/principal
  key_stash_file = {folder}/stash
  acl_file = {folder}/acl
}}
""")
        self.run("kdb5_util", "create", "-s", "-r", REALM, "-P", "master")
        self.process = subprocess.Popen(["krb5kdc", "-n", "-r", REALM], env=self.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def write(self, name, text):
        with open(os.path.join(self.folder, name), "w", encoding="ascii") as file:
            file.write(text.format(realm=REALM, port=self.port, folder=self.folder))

    def run(self, *argv, stdin=""):
        return subprocess.run(argv, env=self.env, input=stdin, text=True, check=True, capture_output=True).stdout

    def add(self, user, password, host):
        self.run("kadmin.local", "-r", REALM, "-q", "addprinc -pw %s %s" % (password, user))
        self.run("kadmin.local", "-r", REALM, "-q", "addprinc -randkey host/" + host)
        self.run("kadmin.local", "-r", REALM, "-q", "ktadd -k %s host/%s" % (self.keytab, host))

    def log_in(self, user, password):
        deadline = time.monotonic() + 20
        while True:
            try:
                return self.run("kinit", user, stdin=password + "\n")
            except subprocess.CalledProcessError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    def stop(self):
        end(self.process)


@unittest.skipUnless(have_kerberos() and sshd.available(), "no Kerberos KDC here")
class Kerberos(QuayCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="quay-krb-")
        cls.realm = Realm(os.path.join(cls.folder, "realm"))
        os.environ.update(KRB5_CONFIG=cls.realm.env["KRB5_CONFIG"], KRB5_KTNAME=cls.realm.keytab)
        cls.server = sshd.Sshd(os.path.join(cls.folder, "sshd"), "GSSAPIAuthentication yes", "GSSAPIKeyExchange yes",
                               "GSSAPIStrictAcceptorCheck no", "PubkeyAuthentication no", "PasswordAuthentication no")
        cls.realm.add(cls.server.user, "ticket", "localhost")
        cls.realm.log_in(cls.server.user, "ticket")
        with open(cls.server.known_hosts, encoding="ascii") as file:
            line = file.read()
        with open(cls.server.known_hosts, "w", encoding="ascii") as file:
            file.write(line.replace("[127.0.0.1]", "[localhost]"))

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()
        cls.realm.stop()
        for name in ("KRB5_CONFIG", "KRB5_KTNAME"):
            os.environ.pop(name, None)
        shutil.rmtree(cls.folder, ignore_errors=True)

    def list_by(self, methods, **more):
        folder = self.path("home/.config/quayside/sites")
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, "0.site"), "w", encoding="ascii") as file:
            file.write("[Site]\nName=realm\nRemoteFolder=/\n[Options]\nhost=localhost\nport=%d\nuser=%s\nuse-agent=false\n"
                       "identities=\ntransport=ssh-child\nauth-methods=%s\nknown-hosts-files=%s;\n"
                       % (self.server.port, self.server.user, methods, self.server.known_hosts))
        env = self.environment(KRB5_CONFIG=self.realm.env["KRB5_CONFIG"], KRB5CCNAME=more.get("tickets", self.realm.env["KRB5CCNAME"]))
        return self.quay("--json", "--batch", "ls", "site:realm", env=env)

    def test_each_method(self):
        for method in ("gssapi-with-mic", "gssapi-keyex"):
            before = self.server.log().count("Accepted " + method)
            self.assertSummary(self.list_by(method), DONE)
            self.assertEqual(self.server.log().count("Accepted " + method), before + 1, self.server.log())

    def test_without_tickets(self):
        self.assertSummary(self.list_by("gssapi-with-mic", tickets="FILE:" + self.path("home/none")), AUTHENTICATION)


if __name__ == "__main__":
    main()
