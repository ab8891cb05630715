# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys and certificates: stores of all kinds, what they tell, and logging on with them."""

import hashlib
import os
import subprocess

from gi.repository import GLib

import sshd
from clientcase import ClientCase, Client, covers, data

GROUP = ("effective_date expiration_date extended_key_usage fingerprint fingerprint_sha1 fingerprint_sha256 issuer private_key "
         "private_key_available public_key public_key_algorithm public_key_length serial_number signature_algorithm store "
         "store_password store_type subject_alt_names thumbprint_md5 thumbprint_sha1 thumbprint_sha256 usage usage_flags version "
         "subject encoded").split()


def rows(prefix):
    return " ".join(prefix + name for name in GROUP)


def run(*argv, **more):
    return subprocess.run(argv, check=True, capture_output=True, **more).stdout


class Keys(ClientCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pfx_password = "open sesame"
        cls.pem = os.path.join(cls.folder, "key.pem")
        cls.cert = os.path.join(cls.folder, "cert.pem")
        cls.pfx = os.path.join(cls.folder, "key.pfx")
        run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", cls.pem, "-out", cls.cert, "-days", "30",
            "-subj", "/C=US/O=Example/CN=tester", "-addext", "keyUsage=digitalSignature,keyCertSign", "-addext",
            "extendedKeyUsage=clientAuth", "-addext", "subjectAltName=DNS:one.example,DNS:two.example", "-set_serial", "0x1234")
        run("openssl", "pkcs12", "-export", "-inkey", cls.pem, "-in", cls.cert, "-name", "tester", "-out", cls.pfx,
            "-passout", "pass:" + cls.pfx_password)
        public = run("ssh-keygen", "-y", "-f", cls.pem)
        with open(cls.server.authorized, "ab") as file:
            file.write(public)
        cls.blob = GLib.base64_decode(public.split()[1].decode())

    def check_group(self, client, prefix):
        def get(name):
            return client.get(prefix + name)

        def hashed(name, content):
            return ":".join("%02x" % byte for byte in hashlib.new(name, content).digest())
        der = run("openssl", "x509", "-in", self.cert, "-outform", "DER")
        self.assertIn("CN=tester", get("subject"))
        self.assertIn("CN=tester", get("issuer"))
        self.assertEqual(get("version"), "V3")
        self.assertEqual(get("serial-number").replace(":", ""), "1234")
        self.assertRegex(get("effective-date"), r"^\d\d-[A-Z][a-z]{2}-\d{4} \d\d:\d\d:\d\d$")
        self.assertRegex(get("expiration-date"), r"^\d\d-[A-Z][a-z]{2}-\d{4} \d\d:\d\d:\d\d$")
        self.assertNotEqual(get("effective-date"), get("expiration-date"))
        self.assertIn("RSA", get("public-key-algorithm").upper())
        self.assertEqual(get("public-key-length"), 2048)
        self.assertIn("BEGIN", get("public-key"))
        self.assertTrue(get("signature-algorithm"))
        self.assertEqual(get("usage-flags"), 0x84)
        self.assertIn("Digital Signature", get("usage"))
        self.assertIn("1.3.6.1.5.5.7.3.2", get("extended-key-usage"))
        self.assertIn("one.example", get("subject-alt-names"))
        self.assertEqual([get("thumbprint-" + name).lower() for name in ("md5", "sha1", "sha256")],
                         [hashed(name, der) for name in ("md5", "sha1", "sha256")])
        self.assertEqual([get("fingerprint"), get("fingerprint-sha1"), get("fingerprint-sha256")],
                         [hashed(name, self.blob) for name in ("md5", "sha1", "sha256")])
        self.assertIn(b"BEGIN CERTIFICATE", data(get("encoded")))

    @covers("property", rows("ssh_cert_"))
    @covers("property", "ssh_auth_mode")
    def test_pfx_file(self):
        client = self.client(ssh_auth_mode=3)
        self.assertEqual(data(client.get("ssh-cert-store")), b"MY")
        client.set(ssh_cert_store_type=2, ssh_cert_store=GLib.Bytes.new(self.pfx.encode()),
                   ssh_cert_store_password=self.pfx_password, ssh_cert_subject="*")
        self.check_group(client, "ssh-cert-")
        self.assertTrue(client.get("ssh-cert-private-key-available"))
        self.assertIn("BEGIN PRIVATE KEY", client.get("ssh-cert-private-key"))
        self.assertEqual((client.get("ssh-cert-store-type"), client.get("ssh-cert-store-password")), (2, self.pfx_password))
        self.log_on(client)
        self.assertEqual(client.quay.get_login().dup_info().unpack()["auth-method"], "publickey")

    @covers("property", "ssh_cert_store ssh_cert_store_type ssh_cert_subject")
    def test_blob_and_subject(self):
        with open(self.pfx, "rb") as file:
            blob = file.read()
        client = self.client(ssh_auth_mode=3, ssh_cert_store_type=3, ssh_cert_store=GLib.Bytes.new(blob),
                             ssh_cert_store_password=self.pfx_password)
        client.set(ssh_cert_subject="nobody")
        self.assertEqual((client.get("ssh-cert-subject"), client.get("ssh-cert-private-key-available")), ("", False))
        client.set(ssh_cert_subject="tester")
        self.assertIn("CN=tester", client.get("ssh-cert-subject"))
        self.log_on(client)

    @covers("property", "ssh_cert_encoded")
    def test_encoded(self):
        with open(self.cert, "rb") as file:
            cert = file.read()
        client = self.client(ssh_auth_mode=3, ssh_cert_store_type=6, ssh_cert_store=GLib.Bytes.new(self.pem.encode()))
        client.set(ssh_cert_encoded=GLib.Bytes.new(cert))
        self.assertTrue(client.get("ssh-cert-private-key-available"), "the store has the private half")
        self.log_on(client)

    @covers("property", "ssh_cert_store_type")
    def test_other_stores(self):
        with open(self.key, "rb") as file:
            text = file.read()
        for kind, store in ((7, text), (99, text), (99, self.key.encode()), (6, self.key.encode())):
            client = self.client(ssh_auth_mode=3, ssh_cert_store_type=kind, ssh_cert_store=GLib.Bytes.new(store))
            self.log_on(client)
            client.quay.ssh_logoff()
        ppk = os.path.join(self.folder, "key.ppk")
        run("puttygen", self.key, "-O", "private", "-o", ppk)
        client = self.client(ssh_auth_mode=3, ssh_cert_store_type=14, ssh_cert_store=GLib.Bytes.new(ppk.encode()))
        self.log_on(client)

    @covers("error", "1012")
    def test_stores_that_do_not_serve(self):
        client = self.client(ssh_auth_mode=3)
        self.assertError(20007, client.quay.set_value, "ssh-cert-subject", "*")
        client.set(ssh_cert_store_type=2, ssh_cert_store=GLib.Bytes.new(self.key.encode()))
        self.assertError(1012, client.quay.set_value, "ssh-cert-subject", "*")
        client.set(ssh_cert_store_type=2, ssh_cert_store=GLib.Bytes.new(self.pfx.encode()), ssh_cert_store_password="wrong")
        self.assertError(1012, self.log_on, client)

    @covers("property", rows("ssh_accept_server_host_key_"))
    def test_accepted_certificate_tells(self):
        prefix = "ssh-accept-server-host-key-"
        client = self.client()
        for name, value in (("store-type", 2), ("store", GLib.Bytes.new(self.pfx.encode())), ("store-password", self.pfx_password),
                            ("subject", "tester")):
            client.quay.set_value(prefix + name, value)
        self.check_group(client, prefix)
        self.assertTrue(client.get(prefix + "private-key-available"))
        self.assertIn("BEGIN PRIVATE KEY", client.get(prefix + "private-key"))
        self.assertEqual((data(client.get(prefix + "store")), client.get(prefix + "store-type"), client.get(prefix + "store-password")),
                         (self.pfx.encode(), 2, self.pfx_password))

    @covers("property", "ssh_accept_server_host_key_encoded ssh_accept_server_host_key_store")
    def test_server_known_by_its_key(self):
        with open(self.server.host_key + ".pub", "rb") as file:
            line = file.read()
        for text, accepted in ((line, True), (run("ssh-keygen", "-y", "-f", self.key), False)):
            client = self.with_key()
            client.accept = False
            client.set(ssh_accept_server_host_key_encoded=GLib.Bytes.new(text))
            if accepted:
                self.log_on(client)
            else:
                self.assertError(1030, self.log_on, client)
            self.assertEqual(client.of("ssh-server-authentication")[0]["accept"], accepted)
        client = self.with_key()
        client.accept = False
        client.set(ssh_accept_server_host_key_store_type=13,
                   ssh_accept_server_host_key_store=GLib.Bytes.new((self.server.host_key + ".pub").encode()),
                   ssh_accept_server_host_key_subject="*")
        self.log_on(client)

    @covers("config", "EnablePageantAuth")
    def test_agent(self):
        path = self.path("agent")
        agent = subprocess.Popen(["ssh-agent", "-D", "-a", path], stdout=subprocess.DEVNULL)
        self.addCleanup(agent.wait)
        self.addCleanup(agent.terminate)
        while not os.path.exists(path):
            if agent.poll() is not None:
                self.fail("ssh-agent does not start")
        old = os.environ.get("SSH_AUTH_SOCK")
        os.environ["SSH_AUTH_SOCK"] = path
        self.addCleanup(lambda: os.environ.pop("SSH_AUTH_SOCK") if old is None else os.environ.__setitem__("SSH_AUTH_SOCK", old))
        client = self.client(ssh_auth_mode=3)
        client.config("EnablePageantAuth=2")
        self.assertError(1032, self.log_on, client)
        run("ssh-add", self.key)
        self.log_on(client)
        client.quay.ssh_logoff()
        client.config("EnablePageantAuth=0")
        with self.assertRaises(GLib.Error):
            self.log_on(client)

    @covers("config", "SSHAcceptServerCAKey")
    def test_certified_host(self):
        folder = self.path("own")
        os.mkdir(folder)
        authority = sshd.make_key(self.path("ca"), "ed25519")
        server = sshd.Sshd(folder, "HostCertificate " + os.path.join(folder, "host_ed25519-cert.pub"))
        server.stop()
        run("ssh-keygen", "-q", "-s", authority, "-I", "host", "-h", "-n", "127.0.0.1", server.host_key + ".pub")
        server.start()
        self.addCleanup(server.stop)
        server.authorize(self.key)
        client = self.with_key()
        client.accept = False
        self.assertError(1030, client.quay.ssh_logon, "127.0.0.1", server.port)
        with open(authority + ".pub", encoding="ascii") as file:
            client.config("SSHAcceptServerCAKey=" + file.read().strip())
        client.quay.ssh_logon("127.0.0.1", server.port)
        self.assertTrue(client.of("ssh-server-authentication")[-1]["accept"])
