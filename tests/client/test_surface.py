# SPDX-License-Identifier: GPL-3.0-or-later
"""The documented class, row by row: that each row is there as documented, and that a test behind it, which has just run, works.

First all behavioural tests run, then the table is walked and printed: row, test, result. open-rows.txt lists the rows that do not
work yet, and must list nothing else."""

import os
import sys
import unittest

from clientcase import COVERED, Quay, data
import check_config
import check_connect
import check_errors
import check_examples
import check_files
import check_keys
import check_lists
import check_login
import check_packets
import quaytest

HERE = os.path.dirname(os.path.abspath(__file__))
MODULES = (check_packets, check_config, check_errors, check_connect, check_login, check_lists, check_files, check_keys, check_examples)

# Rows that the documentation itself confines to other platforms or other classes.
INERT = {
    ("property", "ssh_accept_server_host_key_private_key_container"): "containers of keys exist on Windows only",
    ("property", "ssh_cert_private_key_container"): "containers of keys exist on Windows only",
    ("config", "ChannelDataEOL[ChannelId]"): "shapes an event for channel data that this class does not have",
    ("config", "ChannelDataEOLFound[ChannelId]"): "belongs to an event for channel data that this class does not have",
    ("config", "MaxChannelDataLength[ChannelId]"): "shapes an event for channel data that this class does not have",
    ("config", "RecordLength"): "shapes an event for raw data that this class does not have",
    ("config", "MaxLineLength"): "shapes an event for raw data that this class does not have",
    ("config", "UseFIPSCompliantAPI"): "documented as for Windows only",
    ("config", "UseInternalSecurityAPI"): "chooses between two sets of libraries, of which there is one here",
}

# Numbers that nothing here can come to, and why. They are there, with their texts.
NEVER = {
    "1021": "channels are found by libssh2, which ends a connection over an unknown one",
    "1037": "the class does not connect again by itself",
    "1117": "methods that need a connection make it",
    "117": "there is no option UseConnection in this class",
    "1119": "the same as 107, which is what is told",
    "1130": "no method returns before its end because it would have to wait",
    "1133": "no method returns before its end because it would have to wait",
    "135": "no method returns before its end because it would have to wait",
    "201": "the same as 301, which is what is told",
    "213": "the class does not listen",
    "10067": "Windows only: this system has no such error",
    "10091": "Windows only: there is no library of its own for sockets",
    "10092": "Windows only: there is no library of its own for sockets",
    "10093": "Windows only: there is no library of its own for sockets",
}
INERT.update({("error", number): reason for number, reason in NEVER.items()})

# Rows that programs of their own test: the source, below tests/, and what stands in it.
ELSEWHERE = {
    ("error", "1010"): ("ssh/test-identity.c", "QUAY_ERROR_UNEXPECTED_ALGORITHM"),
    ("error", "1013"): ("ssh/test-agent.c", "QUAY_ERROR_SIGN"),
    ("error", "1027"): ("ssh/test-pretenders.c", "QUAY_ERROR_UNSUPPORTED_MESSAGE"),
    ("error", "11002"): ("net/test-connector.c", "QUAY_ERROR_HOST_LOOKUP_AGAIN"),
}

# What a row is called where it would hide something that every object has.
METHODS = {"connect": "ssh_connect", "disconnect": "ssh_disconnect"}

# Identities, which are this program's own.
OWN_DEFAULT = {"ClientSSHVersionString"}


def read_rows():
    with open(os.path.join(HERE, "surface.tsv"), encoding="utf-8") as file:
        next(file)
        return [line.rstrip("\n").split("\t") for line in file]


def read_open():
    with open(os.path.join(HERE, "open-rows.txt"), encoding="utf-8") as file:
        return {tuple(line.split("#")[0].split()) for line in file if line.split("#")[0].strip()}


def as_text(value):
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if hasattr(value, "get_data"):
        return data(value).decode()
    return str(value)


def check_property(name, access, default):
    if name.startswith("dir_list_") and name != "dir_list_count":
        function = getattr(Quay.SftpClient, "get_" + name, None)
        if function is None:
            return "no indexed getter"
        value = as_text(function(Quay.SftpClient.new(), 0))
        return None if value == default else "default %r, not %r" % (value, default)
    pspec = next((p for p in Quay.SftpClient.new().list_properties() if p.name == name.replace("_", "-")), None)
    if pspec is None:
        return "no such property"
    from gi.repository import GObject
    writable = bool(pspec.flags & GObject.ParamFlags.WRITABLE)
    if writable != (access == "rw"):
        return "writable: %s" % writable
    value = as_text(Quay.SftpClient.new().get_property(pspec.name))
    return None if value == default else "default %r, not %r" % (value, default)


