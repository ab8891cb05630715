# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives the real application: finds widgets in the accessibility tree, and uses them with real keys and a real mouse."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "support"))
import display

display.start()

from gi.repository import GLib

from a11y import Tree
from sshd import Sshd, PASSWORD, can_overlay

BINARY = os.environ.get("QUAYSIDE", "quayside")
SHOTS = (os.environ.get("QUAYSIDE_SCREENSHOTS") or os.environ.get("QUAYSIDE_SHOTS")
         or os.path.join(tempfile.gettempdir(), "quayside-shots"))

# Machines that run the tests are slow and loaded; nothing here waits longer than it must.
WAIT_SECONDS = 25
POLL_SECONDS = 0.05

# GtkDragSource wants to see the pointer move.
DRAG_STEPS = 24

LISTS = {"local": "Files on this computer", "remote": "Files on the server"}

# How far extents may be off, see App._correct.
PADDING_AT_MOST = 40


def wait_for(what, check, seconds=WAIT_SECONDS):
    """What @check returns, as soon as that is true."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            value = check()
        except GLib.Error:
            value = None  # the widget went away while it was looked at
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError("waited %d s for %s" % (seconds, what))
        time.sleep(POLL_SECONDS)


def xdotool(*arguments):
    return subprocess.run(["xdotool", *map(str, arguments)], check=True, capture_output=True, text=True).stdout


def key(*keys):
    xdotool("key", "--delay", "30", *keys)


def type_text(text):
    xdotool("type", "--delay", "15", text)


class App:
    """One running quayside, in a home folder of its own."""

    def __init__(self, *arguments, ssh_keys=None, known_hosts="", files=None, binary=BINARY):
        self.home = tempfile.mkdtemp(prefix="home-", dir=display.folder())
        self.ssh = os.path.join(self.home, ".ssh")
        os.mkdir(self.ssh, 0o700)
        for name, path in (ssh_keys or {}).items():
            shutil.copy(path, os.path.join(self.ssh, name))
            os.chmod(os.path.join(self.ssh, name), 0o600)
        if known_hosts:
            with open(os.path.join(self.ssh, "known_hosts"), "w") as out:
                out.write(known_hosts + "\n")
        for name, content in (files or {}).items():
            os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
            with open(self.path(name), "wb") as out:
                out.write(content if isinstance(content, bytes) else content.encode())
        self.log_path = self.home + ".log"
        environment = dict(os.environ, HOME=self.home, G_MESSAGES_DEBUG="")
        for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
            environment.pop(name, None)
        with open(self.log_path, "w") as log:
            self.process = subprocess.Popen([binary, *arguments], env=environment, cwd=self.home, stdout=log, stderr=log)
        self.tree = Tree()
        self.root = wait_for("the application on the accessibility bus", self._find_root)
        self.window = wait_for("the window", self._find_window)
        self.find(role="window")
        xdotool("windowmove", self.window, 0, 0, "windowsize", self.window, 1280, 800)
        xdotool("windowfocus", "--sync", self.window)

    def log(self):
        with open(self.log_path, errors="replace") as log:
            return log.read()

    def _check_alive(self):
        if self.process.poll() is not None:
            raise AssertionError("quayside ended with %d:\n%s" % (self.process.returncode, self.log()))

    def _find_root(self):
        self._check_alive()
        return self.tree.find_application(self.process.pid)

    def _find_window(self):
        self._check_alive()
        found = subprocess.run(["xdotool", "search", "--onlyvisible", "--pid", str(self.process.pid), "--name", "."],
                               capture_output=True, text=True).stdout.split()
        return found[0] if found else None

    # --- Finding

    def read(self):
        """All widgets that are on screen, now."""
        self._check_alive()
        return self.tree.read(self.root)

    def find_all(self, name=None, role=None, contains=None, inside=None, seen=None):
        """inside: the name of a widget further up."""
        def fits(node):
            return ((role is None or node.role == role) and (name is None or node.name == name)
                    and (contains is None or contains in node.name))

        tree = seen or self.read()
        tops = [tree] if inside is None else [node for node in tree.walk() if node.name == inside]
        return [node for top in tops for node in top.walk() if fits(node)]

    def find(self, name=None, role=None, contains=None, inside=None, seconds=WAIT_SECONDS):
        def check():
            found = self.find_all(name, role, contains, inside)
            return found[0] if found else None

        return wait_for("%s" % [word for word in (role, name, contains, inside) if word], check, seconds)

    def has(self, **what):
        return bool(self.find_all(**what))

    def wait_gone(self, **what):
        wait_for("%s to go" % what, lambda: not self.has(**what))

    def dump(self):
        """The tree as text, for those who write tests."""
        return "\n".join("%s%r %s" % ("  " * node.depth, node, list(node.extents()) if node.depth else "")
                         for node in self.read().walk())

    # --- The window's parts

    def path(self, *names):
        """A file of the local pane."""
        return os.path.join(self.home, *names)

    def item(self, side, name, seconds=WAIT_SECONDS):
        """The name of a file in a pane."""
        return self.find(name=name, role="label", inside=LISTS[side], seconds=seconds)

    def items(self, side):
        rows = self.find_all(role="row", inside=LISTS[side])
        names = {row.children[0].name for row in rows if row.children and row.children[0].role == "grid cell"}
        return sorted(names)

    def wait_items(self, side, *names):
        wait_for("%s in the %s pane" % (names, side), lambda: self.items(side) == sorted(names))

    def empty_spot(self, side):
        """A point in a pane's list below its files, where drops land in the folder itself."""
        node = self.find(name=LISTS[side])
        x, y = self.where(node)
        return x, y + node.extents()[3] // 2 - 60

    def connect_to(self, place):
        self.click(self.find(name="Server to connect to"))
        key("ctrl+a")
        type_text(place)
        key("Return")

    def tab(self, name):
        """Shows a tab of the queue: "Active", "Failed", "Done" or "Log"."""
        self.click(self.find(contains=name, role="radio"))

    def wait_tab(self, text):
        """Waits for a count, such as "Done 2"."""
        self.find(name=text, role="radio")

    # --- Using

    def where(self, node):
        """A point of a widget on the screen: its middle, or of a label the beginning of its text."""
        def steady():
            first = node.extents()
            time.sleep(POLL_SECONDS)
            return first if first == node.extents() and first[2] > 0 else None

        x, y, width, height = wait_for("%r to stand still" % node, steady)
        frame = self.find(role="window")
        x, y = self._correct(frame, node, x + (10 if node.role == "label" else width // 2), y + height // 2)
        lines = xdotool("getwindowgeometry", "--shell", self.window).splitlines()
        origin = dict(line.split("=") for line in lines if "=" in line)
        margin = frame.extents()
        return int(origin["X"]) - margin[0] + x, int(origin["Y"]) - margin[1] + y

    def _correct(self, frame, node, x, y):
        """GTK leaves the borders and paddings of the widgets around out of the extents, so they lie a little up and left; what it
        says is at a point is right."""
        paths = {below.path for below in node.walk()}
        hits = [step for step in range(0, PADDING_AT_MOST, 4) if frame.path_at(x + step, y + step) in paths]
        middle = hits[len(hits) // 2] if hits else 0
        return x + middle, y + middle

    def click(self, node, button=1, times=1, keys=()):
        x, y = self.where(node)
        xdotool("mousemove", x, y)
        for name in keys:
            xdotool("keydown", name)
        xdotool("click", "--repeat", times, "--delay", "60", button)
        for name in keys:
            xdotool("keyup", name)

    def press(self, name):
        self.click(self.find(name=name, role="button"))

    def drag(self, node, target, during=None):
        x, y = self.where(node)
        tx, ty = self.where(target) if not isinstance(target, tuple) else target
        xdotool("mousemove", x, y, "mousedown", 1)
        for step in range(1, DRAG_STEPS + 1):
            xdotool("mousemove", x + (tx - x) * step // DRAG_STEPS, y + (ty - y) * step // DRAG_STEPS)
            time.sleep(0.02)
        time.sleep(0.2)
        if during:
            during()
        xdotool("mouseup", 1)

    def shot(self, name):
        os.makedirs(SHOTS, exist_ok=True)
        subprocess.run(["import", "-window", "root", os.path.join(SHOTS, name + ".png")], check=True)

    def close(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


class TestCase(unittest.TestCase):
    def start(self, *arguments, **options):
        self.app = App(*arguments, **options)
        self.addCleanup(self.finish)
        return self.app

    def finish(self):
        failed = self._outcome.result.errors + self._outcome.result.failures
        if any(test is self for test, _ in failed):
            self.app.shot("failed-" + self.id().rsplit(".", 1)[-1])
            print(self.app.dump() if self.app.process.poll() is None else "not running")
            print(self.app.log())
        self.app.close()
        critical = [line for line in self.app.log().splitlines() if "CRITICAL" in line or "WARNING" in line
                    or "ERROR: AddressSanitizer" in line or "runtime error" in line]
        if not any(test is self for test, _ in failed):
            self.assertEqual(critical, [])

    def server(self, **options):
        server = Sshd(**options)
        self.addCleanup(server.close)
        return server


def main():
    unittest.main(module="__main__", verbosity=2)
