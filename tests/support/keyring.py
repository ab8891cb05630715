#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""keyring.py MODE PROGRAM ARG...: runs a program on a session bus of its own, with the keyring that MODE says: "open" (a real
gnome-keyring, unlocked), "new" (one that nobody has ever unlocked), "silent" (somebody has its name, and never answers), or
"absent". As a module: Keyring, on the bus that DBUS_SESSION_BUS_ADDRESS names."""

import atexit
import os
import shutil
import signal
import subprocess
import sys
import tempfile

BUS_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><keep_umask/><listen>unix:dir=%(folder)s</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>"""

# Has the name when it prints.
OWNER = """
from gi.repository import Gio, GLib
bus = Gio.bus_get_sync(Gio.BusType.SESSION)
Gio.bus_own_name_on_connection(bus, "org.freedesktop.secrets", 0, lambda *_: print("owned", flush=True), None)
GLib.MainLoop().run()
"""

SKIPPED = 77


def end(process):
    """Also one that is stopped."""
    process.kill()
    process.wait()


class Keyring:
    def __init__(self, mode, folder):
        """@folder: a home of its own."""
        self.folder = folder
        self.process = None
        if mode in ("open", "new"):
            self._start_daemon(mode == "open")
        elif mode == "silent":
            self._start_silent()

    def _start_daemon(self, unlocked):
        environment = dict(os.environ, HOME=self.folder, XDG_DATA_HOME=os.path.join(self.folder, "data"))
        for name in ("DISPLAY", "WAYLAND_DISPLAY", "GNOME_KEYRING_CONTROL"):
            environment.pop(name, None)
        argv = ["gnome-keyring-daemon", "--foreground", "--components=secrets",
                "--control-directory=" + os.path.join(self.folder, "control")]
        self.process = subprocess.Popen(argv + (["--unlock"] if unlocked else []), env=environment, stdin=subprocess.PIPE,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if unlocked:
            self.process.stdin.write(b"keyring password")
        self.process.stdin.close()
        subprocess.run(["gdbus", "wait", "--session", "--timeout", "60", "org.freedesktop.secrets"], check=True)

    def _start_silent(self):
        self.process = subprocess.Popen([sys.executable, "-c", OWNER], stdout=subprocess.PIPE)
        if self.process.stdout.readline() != b"owned\n":
            raise RuntimeError("the name of the Secret Service could not be owned")
        os.kill(self.process.pid, signal.SIGSTOP)

    def close(self):
        if self.process is not None:
            end(self.process)


def start_bus(folder):
    config = os.path.join(folder, "session.conf")
    with open(config, "w") as out:
        out.write(BUS_CONFIG % {"folder": folder})
    process = subprocess.Popen(["dbus-daemon", "--nofork", "--print-address", "--config-file=" + config],
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    os.environ["DBUS_SESSION_BUS_ADDRESS"] = process.stdout.readline().decode().strip()
    return process


def main():
    missing = [tool for tool in ("dbus-daemon", "gnome-keyring-daemon", "gdbus") if not shutil.which(tool)]
    if missing:
        print("SKIP: missing", missing)
        return SKIPPED
    folder = tempfile.mkdtemp(prefix="quayside-keyring-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    runtime = os.path.join(folder, "runtime")
    os.mkdir(runtime, 0o700)
    os.environ.update(XDG_RUNTIME_DIR=runtime, HOME=folder, GIO_USE_VFS="local")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "SECRET_BACKEND"):
        os.environ.pop(name, None)
    bus = start_bus(folder)
    atexit.register(end, bus)
    keyring = Keyring(sys.argv[1], folder)
    atexit.register(keyring.close)
    # Only a whole trace of the stack says that it was libsecret that asked for the memory.
    os.environ["ASAN_OPTIONS"] = os.environ.get("ASAN_OPTIONS", "") + ":fast_unwind_on_malloc=0"
    os.environ["LSAN_OPTIONS"] = "print_suppressions=0:suppressions=" + os.path.join(os.path.dirname(os.path.abspath(__file__)), "keyring.supp")
    return subprocess.run(sys.argv[2:]).returncode


if __name__ == "__main__":
    sys.exit(main())
