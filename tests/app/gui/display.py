# SPDX-License-Identifier: GPL-3.0-or-later
"""A screen and a session bus that belong to the tests alone: no portal, no keyring, no settings of the person."""

import atexit
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TOOLS = ("Xvfb", "dbus-daemon", "openbox", "xdotool", "import", "ssh-keygen")
SKIPPED = 77

# xdotool may be held up between a key's press and its release; the key must not be taken as held down.
KEY_REPEAT_MS = 60000

BUS_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><keep_umask/><listen>unix:dir=%(folder)s</listen><auth>EXTERNAL</auth>
<servicedir>%(folder)s/services</servicedir>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>"""

A11Y_SERVICES = ("/usr/share/dbus-1/services/org.a11y.Bus.service",)

_processes = []
_folder = None


def folder():
    """Gone when the test is."""
    return _folder


def _stop():
    for process in reversed(_processes):
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    shutil.rmtree(_folder, ignore_errors=True)


def _spawn(argv, **options):
    log = open(os.path.join(_folder, os.path.basename(argv[0]) + ".log"), "w")
    process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stderr=log, **{"stdout": log, **options})
    _processes.append(process)
    log.close()
    return process


def _start_screen():
    read, write = os.pipe()
    _spawn(["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-noreset",
            "-ardelay", str(KEY_REPEAT_MS)],
           pass_fds=[write])
    os.close(write)
    with os.fdopen(read) as number:
        line = number.readline()
    if not line:
        raise RuntimeError("Xvfb did not start")
    os.environ["DISPLAY"] = ":" + line.strip()


def _start_bus():
    services = os.path.join(_folder, "services")
    os.mkdir(services)
    for service in A11Y_SERVICES:
        shutil.copy(service, services)
    config = os.path.join(_folder, "session.conf")
    with open(config, "w") as out:
        out.write(BUS_CONFIG % {"folder": _folder})
    process = _spawn(["dbus-daemon", "--nofork", "--print-address", "--config-file=" + config], stdout=subprocess.PIPE)
    address = process.stdout.readline().decode().strip()
    if not address:
        raise RuntimeError("dbus-daemon did not start")
    os.environ["DBUS_SESSION_BUS_ADDRESS"] = address


def start():
    """Call before Atspi is imported: it reads the environment."""
    global _folder
    missing = [tool for tool in TOOLS if not shutil.which(tool)]
    if missing or not all(os.path.exists(path) for path in A11Y_SERVICES):
        print("SKIP: missing", missing)
        sys.exit(SKIPPED)
    _folder = tempfile.mkdtemp(prefix="quayside-gui-")
    atexit.register(_stop)
    for name in ("WAYLAND_DISPLAY", "AT_SPI_BUS_ADDRESS", "SSH_AUTH_SOCK", "SSH_ASKPASS", "GTK_MODULES"):
        os.environ.pop(name, None)
    os.environ.setdefault("LSAN_OPTIONS", "suppressions=%s:print_suppressions=0" % os.path.join(HERE, "lsan.supp"))
    runtime = os.path.join(_folder, "runtime")
    os.mkdir(runtime, 0o700)
    os.environ.update(XDG_RUNTIME_DIR=runtime, GDK_BACKEND="x11", GSK_RENDERER="cairo", LIBGL_ALWAYS_SOFTWARE="1",
                      GSETTINGS_BACKEND="memory", GTK_USE_PORTAL="0", ADW_DISABLE_PORTAL="1", GIO_USE_VFS="local",
                      GTK_A11Y="atspi", LC_ALL="C.UTF-8", TZ="UTC", HOME=_folder)
    _start_screen()
    _start_bus()
    _spawn(["openbox"])
