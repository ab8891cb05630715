# SPDX-License-Identifier: GPL-3.0-or-later
"""Ways to log in that a server of AsyncSSH shows: prompts, several steps."""

import json
import os
import subprocess
import sys
import tempfile
import shutil
import time
import unittest

from gi.repository import GLib, Quay

import sshd
from clientcase import ClientCase, Client, covers

HERE = os.path.dirname(os.path.abspath(__file__))
SERVER = os.path.join(HERE, "..", "support", "asyncssh-server.py")

USER, PASSWORD = "tester", "s3cret"


class AsyncServer:
    def __init__(self, *options):
        self.folder = tempfile.mkdtemp(prefix="quay-asyncssh-")
        os.mkdir(os.path.join(self.folder, "files"))
        for kind in ("ed25519", "ecdsa", "rsa"):
            sshd.make_key(os.path.join(self.folder, kind + "-host"), kind)
        with open(os.path.join(self.folder, "authorized_keys"), "wb"):
            pass
        self.port = sshd.free_port()
        self.process = subprocess.Popen([sys.executable, SERVER, "--port", str(self.port), "--folder", self.folder, "--user", USER,
                                         "--password", PASSWORD, *options], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 60
        while True:
            try:
                __import__("socket").create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    self.stop()
                    raise unittest.SkipTest("AsyncSSH does not start here: NOT tested") from None
                time.sleep(0.05)

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class Prompts(ClientCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        rounds = [{"name": "Round one", "instruction": "Answer", "prompts": [["Password: ", False], ["Colour? ", True]],
                   "answers": [PASSWORD, "blue"]}, {"name": "", "instruction": "", "prompts": [], "answers": []}]
        cls.other = AsyncServer("--methods", "keyboard-interactive", "--rounds", json.dumps(rounds))

    @classmethod
    def tearDownClass(cls):
        cls.other.stop()
        super().tearDownClass()

    def prompted(self, **more):
        client = self.client(ssh_auth_mode=4, **more)
        client.set(ssh_user=USER)
        return client

    def answer(self, answers):
        def handler(event):
            for part, answer in answers.items():
                if part in event.props.prompt:
                    event.props.response = answer
        return handler

    @covers("event", "on_ssh_keyboard_interactive")
    @covers("property", "ssh_auth_mode")
    def test_prompts(self):
        client = self.prompted()
        client.handlers["ssh-keyboard-interactive"] = self.answer({"Password": PASSWORD, "Colour": "blue"})
        client.quay.ssh_logon("127.0.0.1", self.other.port)
        first, second = client.of("ssh-keyboard-interactive")
        self.assertEqual(first, {"name": "Round one", "instructions": "Answer", "prompt": "Password: ", "response": "",
                                 "echo-response": False})
        self.assertEqual((second["prompt"], second["echo-response"]), ("Colour? ", True))

    @covers("config", "PasswordPrompt")
    def test_password_prompt(self):
        client = self.prompted(ssh_password=PASSWORD)
        client.config("PasswordPrompt=Pass?ord:*")
        client.handlers["ssh-keyboard-interactive"] = self.answer({"Colour": "blue"})
        client.quay.ssh_logon("127.0.0.1", self.other.port)
        self.assertEqual([event["response"] for event in client.of("ssh-keyboard-interactive")], [PASSWORD, ""])

    @covers("error", "1032")
    def test_wrong_answer(self):
        client = self.prompted()
        client.handlers["ssh-keyboard-interactive"] = self.answer({"Password": "wrong"})
        self.assertError(1032, client.quay.ssh_logon, "127.0.0.1", self.other.port)
        self.assertEqual(len(client.of("ssh-keyboard-interactive")), 2, "nobody is asked again and again")


class LaterVersions(ClientCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = AsyncServer("--methods", "password", "--sftp-version", "6")

    @classmethod
    def tearDownClass(cls):
        cls.other.stop()
        super().tearDownClass()

    @covers("config", "ProtocolVersion NegotiatedProtocolVersion")
    @covers("property", "file_creation_time file_owner_id file_modified_time")
    def test_attributes(self):
        client = self.client(ssh_password=PASSWORD)
        client.set(ssh_user=USER)
        for version in (4, 5, 6):
            path = os.path.join(self.other.folder, "files", "file")
            with open(path, "wb") as file:
                file.write(b"x" * 5000)
            client.config("ProtocolVersion=%d" % version)
            client.quay.ssh_logon("127.0.0.1", self.other.port)
            self.assertEqual(client.config("NegotiatedProtocolVersion"), str(version))
            client.set(remote_file="file")
            client.quay.query_file_attributes()
            self.assertAlmostEqual(client.get("file-creation-time") / 1000, os.stat(path).st_ctime, delta=2)
            self.assertNotEqual(client.get("file-owner-id"), "")
            self.assertFalse(client.get("file-owner-id").isdigit())
            client.set(file_modified_time=1000000000500)
            client.quay.update_file_attributes()
            self.assertAlmostEqual(os.stat(path).st_mtime, 1000000000.5, 1)
            client.quay.ssh_logoff()


GREEN_END = next((path for path in ("/usr/libexec/gesftpserver", "/usr/lib/gesftpserver") if os.path.exists(path)), None)


@unittest.skipUnless(GREEN_END, "no gesftpserver here: NOT tested")
class VersionSix(ClientCase):
    """Green End's server, without SSH: it tells attribute bits and the number of links."""

    @covers("property", "file_attribute_bits file_attribute_bits_valid")
    @covers("config", "AttrLinkCount")
    def test_bits_and_links(self):
        client = self.client(ssh_host="localhost")
        options = client.quay.get_options()
        options.set_property("transport", Quay.Transport.EXEC)
        options.set_property("exec-argv", [GREEN_END])
        client.config("ProtocolVersion=6")
        hidden = self.write(".hidden", b"x")
        os.link(hidden, os.path.join(self.remote, "shown"))
        for name, bits in ((".hidden", 4), ("shown", 0)):
            client.set(remote_file=os.path.join(self.remote, name))
            client.quay.query_file_attributes()
            self.assertEqual((client.get("file-attribute-bits"), client.get("file-attribute-bits-valid") & 4), (bits, 4))
        seen = []
        client.handlers["dir-list"] = lambda event: seen.append(client.config("AttrLinkCount"))
        client.set(remote_file=self.remote)
        client.quay.list_directory()
        self.assertEqual(seen, ["2", "2"])


class Steps(ClientCase):
    config = ("AuthenticationMethods publickey,password",)

    @covers("property", "ssh_auth_mode")
    @covers("config", "TryAllAvailableAuthMethods")
    def test_several_steps(self):
        self.need_password()
        client = self.with_key(ssh_password=self.server.password)
        self.assertError(1032, self.log_on, client)
        client.set(ssh_auth_mode=1)
        self.log_on(client)
        client.quay.ssh_logoff()
        client.set(ssh_auth_mode=2)
        self.assertError(1032, self.log_on, client)
        client.config("TryAllAvailableAuthMethods=True")
        self.log_on(client)

    @covers("event", "on_ssh_custom_auth")
    def test_packets_of_ones_own(self):
        """The first of the two steps refuses, the server's next packet says what it takes."""
        self.need_password()
        client = self.client(ssh_auth_mode=99)
        seen = []

        def answer(event):
            quay = client.quay
            packet = quay.decode_packet(event.props.packet)
            seen.append(int(quay.get_ssh_param(packet, "%b")))
            reply = None
            for kind, value in (("b", "50"), ("s", self.server.user), ("s", "ssh-connection"), ("s", "password"), ("f", "False"),
                                ("s", self.server.password)):
                reply = quay.set_ssh_param(reply, kind, value)
            if len(seen) < 3:
                event.props.packet = quay.encode_packet(reply)
        client.handlers["ssh-custom-auth"] = answer
        self.assertError(1032, self.log_on, client)
        self.assertEqual(seen, [6, 51, 51], "the service is accepted, then the password alone is not enough")


class Custom(ClientCase):
    @covers("event", "on_ssh_custom_auth")
    @covers("property", "ssh_auth_mode")
    def test_password_packet(self):
        self.need_password()
        client = self.client(ssh_auth_mode=99)

        def answer(event):
            reply = None
            for kind, value in (("b", "50"), ("s", self.server.user), ("s", "ssh-connection"), ("s", "password"), ("f", "False"),
                                ("s", self.server.password)):
                reply = client.quay.set_ssh_param(reply, kind, value)
            event.props.packet = client.quay.encode_packet(reply)
        client.handlers["ssh-custom-auth"] = answer
        self.log_on(client)
        self.assertEqual([event["packet"][:2] for event in client.of("ssh-custom-auth")], ["06"])

    def test_nobody_answers(self):
        self.assertError(1032, self.log_on, self.client(ssh_auth_mode=99))


class TwoKeys(ClientCase):
    config = ("AuthenticationMethods publickey,publickey",)

    @covers("config", "DoNotRepeatAuthMethods")
    def test_repeat(self):
        second = sshd.make_key(self.path("second"), "ed25519")
        self.server.authorize(second)
        path = self.path("agent")
        agent = subprocess.Popen(["ssh-agent", "-D", "-a", path], stdout=subprocess.DEVNULL)
        self.addCleanup(agent.wait)
        self.addCleanup(agent.terminate)
        while not os.path.exists(path) and agent.poll() is None:
            time.sleep(0.01)
        subprocess.run(["ssh-add", second], env={**os.environ, "SSH_AUTH_SOCK": path}, check=True, capture_output=True)
        client = self.with_key()
        client.quay.get_options().set_property("agent-socket", path)
        client.config("EnablePageantAuth=1")
        self.assertEqual(client.config("DoNotRepeatAuthMethods"), "True")
        self.assertError(1032, self.log_on, client)
        client.config("DoNotRepeatAuthMethods=False")
        self.log_on(client)


class Signatures(ClientCase):
    config = ("PubkeyAcceptedAlgorithms rsa-sha2-256,ssh-ed25519-cert-v01@openssh.com",)

    @classmethod
    def setUpClass(cls):
        cls.authority_folder = tempfile.mkdtemp(prefix="quay-ca-")
        cls.authority = sshd.make_key(os.path.join(cls.authority_folder, "ca"), "ed25519")
        os.chmod(cls.authority_folder, 0o755)
        os.chmod(cls.authority + ".pub", 0o644)
        cls.config = Signatures.config + ("TrustedUserCAKeys " + cls.authority + ".pub",)
        super().setUpClass()

    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()
        shutil.rmtree(cls.authority_folder)

    @covers("config", "SSHPubKeyAuthSigAlgorithms")
    def test_signatures(self):
        rsa = sshd.make_key(self.path("rsa"), "rsa")
        self.server.authorize(rsa)
        client = self.client(ssh_auth_mode=3, ssh_cert_store_type=6, ssh_cert_store=GLib.Bytes.new(rsa.encode()))
        client.config("SSHPubKeyAuthSigAlgorithms=rsa-sha2-512")
        self.assertError(1032, self.log_on, client)
        client.config("SSHPubKeyAuthSigAlgorithms=rsa-sha2-256")
        self.log_on(client)

    @covers("config", "SignedSSHCert")
    def test_signed_key(self):
        key = sshd.make_key(self.path("signed"), "ed25519")
        subprocess.run(["ssh-keygen", "-q", "-s", self.authority, "-I", "me", "-n", self.server.user, key + ".pub"], check=True)
        with open(key + "-cert.pub", encoding="ascii") as file:
            line = file.read().strip()
        os.unlink(key + "-cert.pub")
        client = self.client(ssh_auth_mode=3, ssh_cert_store_type=6, ssh_cert_store=GLib.Bytes.new(key.encode()))
        self.assertError(1032, self.log_on, client)
        client.config("SignedSSHCert=" + line)
        self.log_on(client)
