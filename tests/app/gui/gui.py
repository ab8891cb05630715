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

from a11y import STATE_CHECKED, STATE_FOCUSED, STATE_SELECTED, STATE_SENSITIVE, Tree
from sshd import Sshd, PASSWORD, can_overlay

BINARY = os.environ.get("QUAYSIDE", "quayside")
SHOTS = (os.environ.get("QUAYSIDE_SCREENSHOTS") or os.environ.get("QUAYSIDE_SHOTS")
         or os.path.join(tempfile.gettempdir(), "quayside-shots"))

# Machines that run the tests are slow and loaded; nothing here waits longer than it must.
# Only what fails takes so long; a busy machine takes many times what an idle one does.
WAIT_SECONDS = 60
POLL_SECONDS = 0.05
# A look at the window is work for it too: what takes long is looked at less often.
SLOW_POLL_SECONDS = 0.25
SLOW_AFTER_SECONDS = 2

# GtkDragSource wants to see the pointer move.
DRAG_STEPS = 24

# Two clicks on one spot within this time are a double click to GTK, which is not always meant. With room to spare.
DOUBLE_CLICK_SECONDS = 0.6

# How long a click that moved nothing is given before it is tried again.
CLICK_SECONDS = 4

# Libadwaita's blue, which a pane is framed with while it takes a drop, and how much of it a frame is at least.
ACCENT = b"\x35\x84\xe4"
ACCENT_AT_LEAST = 100

LISTS = {"local": "Files on this computer", "remote": "Files on the server"}
PANES = {"local": "This computer", "remote": "Server"}

DIALOGS = ("dialog", "alert dialog")

# How far extents may be off, see App._correct.
PADDING_AT_MOST = 40

# How long a window may take to another size before it is told again.
RESIZE_SECONDS = 5

# And one that has just been started, before that is started again.
SIZE_SECONDS = 20

# Widgets that move by themselves cannot be clicked for certain on a machine that shows a frame a second.
SETTINGS = "[Settings]\ngtk-enable-animations=false\n"


def wait_for(what, check, seconds=WAIT_SECONDS):
    """What @check returns, as soon as that is true."""
    started = time.monotonic()
    while True:
        try:
            value = check()
        except GLib.Error:
            value = None  # the widget went away while it was looked at
        if value:
            return value
        waited = time.monotonic() - started
        if waited > seconds:
            raise AssertionError("waited %d s for %s" % (seconds, what))
        time.sleep(POLL_SECONDS if waited < SLOW_AFTER_SECONDS else SLOW_POLL_SECONDS)


def xdotool(*arguments):
    return subprocess.run(["xdotool", *map(str, arguments)], check=True, capture_output=True, text=True).stdout


def key(*keys):
    xdotool("key", "--delay", "30", *keys)


