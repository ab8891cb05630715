# SPDX-License-Identifier: GPL-3.0-or-later
"""A real OpenSSH server on 127.0.0.1 for tests and benchmarks, in a folder of its own, ended by its pid.

As root it runs in a mount namespace where /etc/passwd has one more user, without any rights and with a password. Else it
serves whoever runs the test; where there are user namespaces, with a password of its own in /etc/shadow."""

import getpass
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time

PROGRAM = "/usr/sbin/sshd"
SERVER = "/usr/lib/openssh/sftp-server"
USER, USER_ID, PASSWORD = "quaytest", 61234, "Kätzchen 42$"


def available():
    return os.path.exists(PROGRAM) and os.path.exists(SERVER)


def has_penalties():
    """From 9.8 on sshd shuts out addresses that fail too often, which is what tests do."""
    version = subprocess.run(["ssh", "-V"], capture_output=True, text=True, check=False).stderr
    found = re.search(r"OpenSSH_(\d+)\.(\d+)", version)
    return found is not None and (int(found[1]), int(found[2])) >= (9, 8)


# Runs "$@" where the files of the folder $0 lie over those of /etc.
OVERLAY = 'for name in passwd shadow group; do mount --bind "$0/$name" /etc/$name || exit 1; done; mkdir -p /run/sshd; '


def overlay(folder, argv):
    """@argv as a command that sees other accounts; it runs as whoever calls."""
    if os.geteuid() == 0:
        return ["unshare", "-m", "sh", "-c", OVERLAY + 'exec "$@"', folder, *argv]
    back = 'exec unshare --map-user=%d --map-group=%d -- "$@"' % (os.geteuid(), os.getegid())
    return ["unshare", "-rm", "sh", "-c", OVERLAY + back, folder, *argv]


def can_overlay():
    with tempfile.TemporaryDirectory() as folder:
        for name in ("passwd", "shadow", "group"):
            shutil.copy("/etc/passwd", os.path.join(folder, name))
        return subprocess.run(overlay(folder, ["true"]), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode == 0


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def make_key(path, kind, passphrase=""):
    bits = ["-b", "3072"] if kind == "rsa" else []
    subprocess.run(["ssh-keygen", "-q", "-t", kind, *bits, "-N", passphrase, "-C", "", "-f", path], check=True, stdin=subprocess.DEVNULL)
    return path


class Sshd:
    def __init__(self, folder, *config, subsystem=SERVER, unprivileged=True):
        """@unprivileged False: as root, serve root."""
        self.folder = folder
        os.makedirs(folder, exist_ok=True)
        os.chmod(folder, 0o755)
        self.extra_user = os.geteuid() == 0 and unprivileged
        self.user = USER if self.extra_user else getpass.getuser()
        self.overlaid = self.extra_user or (os.geteuid() != 0 and can_overlay())
        self.password = PASSWORD if self.overlaid else None
        self.home = os.path.join(folder, "user")
        os.makedirs(self.home, exist_ok=True)
        self.give(self.home)
        self.host_key = make_key(self.path("host_ed25519"), "ed25519")
        self.authorized = self.path("authorized_keys")
        open(self.authorized, "a", encoding="ascii").close()
        os.chmod(self.authorized, 0o644)
        self.port = free_port()
        self.known_hosts = self.path("known_hosts")
        self.write_config(config, subsystem)
        self.write_known_hosts()
        self.process = None
        self.start()

    def path(self, name):
        return os.path.join(self.folder, name)

    def give(self, path):
        """To the user that logs in."""
        if self.extra_user:
            os.chown(path, USER_ID, USER_ID)

    def write_config(self, config, subsystem):
        lines = ["ListenAddress 127.0.0.1", "Port %d" % self.port, "HostKey " + self.host_key, "PidFile none", "UsePAM no",
                 "StrictModes no", "AuthorizedKeysFile " + self.authorized, "UseDNS no", "PrintMotd no",
                 "PasswordAuthentication yes", "KbdInteractiveAuthentication no", "MaxStartups 100",
                 # What the shells on this machine do when they start is no part of the test.
                 "SetEnv HOME=" + self.folder, *config, "LogLevel VERBOSE"]
        if has_penalties():
            lines.append("PerSourcePenalties no")
        if subsystem:
            lines.append("Subsystem sftp " + subsystem)
        with open(self.path("sshd_config"), "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")

    def write_known_hosts(self, key=None):
        with open((key or self.host_key) + ".pub", encoding="ascii") as file:
            kind, blob = file.read().split()[:2]
        with open(self.known_hosts, "w", encoding="ascii") as file:
            file.write("[127.0.0.1]:%d %s %s\n" % (self.port, kind, blob))

    def authorize(self, key):
        with open(key + ".pub", encoding="ascii") as public, open(self.authorized, "a", encoding="ascii") as file:
            file.write(public.read())

    def account_lines(self):
        """What /etc/passwd and its kin have more than they had."""
        hashed = subprocess.run(["openssl", "passwd", "-6", PASSWORD], check=True, capture_output=True, text=True).stdout.strip()
        lines = {"passwd": "", "shadow": "%s:%s:19000:0:99999:7:::\n" % (self.user, hashed), "group": ""}
        if self.extra_user:
            lines["passwd"] = "%s:x:%d:%d::%s:/bin/sh\n" % (USER, USER_ID, USER_ID, self.home)
            lines["group"] = "%s:x:%d:\n" % (USER, USER_ID)
        return lines

    def write_accounts(self):
        for name, line in self.account_lines().items():
            if name != "shadow":
                shutil.copy("/etc/" + name, self.path(name))
            with open(self.path(name), "a" if name != "shadow" else "w", encoding="utf-8") as file:
                file.write(line)

    def command(self):
        daemon = [PROGRAM, "-D", "-e", "-f", self.path("sshd_config")]
        if not self.overlaid:
            return daemon
        self.write_accounts()
        return overlay(self.folder, daemon)

    def start(self):
        with open(self.path("log"), "ab") as log:
            self.process = subprocess.Popen(self.command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                    connection.recv(8)
                return
            except OSError:
                time.sleep(0.02)
        self.stop()
        raise RuntimeError("sshd does not start:\n" + self.log())

    def stop(self):
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait()

    def log(self):
        with open(self.path("log"), encoding="utf-8", errors="replace") as file:
            return file.read()

    def url(self, path="", port=None, user=None):
        return "sftp://%s@127.0.0.1:%d%s" % (user or self.user, port or self.port, path)

    def __enter__(self):
        return self

    def __exit__(self, *ignored):
        self.stop()


if __name__ == "__main__":
    sys.exit("a module")