def check_method(name, parameters):
    function = getattr(Quay.SftpClient, METHODS.get(name, name), None)
    if function is None:
        return "no such method"
    have = [argument.get_name() for argument in function.get_arguments()]
    # What comes back, and what is counted by its own container, is no argument here.
    wanted = [part for part in parameters.split(",") if part and not (name == "download_range" and part == "buffer")]
    return None if have == wanted else "arguments %r, not %r" % (have, wanted)


def check_event(name, parameters):
    from gi.repository import GObject
    signal = name[3:].replace("_", "-")
    if GObject.signal_lookup(signal, Quay.SftpClient) == 0:
        return "no such signal"
    event = getattr(Quay, "".join(part.capitalize() for part in signal.split("-")) + "Event")
    have = {pspec.name.replace("-", "_") for pspec in GObject.new(event).list_properties()}
    return None if have == set(parameters.split(",")) else "parameters %r" % sorted(have)


def check_config_row(name, default):
    from gi.repository import GLib
    plain = name.split("[")[0]
    try:
        keys = {key: fallback for key, _, fallback, _ in Quay.SftpClient.list_config().unpack()}
        if plain not in keys:
            return "no such key"
        if plain == "CheckFileHash" or default == "-" or plain in OWN_DEFAULT:
            return None
        value = Quay.SftpClient.new().config(plain)
        default = default.replace("\\r", "\r").replace("\\n", "\n")
        return None if value == default else "default %r, not %r" % (value, default)
    except GLib.Error as error:
        return error.message


def check_error(number):
    numbers = {int(getattr(Quay.Error, name)) for name in dir(Quay.Error) if name.isupper()}
    if int(number) not in numbers:
        return "no such code"
    return None if Quay.error_get_text(int(number)) else "no text"


def check_row(kind, name, detail, default):
    if kind == "property":
        return check_property(name, detail, default)
    if kind == "method":
        return check_method(name, detail)
    if kind == "event":
        return check_event(name, detail)
    if kind == "config":
        return check_config_row(name, default)
    return check_error(name)


def find_tests(key):
    path, words = ELSEWHERE.get(key, (None, None))
    if path is not None:
        with open(os.path.join(HERE, "..", path), encoding="utf-8") as file:
            return [path] if words in file.read() else []
    return COVERED.get((key[0], key[1].split("[")[0])) or []


def walk(failed, skipped, print_row):
    """The rows that do not work, each with the reason."""
    broken = {}
    for kind, name, detail, default in read_rows():
        key = (kind, name)
        tests = find_tests(key)
        reason = check_row(kind, name, detail, default)
        if reason is None and key not in INERT:
            bad = [test for test in tests if test in failed]
            if not tests:
                reason = "no test behind it"
            elif bad:
                reason = "%s failed" % bad[0]
        untested = bool(tests) and all(test in skipped for test in tests)
        print_row("%-9s %-45s %-45s %s" % (kind, name, INERT.get(key) or ", ".join(tests) or "-",
                                          reason or ("NOT tested here" if untested else "as documented" if key in INERT else "works")))
        if reason is not None:
            broken[key] = reason
    return broken


class Surface(unittest.TestCase):
    """Runs last, with what the others have come to."""

    failed = set()
    skipped = set()

    def test_every_row(self):
        open_rows = read_open()
        lines = []
        broken = walk(self.failed, self.skipped, lines.append)
        print("\n".join("# " + line for line in lines))
        print("# %d rows, %d of them open" % (len(lines), len(open_rows)))
        self.assertEqual(len(lines), 359)
        surprising = {key: reason for key, reason in broken.items() if key not in open_rows}
        done = sorted(open_rows - set(broken))
        self.assertEqual((surprising, done), ({}, []), "rows that do not work and are not listed; rows that are listed and work")


def main():
    words = sys.argv[1:]
    suite = unittest.TestSuite(unittest.defaultTestLoader.loadTestsFromModule(module) for module in MODULES)
    result = quaytest.TapResult(sys.stdout)
    tests = list(quaytest.chosen(suite, words))
    unittest.TestSuite(tests).run(result)
    if not words:
        Surface.failed, Surface.skipped = ({".".join(test.id().split(".")[-2:]) for test, _ in tests}
                                           for tests in (result.failures + result.errors, result.skipped))
        unittest.TestSuite([Surface("test_every_row")]).run(result)
    print("1..%d" % result.number)
    sys.exit(0 if result.wasSuccessful() else 1)


if __name__ == "__main__":
    main()