class App:
    """One running quayside, in a home folder of its own."""

    def __init__(self, *arguments, ssh_keys=None, known_hosts="", files=None, first_in_path=None, binary=BINARY):
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
            if first_in_path and name.startswith(first_in_path + "/"):
                os.chmod(self.path(name), 0o755)
        self.log_path = self.home + ".log"
        environment = dict(os.environ, HOME=self.home, G_MESSAGES_DEBUG="")
        for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
            environment.pop(name, None)
        if first_in_path:
            environment["PATH"] = self.path(first_in_path) + ":" + environment["PATH"]
        settings = self.path(".config", "gtk-4.0", "settings.ini")
        os.makedirs(os.path.dirname(settings))
        with open(settings, "w") as out:
            out.write(SETTINGS)
        self.command, self.environment = [binary, *arguments], environment
        try:
            self.launch()
        except BaseException:
            self.close()    # or the next one would only wake it
            raise

    def launch(self):
        """Starts it, or starts it again in the same home folder."""
        for starts_left in (2, 1, 0):
            self._launch_once()
            try:
                self.resize(1280, 800, WAIT_SECONDS if starts_left == 0 else SIZE_SECONDS)
                break
            except AssertionError as error:
                if starts_left == 0:
                    raise
                # Seen where the machine is very busy: the window manager leaves one window where it was, and goes on with the next.
                print("started again: %s" % error, file=sys.stderr)
                self.close()
        xdotool("windowfocus", "--sync", self.window)

    def _launch_once(self):
        xdotool("mouseup", 1)
        with open(self.log_path, "a") as log:
            self.process = subprocess.Popen(self.command, env=self.environment, cwd=self.home, stdout=log, stderr=log)
        self.tree = Tree()
        self.last_click = None
        self.root = wait_for("the application on the accessibility bus", self._find_root)
        self.window = wait_for("the window", self._find_window)
        self.frame = self.find(role="window")

    def quit(self, confirm=False):
        """By its keys, until the process has ended."""
        key("ctrl+q")
        if confirm:
            self.dialog("Transfers Are Running")
            self.press("Close")
        wait_for("the program to end", lambda: self.process.poll() is not None)
        if self.process.returncode != 0:
            raise AssertionError("quayside ended with %d:\n%s" % (self.process.returncode, self.log()))

    def use_window(self, title):
        """From now on keys go to the window with that title, and clicks are meant for it."""
        def there():
            found = subprocess.run(["xdotool", "search", "--all", "--onlyvisible", "--pid", str(self.process.pid), "--name",
                                    "^%s$" % title], capture_output=True, text=True).stdout.split()
            frames = self.find_all(name=title, role="window")
            return (found[0], frames[0]) if found and frames else None

        self.window, self.frame = wait_for("the window %r" % title, there)
        xdotool("windowactivate", self.window)
        wait_for("%r to be the active window" % title, lambda: xdotool("getactivewindow").strip() == self.window)

    def resize(self, width, height, seconds=WAIT_SECONDS):
        """Asked for again, by way of another size: a window that has only just come may miss it, and what it is on the
        accessibility bus may be made anew."""
        asked = None

        def fits():
            nonlocal asked
            if asked is None or time.monotonic() > asked + RESIZE_SECONDS:
                for less in ([0] if asked is None else [8, 0]):
                    xdotool("windowmove", self.window, 0, 0, "windowsize", self.window, width - less, height - less)
                self.frame = self.find(role="window")
                asked = time.monotonic()
            return self._has_size(width, height)

        try:
            wait_for("a window of %d by %d" % (width, height), fits, seconds)
        except AssertionError as error:
            raise AssertionError("%s: it has %s, its frame %s" % (error, self._geometry(), list(self.frame.extents()))) from error

    def wait_size(self, width, height):
        """Until the window itself, borders left out, has that size."""
        wait_for("a window of %d by %d" % (width, height), lambda: self._has_size(width, height))

    def _has_size(self, width, height):
        geometry = self._geometry()
        _, _, own_width, own_height = self.frame.extents()
        return (int(geometry["WIDTH"]), int(geometry["HEIGHT"])) == (width, height) and abs(own_width - width) < 60 \
            and abs(own_height - height) < 60

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

    def rows(self, side, seen=None):
        """(name, row) of each file that is on screen in a pane, from top to bottom."""
        rows = self.find_all(role="row", inside=LISTS[side], seen=seen)
        return [(row.children[0].name, row) for row in rows if row.children and row.children[0].role == "grid cell"]

    def order(self, side):
        """The names in a pane, from top to bottom."""
        return [name for name, _ in self.rows(side)]

    def items(self, side):
        return sorted(self.order(side))

    def selected(self, side, seen=None):
        return sorted(name for name, row in self.rows(side, seen) if row.has_state(STATE_SELECTED))

    def wait_items(self, side, *names):
        wait_for("%s in the %s pane" % (names, side), lambda: self.items(side) == sorted(names))

    def wait_order(self, side, *names):
        wait_for("%s in that order in the %s pane" % (names, side), lambda: self.order(side) == list(names))

    def wait_status(self, side, text):
        """Until the line below the files, or the one with what is typed, holds that. Such widgets have a text, and no name."""
        wait_for("%r in the status of the %s pane" % (text, side),
                 lambda: any(text in node.text() for node in self.find_all(role="status", inside=PANES[side])))

    def wait_selected(self, side, *names):
        wait_for("%s to be selected in the %s pane" % (names, side), lambda: self.selected(side) == sorted(names))

    def pane(self, side):
        return PANES[side]

    def shows_folder(self, side, name):
        """Is that the last crumb of the path?"""
        crumbs = [node.name for path in self.find_all(name="Path", inside=PANES[side]) for node in path.walk()
                  if node.role == "button" and node.name]
        return bool(crumbs) and crumbs[-1] == name

    def wait_folder(self, side, name):
        wait_for("the %s pane to show %r" % (side, name), lambda: self.shows_folder(side, name))

    def empty_spot(self, side):
        """A point in a pane's list below its files, where drops land in the folder itself."""
        node = self.find(name=LISTS[side])
        x, y = self.where(node)
        return x, y + node.extents()[3] // 2 - 60

    def connect_to(self, place):
        entry = self.find(name="Server to connect to", role="text box")
        self.click_until(lambda: entry, lambda: self.focus().path == entry.path, "the focus in the entry at the top")
        key("ctrl+a")
        self.type_text(place)
        key("Return")

    def tab(self, name):
        """Shows a tab of the queue: "Active", "Failed", "Done" or "Log"."""
        def radio():
            return self.find(contains=name, role="radio")

        self.click_until(radio, lambda: radio().has_state(STATE_CHECKED), "the tab %s" % name)

    def wait_tab(self, text):
        """Waits for a count, such as "Done 2"."""
        self.find(name=text, role="radio")

    # --- The focus, without which keys go anywhere

    def focus(self, seen=None):
        """The widget that has the focus; nobody's where there is none."""
        focused = [node for node in (seen or self.read()).walk() if node.has_state(STATE_FOCUSED)]
        return focused[-1] if focused else self.root

    def wait_focus(self, **what):
        """Until the focus is in a widget such as find() takes, or below one."""
        def focused():
            seen = self.read()
            focus = self.focus(seen)
            return any(node.path == focus.path for top in self.find_all(seen=seen, **what) for node in top.walk())

        wait_for("the focus in %s" % what, focused)

    def wait_list_focus(self, side):
        self.wait_focus(name=LISTS[side])

    def dialog(self, contains):
        """The dialog that says so somewhere, once keys go to it."""
        def ready():
            seen = self.read()
            for dialog in (node for role in DIALOGS for node in self.find_all(role=role, seen=seen)):
                below = list(dialog.walk())
                if any(contains in node.name for node in below) and any(node.has_state(STATE_FOCUSED) for node in below):
                    return dialog
            return None

        return wait_for("a dialog with %r and the focus" % contains, ready)

    def wait_no_dialog(self):
        wait_for("the dialogs to be gone", lambda: not any(self.has(role=role) for role in DIALOGS))

    def type_text(self, text, ends="", secret=False):
        """Types into the entry that has the focus, and sees it arrive. @ends: what stays behind it."""
        xdotool("type", "--delay", "15", text)
        if not secret:
            wait_for("%r to be typed" % text, lambda: self.focus().text() == text + ends)

    # --- Using

    def _geometry(self):
        lines = xdotool("getwindowgeometry", "--shell", self.window).splitlines()
        return dict(line.split("=") for line in lines if "=" in line)

    def where(self, node):
        """A point of a widget on the screen: its middle, or of a label the beginning of its text. @node: the widget, or what finds
        it, so that it is found again should it go away meanwhile, as a row does when its file changes."""
        def steady():
            found = node() if callable(node) else node
            first = found.extents()
            time.sleep(POLL_SECONDS)
            return (found, first) if first == found.extents() and first[2] > 0 else None

        node, (x, y, width, height) = wait_for("%r to stand still" % node, steady)
        x, y = self._correct(node, x + (10 if node.role == "label" else width // 2), y + height // 2)
        origin = self._geometry()
        margin = self.frame.extents()
        return int(origin["X"]) - margin[0] + x, int(origin["Y"]) - margin[1] + y

    def _correct(self, node, x, y):
        """GTK leaves the borders and paddings of the widgets around out of the extents, so they lie a little up and left; what it
        says is at a point is right."""
        paths = {below.path for below in node.walk()}
        hits = [step for step in range(0, PADDING_AT_MOST, 4) if self.frame.path_at(x + step, y + step) in paths]
        middle = hits[len(hits) // 2] if hits else 0
        return x + middle, y + middle

    def click(self, node, button=1, times=1, keys=()):
        x, y = self.where(node)
        if self.last_click is not None and self.last_click[0] == (x, y):
            time.sleep(max(0, self.last_click[1] + DOUBLE_CLICK_SECONDS - time.monotonic()))
        xdotool("mousemove", x, y)
        for name in keys:
            xdotool("keydown", name)
        xdotool("click", "--repeat", times, "--delay", "60", button)
        for name in keys:
            xdotool("keyup", name)
        self.last_click = (x, y), time.monotonic()

    def click_until(self, find, check, what, **how):
        """Clicks what @find returns until @check holds: what is clicked may move away at the very moment, as rows do when a
        folder is read again. Only for clicks that do no harm when they miss."""
        deadline = time.monotonic() + WAIT_SECONDS
        while True:
            self.click(find, **how)
            try:
                wait_for(what, check, CLICK_SECONDS)
                return
            except AssertionError:
                if time.monotonic() > deadline:
                    raise

    def select(self, side, first, *more):
        """Selects files by clicks, the first alone and the others with Ctrl; they and no others are selected then, and the list
        has the focus."""
        def clicked(*names):
            return lambda: self.selected(side) == sorted(names)

        self.click_until(lambda: self.item(side, first), clicked(first), "%r to be selected" % first)
        for n, name in enumerate(more, 2):
            self.click(lambda name=name: self.item(side, name), keys=["ctrl"])
            self.wait_selected(side, *(first, *more)[:n])
        self.wait_list_focus(side)

    def open_folder(self, side, name):
        """By a double click."""
        self.click_until(lambda: self.item(side, name), lambda: self.shows_folder(side, name), "the folder %r" % name, times=2)

    def press(self, name, **what):
        """Clicks a button, as soon as it can be pressed."""
        def ready():
            seen = self.read()
            # A dialog keeps what lies behind it from being used.
            dialogs = [node for node in seen.walk() if node.role in DIALOGS]
            found = self.find_all(name=name, role="button", seen=dialogs[-1] if dialogs else seen, **what)
            return found[0] if found and found[0].has_state(STATE_SENSITIVE) else None

        self.click(lambda: wait_for("the button %r to be usable" % name, ready))

    def check(self, name):
        def box():
            return self.find(name=name, role="checkbox")

        self.click_until(box, lambda: box().has_state(STATE_CHECKED), "%r to be checked" % name)

    def menu(self, name):
        """Clicks an item of the menu that is open. GTK names them by a label that is not in the tree itself."""
        def item():
            items = [node for node in self.read().walk() if node.role.startswith("menu item") and node.has_state(STATE_SENSITIVE)]
            found = [node for node in items if node.label() == name]
            return found[0] if found else None

        self.click(wait_for("the menu item %r" % name, item))
        wait_for("the menu to close", lambda: not self.has(role="menu"))

    def context_menu(self, side, file, item):
        """By the right mouse button."""
        self.click_until(lambda: self.item(side, file), lambda: self.has(role="menu"), "the context menu", button=3)
        self.menu(item)

    def transfer(self, side, *names):
        """Copies files to the other side by the button below the pane."""
        self.select(side, *names)
        self.press({"local": "Upload", "remote": "Download"}[side])

    def scroll(self, node, clicks, button=5):
        """Turns the wheel above a widget: down, or with button 4 up."""
        x, y = self.where(node)
        xdotool("mousemove", x, y, "click", "--repeat", clicks, "--delay", "15", button)

    def draw(self, start, end):
        """Moves the pointer from here to there with the button held down."""
        xdotool("mousemove", *start, "mousedown", 1)
        for step in range(1, DRAG_STEPS + 1):
            xdotool("mousemove", *(a + (b - a) * step // DRAG_STEPS for a, b in zip(start, end)))
            time.sleep(0.02)
        xdotool("mouseup", 1)

    def _accent(self, side):
        """How many pixels of a pane's list, and a little around it, have the accent colour."""
        node = self.find(name=LISTS[side])
        x, y = self.where(node)
        _, _, width, height = node.extents()
        area = "%dx%d+%d+%d" % (width + 2 * PADDING_AT_MOST, height, max(0, x - width // 2 - PADDING_AT_MOST), y - height // 2)
        pixels = subprocess.run(["import", "-window", "root", "-crop", area, "-depth", "8", "rgb:-"], check=True,
                                capture_output=True).stdout
        return pixels.count(ACCENT)

    def drag(self, node, side, onto=None, during=None):
        """Drags a widget, or whatever is at a point, to a pane: below its files, or onto one of them. The button is released once the pane shows that it takes
        the drop; before that the drop would be refused."""
        tx, ty = self.where(self.item(side, onto)) if onto else self.empty_spot(side)
        before = self._accent(side)
        x, y = node if isinstance(node, tuple) else self.where(node)
        xdotool("mousemove", x, y, "mousedown", 1)
        for step in range(1, DRAG_STEPS + 1):
            xdotool("mousemove", x + (tx - x) * step // DRAG_STEPS, y + (ty - y) * step // DRAG_STEPS)
            time.sleep(0.02)
        wait_for("the %s pane to offer a drop" % side, lambda: self._accent(side) > before + ACCENT_AT_LEAST)
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
