# SPDX-License-Identifier: GPL-3.0-or-later
"""A small reader of the accessibility bus. It asks the application for all it has at once, so that looking at a window takes some
milliseconds; a client that asks widget by widget needs seconds, and keeps the window busy meanwhile."""

from gi.repository import Gio, GLib

ACCESSIBLE = "org.a11y.atspi.Accessible"
CACHE = "org.a11y.atspi.Cache"
COMPONENT = "org.a11y.atspi.Component"
TEXT = "org.a11y.atspi.Text"
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
        self.roles = {}  # a widget's path -> its role, which never changes

    def find_application(self, pid):
        """The root node of a process; None while it is not there."""
        registry = Node(self.bus, "org.a11y.atspi.Registry", ROOT)
        for owner, path in registry.call(ACCESSIBLE, "GetChildren")[0]:
            found = self.bus.call_sync("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                       "GetConnectionUnixProcessID", GLib.Variant("(s)", (owner,)), None, 0, CALL_MS, None)
            if found.unpack()[0] == pid:
                return Node(self.bus, owner, path)
        return None

    def _role(self, node):
        if node.path not in self.roles:
            self.roles[node.path] = node.call(ACCESSIBLE, "GetRoleName")[0]
        return self.roles[node.path]

    def _children(self, node, below, count):
        """The cache may hold more than is there, widgets that are unmapped, and less: those that nobody has asked about. The count
        says so, and then it takes a question."""
        children = below.get(node.path, [])
        if len(children) == count:
            return children
        paths = [path for _, path in node.call(ACCESSIBLE, "GetChildren")[0]]
        known = {child.path for child in children}
        for path in paths:
            if path not in known:
                self.asked_again = True
                self._ask_all(Node(self.bus, node.owner, path))
        return [child for child in children if child.path in paths]

    def _ask_all(self, node):
        """Makes the cache know a widget and all below."""
        for owner, path in node.call(ACCESSIBLE, "GetChildren")[0]:
            self._ask_all(Node(self.bus, owner, path))

    def _add_below(self, node, below, counts):
        try:
            children = self._children(node, below, counts[node.path])
        except GLib.Error:
            return  # it went away meanwhile
        for child in filter(Node.is_shown, children):
            try:
                child.role = self._role(child)
            except GLib.Error:
                continue  # so did this
            child.parent, child.depth = node, node.depth + 1
            node.children.append(child)
            self._add_below(child, below, counts)

    def _read_cache(self, root):
        items = self.bus.call_sync(root.owner, CACHE_PATH, CACHE, "GetItems", None, None, 0, CALL_MS, None).unpack()[0]
        below, counts = {}, {root.path: -1}
        for (_, path), _, (_, parent), _, count, _, name, _, _, states in sorted(items, key=lambda item: item[3]):
            node = Node(self.bus, root.owner, path, name, "", states[0] | states[1] << 32)
            below.setdefault(parent, []).append(node)
            if path != root.path:
                counts[path] = count
        root = Node(self.bus, root.owner, root.path, root.name, "application")
        self._add_below(root, below, counts)
        return root

    def read(self, root):
        """@root with all that is shown below it, as it is now."""
        for _ in range(READS_AT_MOST):
            self.asked_again = False
            read = self._read_cache(root)
            if not self.asked_again:
                break
        return read
