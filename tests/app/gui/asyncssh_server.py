# SPDX-License-Identifier: GPL-3.0-or-later
"""A throw-away AsyncSSH server on loopback, for the logins that OpenSSH's server needs PAM for."""

import os
import shutil
import subprocess
import sys
import tempfile

from sshd import free_port, wait_for_port

SUPPORT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "support")
KINDS = ("ed25519", "ecdsa", "rsa")


class AsyncsshServer:
    user = "quay"

    def __init__(self, *arguments):
        self.folder = tempfile.mkdtemp(prefix="quayside-asyncssh-")
        self.files = os.path.join(self.folder, "files")
        os.mkdir(self.files)
        for kind in KINDS:
            subprocess.run(["ssh-keygen", "-q", "-t", kind, "-N", "", "-f", os.path.join(self.folder, kind + "-host")], check=True)
        self.port = free_port()
        with open(os.path.join(self.folder, "log"), "w") as log:
            self.process = subprocess.Popen(
                [sys.executable, os.path.join(SUPPORT, "asyncssh-server.py"), "--port", str(self.port), "--folder", self.folder,
                 "--user", self.user, "--password", "unused", *arguments], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        wait_for_port(self.port, self.process, lambda: "the AsyncSSH server did not start")

    def close(self):
        self.process.terminate()
        self.process.wait(10)
        shutil.rmtree(self.folder, ignore_errors=True)
