# SPDX-License-Identifier: GPL-3.0-or-later
"""A small reader of the accessibility bus. It asks the application for all names and states at once, and for the children of a
whole level of the tree together, so that looking at a window takes some tens of milliseconds; a client that asks widget by widget
needs seconds, and keeps the window busy meanwhile."""

import ast
import functools
import re
import time

from gi.repository import Gio, GLib

ACCESSIBLE = "org.a11y.atspi.Accessible"
CACHE = "org.a11y.atspi.Cache"
COMPONENT = "org.a11y.atspi.Component"
TEXT = "org.a11y.atspi.Text"
VALUE = "org.a11y.atspi.Value"
ROOT = "/org/a11y/atspi/accessible/root"
CACHE_PATH = "/org/a11y/atspi/cache"

WINDOW_COORDINATES = 1
STATE_CHECKED = 4
STATE_FOCUSED = 12
STATE_SELECTED = 23
STATE_SENSITIVE = 24
STATE_SHOWING = 25
STATE_VISIBLE = 30

RELATION_LABELLED_BY = 2

CALL_MS = 10000

# A window that makes new widgets all the time is read as it was at some moment.
READS_AT_MOST = 5

# For so long what the cache says is taken for a sign of what it does not say.
BELIEF_SECONDS = 3


# An item of the cache as GLib prints it: itself, application, parent, index, number of children, interfaces, name, role,
# description, states. Of these: the own path, the parent's, the index, the number, the name, and the states.
REFERENCE = r"\('[^']*', '%s'\)"
STRING = r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\""""
CACHE_ITEM = re.compile(r"\(%s, %s, %s, (-?\d+), (-?\d+), \[[^]]*\], (%s), \d+, (?:%s), \[(\d+), (\d+)\]\)" % (
    REFERENCE % "([^']*)", REFERENCE % "[^']*", REFERENCE % "([^']*)", STRING, STRING))


@functools.cache
def read_string(printed):
    return ast.literal_eval(printed)


class Node:
    """A widget as it was when the tree was read."""

    def __init__(self, bus, owner, path, name="", role="", states=0):
        self.bus, self.owner, self.path = bus, owner, path
        self.name, self.role, self.states = name, role, states
        self.parent, self.children, self.depth = None, [], 0

    def call(self, interface, method, arguments=None):
        return self.bus.call_sync(self.owner, self.path, interface, method, arguments, None, 0, CALL_MS, None).unpack()

    def has_state(self, state):
        return bool(self.states >> state & 1)

    def is_shown(self):
        return self.has_state(STATE_SHOWING) and self.has_state(STATE_VISIBLE)

    def extents(self):
        return self.call(COMPONENT, "GetExtents", GLib.Variant("(u)", (WINDOW_COORDINATES,)))[0]

    def path_at(self, x, y):
        """The path of the widget at a point of this one."""
        return self.call(COMPONENT, "GetAccessibleAtPoint", GLib.Variant("(iiu)", (x, y, WINDOW_COORDINATES)))[0][1]

    def label(self):
        """Its name, or that of the widget that labels it."""
        if self.name:
            return self.name
        for relation, targets in self.call(ACCESSIBLE, "GetRelationSet")[0]:
            if relation == RELATION_LABELLED_BY:
                return Node(self.bus, *targets[0]).text()
        return ""

    def text(self):
        return self.call(TEXT, "GetText", GLib.Variant("(ii)", (0, self.text_length())))[0]

    def text_length(self):
        return self._property(TEXT, "CharacterCount")

    def selection(self):
        return self.call(TEXT, "GetSelection", GLib.Variant("(i)", (0,)))

    def value(self):
        return self._property(VALUE, "CurrentValue")

    def _property(self, interface, name):
        return self.call("org.freedesktop.DBus.Properties", "Get", GLib.Variant("(ss)", (interface, name)))[0]

    def walk(self):
        """This one and all below, in the order of the tree."""
        yield self
        for child in self.children:
            yield from child.walk()

    def __repr__(self):
        return "[%s] %r" % (self.role, self.name)


class Tree:
    def __init__(self):
        session = Gio.bus_get_sync(Gio.BusType.SESSION)
        address = session.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", None, None, 0, CALL_MS,
                                    None).unpack()[0]
        flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
        self.bus = Gio.DBusConnection.new_for_address_sync(address, flags, None, None)
        self.context = GLib.MainContext.default()
        self.roles = {}  # a widget's path -> its role, which never changes
        self.answers = {}  # a widget's path -> what the cache said when it was asked, and its children
        self.believed_until = 0

    def find_application(self, pid):
        """The root node of a process; None while it is not there."""
        registry = Node(self.bus, "org.a11y.atspi.Registry", ROOT)
        for owner, path in registry.call(ACCESSIBLE, "GetChildren")[0]:
            found = self.bus.call_sync("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                       "GetConnectionUnixProcessID", GLib.Variant("(s)", (owner,)), None, 0, CALL_MS, None)
            if found.unpack()[0] == pid:
                return Node(self.bus, owner, path)
        return None

    def _ask(self, nodes, method, take):
        """Asks all of them at once; those that went away meanwhile take nothing."""
        pending = len(nodes)

        def answered(bus, result, node):
            nonlocal pending
            pending -= 1
            try:
                take(node, bus.call_finish(result).unpack()[0])
            except GLib.Error:
                pass

        for node in nodes:
            self.bus.call(node.owner, node.path, ACCESSIBLE, method, None, None, 0, CALL_MS, None, answered, node)
        while pending:
            self.context.iteration(True)

    def _ask_all(self, nodes):
        """Makes the cache know widgets and all below."""
        while nodes:
            found = []
            self._ask(nodes, "GetChildren", lambda node, got: found.extend(Node(self.bus, *child) for child in got))
            nodes = found

    def _signature(self, node, cache):
        """What the cache says of a widget's children. It alone does not do: it keeps widgets that are unmapped, and lacks those that
        nobody has asked about. But while it says the same, so would the widget."""
        if node.path not in cache:
            return None
        return cache[node.path][2], sorted((index, path, cache[path][:2]) for index, path in self.known.get(node.path, []))

    def _read_level(self, level, cache):
        children, unknown = [], []

        def take(node, paths):
            for path in paths:
                if path not in cache:
                    unknown.append(Node(self.bus, node.owner, path))
                    continue
                name, states = cache[path][:2]
                child = Node(self.bus, node.owner, path, name, "", states)
                if child.is_shown():
                    child.parent, child.depth = node, node.depth + 1
                    children.append(child)

        def take_answer(node, got):
            paths = [path for _, path in got]
            self.answers[node.path] = self._signature(node, cache), paths
            take(node, paths)

        asked = []
        for node in level:
            signature, paths = self.answers.get(node.path, (None, []))
            if self.believes and node.path in cache and cache[node.path][2] == 0:
                continue
            if signature is not None and signature == self._signature(node, cache):
                take(node, paths)
            else:
                asked.append(node)
        self._ask(asked, "GetChildren", take_answer)
        self._ask_all(unknown)
        self.asked_again |= bool(unknown)
        self._ask([child for child in children if child.path not in self.roles], "GetRoleName",
                  lambda child, role: self.roles.__setitem__(child.path, role))
        children = [child for child in children if child.path in self.roles]
        for child in children:
            child.role = self.roles[child.path]
            child.parent.children.append(child)
        return children

    def _read_once(self, root):
        answer = self.bus.call_sync(root.owner, CACHE_PATH, CACHE, "GetItems", None, None, 0, CALL_MS, None)
        # unpack() would take half of the time of all that is read.
        items = CACHE_ITEM.findall(answer.print_(False))
        cache, self.known = {}, {}
        for path, parent, index, count, name, low, high in items:
            if path != root.path:
                cache[path] = read_string(name), int(low) | int(high) << 32, int(count)
                self.known.setdefault(parent, []).append((int(index), path))
        root = Node(self.bus, root.owner, root.path, root.name, "application")
        level = [root]
        while level:
            level = self._read_level(level, cache)
        return root

    def read(self, root):
        """@root with all that is shown below it, as it is now. A child may take the place of another without the cache saying anything
        else than before: now and then all widgets are asked."""
        self.believes = time.monotonic() < self.believed_until
        if not self.believes:
            self.answers.clear()
            self.believed_until = time.monotonic() + BELIEF_SECONDS
        for _ in range(READS_AT_MOST):
            self.asked_again = False
            read = self._read_once(root)
            if not self.asked_again:
                break
        return read
