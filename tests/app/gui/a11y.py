# SPDX-License-Identifier: GPL-3.0-or-later
"""A small reader of the accessibility bus. It asks for a whole level of the tree at once, so that looking at a window takes tens of
milliseconds; a client that asks widget by widget needs seconds."""

from gi.repository import Gio, GLib

ACCESSIBLE = "org.a11y.atspi.Accessible"
COMPONENT = "org.a11y.atspi.Component"
TEXT = "org.a11y.atspi.Text"
ROOT = "/org/a11y/atspi/accessible/root"

WINDOW_COORDINATES = 1
STATE_SHOWING = 25
STATE_VISIBLE = 30

CALL_MS = 10000


class Node:
    """A widget as it was when the tree was read."""

    def __init__(self, bus, owner, path, parent):
        self.bus, self.owner, self.path, self.parent = bus, owner, path, parent
        self.name, self.role, self.states, self.children, self.depth = "", "", 0, [], parent.depth + 1 if parent else 0

    def call(self, interface, method, arguments=None):
        return self.bus.call_sync(self.owner, self.path, interface, method, arguments, None, 0, CALL_MS, None).unpack()

    def is_shown(self):
        return bool(self.states >> STATE_SHOWING & 1 and self.states >> STATE_VISIBLE & 1)

    def extents(self):
        return self.call(COMPONENT, "GetExtents", GLib.Variant("(u)", (WINDOW_COORDINATES,)))[0]

    def path_at(self, x, y):
        """The path of the widget at a point of this one."""
        return self.call(COMPONENT, "GetAccessibleAtPoint", GLib.Variant("(iiu)", (x, y, WINDOW_COORDINATES)))[0][1]

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
        self.context = GLib.MainContext.default()

    def find_application(self, pid):
        """The root node of a process; None while it is not there."""
        registry = Node(self.bus, "org.a11y.atspi.Registry", ROOT, None)
        for owner, path in registry.call(ACCESSIBLE, "GetChildren")[0]:
            found = self.bus.call_sync("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                       "GetConnectionUnixProcessID", GLib.Variant("(s)", (owner,)), None, 0, CALL_MS, None)
            if found.unpack()[0] == pid:
                return Node(self.bus, owner, path, None)
        return None

    def _ask(self, node, interface, method, arguments, take):
        def answered(bus, result):
            self.pending -= 1
            try:
                take(bus.call_finish(result).unpack())
            except GLib.Error:
                node.states = 0  # it went away meanwhile

        self.pending += 1
        self.bus.call(node.owner, node.path, interface, method, arguments, None, 0, CALL_MS, None, answered)

    def _wait(self):
        while self.pending:
            self.context.iteration(True)

    def _look(self, nodes):
        """States first: what is not shown needs no more questions."""
        self.pending = 0
        for node in nodes:
            self._ask(node, ACCESSIBLE, "GetState", None,
                      lambda got, node=node: setattr(node, "states", got[0][0] | got[0][1] << 32))
        self._wait()
        shown = [node for node in nodes if node.is_shown() or node.depth == 0]
        for node in shown:
            self._ask(node, "org.freedesktop.DBus.Properties", "Get", GLib.Variant("(ss)", (ACCESSIBLE, "Name")),
                      lambda got, node=node: setattr(node, "name", got[0]))
            self._ask(node, ACCESSIBLE, "GetRoleName", None, lambda got, node=node: setattr(node, "role", got[0]))
            self._ask(node, ACCESSIBLE, "GetChildren", None, lambda got, node=node: setattr(
                node, "children", [Node(self.bus, owner, path, node) for owner, path in got[0]]))
        self._wait()
        return shown

    def read(self, root):
        """@root with all that is shown below it, as it is now."""
        root = Node(self.bus, root.owner, root.path, None)
        level = [root]
        while level:
            shown = self._look(level)
            for node in shown:
                if node.parent is not None:
                    node.parent.shown.append(node)
                node.shown = []
            level = [child for node in shown for child in node.children]
            for node in shown:
                node.children = node.shown
        return root
