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
