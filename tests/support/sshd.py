# SPDX-License-Identifier: GPL-3.0-or-later
"""A throw-away OpenSSH server on loopback: own folder, own keys, free port, gone when the test is."""

import os
import random
import pwd
import shutil
import socket
import subprocess
import tempfile
import time

SSHD = shutil.which("sshd", path=os.environ.get("PATH", "") + ":/usr/sbin")
PASSWORD = "correct horse battery staple"

# How long a server may take to answer on a busy machine.
START_SECONDS = 20


def can_overlay():
    """May a child see another /etc/shadow? Needed for passwords of our own."""
    if os.geteuid() != 0 or not shutil.which("unshare"):
        return False
    with tempfile.NamedTemporaryFile() as empty:
        command = ["unshare", "-m", "sh", "-c", "mount --bind " + empty.name + " /etc/shadow"]
        return subprocess.run(command, stderr=subprocess.DEVNULL).returncode == 0


def free_port():
    """Below the range the kernel takes for outgoing connections, so that nobody gets it while the server is down for a moment."""
    while True:
        port = random.randrange(20000, 32000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


def wait_for_port(port, process, explain):
    """Until a server answers there. @explain: what to say when it does not."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(explain())
            time.sleep(0.02)


class Sshd:
    def __init__(self, config="", password=False, user_key=True):
        self.folder = tempfile.mkdtemp(prefix="quayside-sshd-")
        self.user = pwd.getpwuid(os.getuid()).pw_name
        self.port = None
        self.process = None
        self.password = password
        self.config = config
        self.files = os.path.join(self.folder, "files")
        os.mkdir(self.files)
        self.user_key = self._keygen("user_key")
        self.host_key = self._keygen("host_key")
        with open(os.path.join(self.folder, "authorized_keys"), "w") as out:
            if user_key:
                out.write(self._read("user_key.pub"))
        self.start()

    def _keygen(self, name):
        path = os.path.join(self.folder, name)
        for old in (path, path + ".pub"):
            if os.path.exists(old):
                os.unlink(old)
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", path], check=True)
        return path

    def new_host_key(self):
        """Another key for the same server: what an attack looks like. Restarts it on the same port."""
        self.stop()
        self.host_key = self._keygen("host_key")
        self.start()

    def fingerprint(self):
        line = subprocess.run(["ssh-keygen", "-l", "-f", self.host_key + ".pub"], check=True, capture_output=True,
                              text=True).stdout
        return line.split()[1]

    def known_hosts_line(self):
        return "[127.0.0.1]:%d %s" % (self.port, " ".join(self._read("host_key.pub").split()[:2]))

    def _write_config(self):
        path = os.path.join(self.folder, "sshd_config")
        with open(path, "w") as out:
            out.write("\n".join([
                "Port %d" % self.port,
                "ListenAddress 127.0.0.1",
                "HostKey " + self.host_key,
                "AuthorizedKeysFile " + os.path.join(self.folder, "authorized_keys"),
                "PidFile none",
                "StrictModes no",
                "UsePAM no",
                "UseDNS no",
                "PermitRootLogin yes",
                "PasswordAuthentication " + ("yes" if self.password else "no"),
                "KbdInteractiveAuthentication no",
                "Subsystem sftp internal-sftp -d " + self.files,
                "LogLevel DEBUG1",
                # What the shells on this machine do when they start is no part of the test.
                "SetEnv HOME=" + self.folder,
                self.config, ""]))
        return path

    def _argv(self, config):
        argv = [SSHD, "-D", "-e", "-f", config]
        if not self.password:
            return argv
        shadow = os.path.join(self.folder, "shadow")
        made = subprocess.run(["openssl", "passwd", "-6", PASSWORD], check=True, capture_output=True, text=True)
        with open(shadow, "w") as out:
            out.write("%s:%s:19000:0:99999:7:::\n" % (self.user, made.stdout.strip()))
        os.chmod(shadow, 0o600)
        return ["unshare", "-m", "sh", "-c", 'mount --bind "$0" /etc/shadow && exec "$@"', shadow] + argv

    def start(self):
        if self.port is None:
            self.port = free_port()
        if os.geteuid() == 0:
            os.makedirs("/run/sshd", mode=0o755, exist_ok=True)
        log = open(os.path.join(self.folder, "sshd.log"), "a")
        self.process = subprocess.Popen(self._argv(self._write_config()), stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        log.close()
        wait_for_port(self.port, self.process, lambda: "sshd did not start:\n" + self.log())

    def log(self):
        return self._read("sshd.log")

    def _read(self, name):
        with open(os.path.join(self.folder, name), errors="replace") as file:
            return file.read()

    def stop(self):
        if self.process is not None:
            self.process.terminate()
            self.process.wait(10)
            self.process = None

    def close(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
