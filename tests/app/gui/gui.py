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

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib

from sshd import Sshd, PASSWORD, can_overlay

BINARY = os.environ.get("QUAYSIDE", "quayside")
SHOTS = (os.environ.get("QUAYSIDE_SCREENSHOTS") or os.environ.get("QUAYSIDE_SHOTS")
         or os.path.join(tempfile.gettempdir(), "quayside-shots"))

# Machines that run the tests are slow and loaded; nothing here waits longer than it must.
WAIT_SECONDS = 25
POLL_SECONDS = 0.05

# GtkDragSource wants to see the pointer move.
DRAG_STEPS = 24

SHOWN = (Atspi.StateType.SHOWING, Atspi.StateType.VISIBLE)


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


def _children(node):
    return [child for child in (node.get_child_at_index(i) for i in range(node.get_child_count())) if child is not None]


class App:
    """One running quayside, in a home folder of its own."""

    def __init__(self, *arguments, ssh_keys=None, known_hosts="", binary=BINARY):
        self.home = tempfile.mkdtemp(prefix="home-", dir=display.folder())
        self.ssh = os.path.join(self.home, ".ssh")
        self.local = os.path.join(self.home, "local")
        os.mkdir(self.ssh, 0o700)
        os.mkdir(self.local)
        for name, path in (ssh_keys or {}).items():
            shutil.copy(path, os.path.join(self.ssh, name))
            os.chmod(os.path.join(self.ssh, name), 0o600)
        if known_hosts:
            with open(os.path.join(self.ssh, "known_hosts"), "w") as out:
                out.write(known_hosts + "\n")
        self.log_path = os.path.join(self.home, "quayside.log")
        environment = dict(os.environ, HOME=self.home, G_MESSAGES_DEBUG="")
        for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
            environment.pop(name, None)
        with open(self.log_path, "w") as log:
            self.process = subprocess.Popen([binary, *arguments], env=environment, cwd=self.local, stdout=log, stderr=log)
        self.node = wait_for("the application on the accessibility bus", self._find_node)
        self.window = wait_for("the window", self._find_window)
        xdotool("windowmove", self.window, 0, 0, "windowsize", self.window, 1280, 800)
        xdotool("windowfocus", "--sync", self.window)

    def log(self):
        return open(self.log_path).read()

    def _check_alive(self):
        if self.process.poll() is not None:
            raise AssertionError("quayside ended with %d:\n%s" % (self.process.returncode, self.log()))

    def _find_node(self):
        self._check_alive()
        for node in _children(Atspi.get_desktop(0)):
            if node.get_process_id() == self.process.pid:
                node.set_cache_mask(Atspi.Cache.NONE)
                return node
        return None

    def _find_window(self):
        self._check_alive()
        found = subprocess.run(["xdotool", "search", "--onlyvisible", "--pid", str(self.process.pid), "--name", "."],
                               capture_output=True, text=True).stdout.split()
        return found[0] if found else None

    # --- Finding

    def walk(self, node=None):
        """All widgets that are on screen, from the top."""
        stack = [node or self.node]
        while stack:
            node = stack.pop()
            try:
                states = node.get_state_set()
                if node.get_role() != Atspi.Role.APPLICATION and not all(states.contains(state) for state in SHOWN):
                    continue
                yield node
                stack.extend(reversed(_children(node)))
            except GLib.Error:
                continue

    def find_all(self, name=None, role=None, contains=None, inside=None):
        def fits(node):
            text = node.get_name() or ""
            return ((role is None or node.get_role_name() in (role if isinstance(role, tuple) else (role,)))
                    and (name is None or text == name) and (contains is None or contains in text))

        return [node for node in self.walk(inside) if fits(node)]

    def find(self, name=None, role=None, contains=None, inside=None, seconds=WAIT_SECONDS):
        def check():
            self._check_alive()
            found = self.find_all(name, role, contains, inside)
            return found[0] if found else None

        return wait_for("%s" % [word for word in (role, name, contains) if word], check, seconds)

    def has(self, **what):
        return bool(self.find_all(**what))

    def wait_gone(self, **what):
        wait_for("%s to go" % what, lambda: not self.has(**what))

    def texts(self, inside=None):
        return [node.get_name() for node in self.walk(inside) if node.get_name()]

    def dump(self):
        """The tree as text, for those who write tests."""
        lines = []

        def visit(node, depth):
            extents = node.get_component_iface() and node.get_extents(Atspi.CoordType.WINDOW)
            box = "%d,%d %dx%d" % (extents.x, extents.y, extents.width, extents.height) if extents else ""
            lines.append("%s[%s] %r %s" % ("  " * depth, node.get_role_name(), node.get_name(), box))
            for child in _children(node):
                states = child.get_state_set()
                if all(states.contains(state) for state in SHOWN):
                    visit(child, depth + 1)

        visit(self.node, 0)
        return "\n".join(lines)

    # --- Using

    def where(self, node):
        """The middle of a widget on the screen."""
        def steady():
            first = node.get_extents(Atspi.CoordType.WINDOW)
            time.sleep(POLL_SECONDS)
            second = node.get_extents(Atspi.CoordType.WINDOW)
            same = (first.x, first.y, first.width, first.height) == (second.x, second.y, second.width, second.height)
            return second if same and second.width > 0 else None

        box = wait_for("%r to stand still" % node.get_name(), steady)
        lines = xdotool("getwindowgeometry", "--shell", self.window).splitlines()
        origin = dict(line.split("=") for line in lines if "=" in line)
        return int(origin["X"]) + box.x + box.width // 2, int(origin["Y"]) + box.y + box.height // 2

    def click(self, node, button=1, times=1, keys=()):
        x, y = self.where(node)
        xdotool("mousemove", x, y)
        for name in keys:
            xdotool("keydown", name)
        xdotool("click", "--repeat", times, "--delay", "60", button)
        for name in keys:
            xdotool("keyup", name)

    def press(self, name, role="button", inside=None):
        self.click(self.find(name=name, role=role, inside=inside))

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
