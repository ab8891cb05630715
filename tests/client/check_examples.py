# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation's examples, in Python; those in C are a program of their own."""

import os
import subprocess
import sys
import unittest

from gi.repository import GLib, Quay

from clientcase import ClientCase, covers

EXAMPLE = os.environ.get("QUAY_EXAMPLE")
EXAMPLE_PY = os.environ.get("QUAY_EXAMPLE_PY")


class Examples(ClientCase):
    def test_password_login(self):
        self.need_password()
        control = Quay.SftpClient.new()
        self.clients.append(type("Plain", (), {"get": lambda self, name: control.get_property(name), "quay": control})())
        control.config("SSHAcceptAnyServerHostKey=True")
        control.props.ssh_auth_mode = 2
        control.props.ssh_user = self.server.user
        control.props.ssh_password = self.server.password
        control.ssh_logon("127.0.0.1", self.server.port)
        control.change_remote_path(self.remote)
        self.assertEqual(control.props.remote_path, self.remote + "/")

    def test_two_downloads(self):
        os.mkdir(os.path.join(self.remote, "folder"))
        self.write("remotefile.txt", b"one")
        self.write("folder/remotefile2.txt", b"two")
        control = self.logged_on()
        control.quay.props.local_file = self.path("local", "localfile.txt")
        control.quay.props.remote_file = "remotefile.txt"
        control.quay.download()
        control.quay.props.local_file = self.path("local", "localfile2.txt")
        control.quay.props.remote_file = "folder/remotefile2.txt"
        control.quay.download()
        self.assertEqual((self.read("localfile.txt", self.local), self.read("localfile2.txt", self.local)), (b"one", b"two"))

    def test_two_uploads(self):
        os.mkdir(os.path.join(self.remote, "folder"))
        self.server.give(os.path.join(self.remote, "folder"))
        control = self.logged_on()
        for local, remote in (("localfile.txt", "remotefile.txt"), ("localfile2.txt", "folder/remotefile2.txt")):
            control.set(local_file=self.write(local, local.encode(), self.local), remote_file=remote)
            control.quay.upload()
            self.assertEqual(self.read(remote), local.encode())

    def test_pattern(self):
        self.write("a.txt", b"")
        self.write("b.csv", b"")
        control = self.logged_on()
        control.quay.props.remote_file = "*.txt"
        control.quay.list_directory()
        self.assertEqual([event["file-name"] for event in control.of("dir-list")], ["a.txt"])

    def test_relative_paths(self):
        for folder in ("myfolder", "another", "another/folder"):
            os.mkdir(os.path.join(self.remote, folder))
        component = self.logged_on()
        component.quay.change_remote_path("myfolder")
        component.quay.change_remote_path("../another/folder")
        self.assertEqual(component.get("remote-path"), self.remote + "/another/folder/")

    def test_threshold_and_strict_kex(self):
        component = self.with_key()
        component.config("KeyRenegotiationThreshold=524288000")
        self.log_on(component)
        self.assertEqual(component.config("NegotiatedStrictKex"), "True")
        component.config("SSHKeyRenegotiate")

    @unittest.skipUnless(EXAMPLE, "the C program was not built")
    def test_in_c(self):
        self.write("a.txt", b"from C\n")
        result = subprocess.run([EXAMPLE, "127.0.0.1", str(self.server.port), self.server.user, self.key, self.remote],
                                capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("a.txt", result.stdout)
        self.assertIn("from C", result.stdout)

    @unittest.skipUnless(EXAMPLE_PY, "its place is not known")
    def test_in_python(self):
        self.write("a.txt", b"12345")
        result = subprocess.run([sys.executable, EXAMPLE_PY, "127.0.0.1", str(self.server.port), self.server.user, self.key, self.remote],
                                capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual((result.returncode, result.stdout), (0, "a.txt 5\n"), result.stderr)
