# SPDX-License-Identifier: GPL-3.0-or-later
"""Names, links, attributes and trees made to reach out of the destination, or never to end."""

import os
import resource
import stat

from hostilecase import HostileCase
from quaytest import DONE, FAILED, main
from scenarios import BAD_NAMES, ODD_NAMES

TREE = ("get", "-r", "{url}/dir", "{dest}")


class Names(HostileCase):
    def refused(self, scenario):
        """RELIABILITY 11 and 13: the entry is refused and counted, its siblings still work, the world outside stays as it was."""
        refused = [name for name in BAD_NAMES[scenario] if name not in (b".", b"..")]    # every server lists those two
        expected = FAILED if refused else DONE
        result = self.hostile(scenario, *TREE)
        self.assertSummary(result, expected)
        self.assertEqual((result.summary["files_done"], result.summary["files_failed"]), (1, len(refused)))
        self.assertEqual(self.read("dest/dir/good"), b"good\n")
        self.assertEqual(os.listdir(self.path("dest")), ["dir"])
        self.assertEqual(os.listdir(self.path("dest/dir")), ["good"])
        self.assertFalse(os.path.exists("/etc/quay-evil"))
        result = self.hostile(scenario, "ls", "{url}/dir")
        self.assertSummary(result, expected)
        self.assertEqual([item["name"] for item in result.entries()], ["good"])
        self.assertEqual(result.summary["errors"] > 0, bool(refused))
        self.removed(scenario)

    def removed(self, scenario):
        """Nothing but what lies in the folder is removed, or walked."""
        os.unlink(self.requests)
        self.hostile(scenario, "rm", "-r", "{url}/dir")
        with open(self.requests, encoding="utf-8") as file:
            touched = [line for line in file if line.startswith(("remove", "rmdir", "opendir"))]
        self.assertGreater(len(touched), 0)
        for line in touched:
            self.assertRegex(line, r"/dir(/good)?'$")

    def test_odd_names_are_kept_to_the_byte(self):
        """RELIABILITY 12."""
        self.assertSummary(self.hostile("name-odd", *TREE, timeout=20), DONE)
        self.assertEqual(sorted(os.listdir(os.fsencode(self.path("dest/dir")))), sorted(ODD_NAMES))
        for name in ODD_NAMES:
            with open(os.path.join(os.fsencode(self.path("dest/dir")), name), "rb") as file:
                self.assertEqual(file.read(), b"<" + name + b">")

    def test_odd_names_in_json(self):
        import base64
        result = self.hostile("name-odd", "ls", "{url}/dir")
        self.assertSummary(result, DONE)
        self.assert_printable(result)
        names = {base64.b64decode(item["name_bytes"]) if "name_bytes" in item else item["name"].encode() for item in result.entries()}
        self.assertEqual(names, set(ODD_NAMES))
        self.assertEqual(sum("name_bytes" in item for item in result.entries()), 1)

    def test_odd_names_in_the_log(self):
        """RELIABILITY 12: nothing raw, however much is logged and whatever fails."""
        os.makedirs(os.fsencode(self.path("dest/dir")))
        for name in ODD_NAMES[:4]:
            os.mkdir(os.path.join(os.fsencode(self.path("dest/dir")), name))    # in the way
        result = self.hostile("name-odd", *TREE, options=("-vvv", "--overwrite", "always"))
        self.assertExit(result, FAILED, r"bidi\\u\{202e\}gnp")
        self.assert_printable(result)

    def test_owner_text_is_escaped(self):
        result = self.hostile("name-owner", "ls", "-l", "{url}/dir")
        self.assertSummary(result, DONE)
        self.assert_printable(result)

    def test_extreme_attributes(self):
        """RELIABILITY 10."""
        result = self.hostile("attrs-extreme", "ls", "-l", "{url}/dir")
        self.assertSummary(result, DONE)
        sizes = {item["name"]: item["size"] for item in result.entries()}
        self.assertEqual(float(sizes["huge"]), float(2**64 - 1))
        for command in (("stat", "{url}/dir/huge"), ("stat", "{url}/dir/future"), ("ls", "-l", "{url}/dir/past")):
            self.assertSummary(self.hostile("attrs-extreme", *command), DONE)

    def test_extreme_attributes_of_files(self):
        """RELIABILITY 10: nothing is laid out in advance for 2^64-1 bytes; a time that no disk holds is no crash."""
        limit = {"preexec": lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))}
        for scenario, name in (("attrs-extreme", "dir/huge"), ("data-endless", "file")):
            result = self.hostile(scenario, "get", "{url}/" + name, "{dest}/huge", **limit)
            self.assertSummary(result, FAILED)
            self.assertRegex(result.err, "ends after|size")
            self.assertEqual(os.listdir(self.dest), [])
        result = self.hostile("attrs-extreme", "get", "{url}/dir/future", "{url}/dir/past", "{url}/dir/setuid", "{dest}", options=("--preserve",))
        self.assertExit(result, {DONE, FAILED})
        self.assertEqual(os.stat(self.path("dest/setuid")).st_mode, 0o100777)
        self.assertEqual(os.stat(self.path("dest/past")).st_mtime, 0)

    def test_odd_mode(self):
        """RELIABILITY 10: also mode 0xFFFFFFFF."""
        self.assertExit(self.hostile("attrs-odd-mode", "ls", "-l", "{url}/dir"), {DONE, FAILED})
        self.assertExit(self.hostile("attrs-odd-mode", *TREE), {DONE, FAILED})

    def test_listing_without_attributes(self):
        result = self.hostile("attrs-none", "ls", "-l", "{url}/dir")
        self.assertSummary(result, DONE)
        self.assertEqual({item["name"] for item in result.entries()}, {"a", "b"})
        self.assertTrue(all("size" not in item for item in result.entries()))
        self.assertSummary(self.hostile("attrs-none", *TREE), DONE)
        self.assertEqual(self.read("dest/dir/a"), b"alpha\n")

    def modes(self):
        return {name: stat.S_IMODE(os.lstat(self.path("dest", "dir", name)).st_mode) for name in ("tool", "open", ".")}

    def test_setuid_is_never_kept(self):
        """RELIABILITY 17."""
        self.assertSummary(self.hostile("setuid-tree", *TREE, options=("--preserve",)), DONE)
        modes = self.modes()
        self.assertEqual({name: mode & 0o6000 for name, mode in modes.items()}, {"tool": 0, "open": 0, ".": 0})
        self.assertEqual(modes["tool"], 0o755)

    def test_umask_is_honoured(self):
        """RELIABILITY 17."""
        old = os.umask(0o027)
        try:
            self.assertSummary(self.hostile("setuid-tree", *TREE), DONE)
        finally:
            os.umask(old)
        for name, mode in self.modes().items():
            self.assertEqual(mode & 0o027, 0, "%s has mode %o" % (name, mode))

    def test_planted_link_at_the_temporary_name(self):
        """RELIABILITY 17: somebody else put a link where the partial file goes."""
        for name in (".file.part", "file.part"):
            os.symlink(self.path("precious"), os.path.join(self.dest, name))
        result = self.hostile("plain", "get", "{url}/file", "{dest}/file")
        self.assertExit(result, {DONE, FAILED})
        self.assertEqual(self.read("precious"), b"precious\n")
        if result.exit == DONE:
            self.assertEqual(self.read("dest/file"), b"content\n" * 1000)

    def test_planted_link_in_the_destination(self):
        """RELIABILITY 14: a folder of the tree is a link outward on this side."""
        os.mkdir(self.path("dest/dir"))
        os.symlink(self.path("victim"), self.path("dest/dir/d"))
        self.hostile("link-then-folder", *TREE, options=("--overwrite", "always"))
        self.assertEqual(os.listdir(self.path("victim")), ["precious"])

    def test_link_then_folder(self):
        """RELIABILITY 14: the server says so first, and then sends what lies behind it."""
        self.hostile("link-then-folder", *TREE, options=("--overwrite", "always"))
        self.assertEqual(os.listdir(self.path("victim")), ["precious"])
        self.assertEqual(self.read("dest/dir/good"), b"good\n")

    def test_link_and_file_of_the_same_name(self):
        self.hostile("link-to-victim", *TREE, options=("--overwrite", "always"))
        self.assertEqual(os.listdir(self.path("victim")), ["precious"])

    def test_link_loop(self):
        """RELIABILITY 16."""
        result = self.hostile("link-loop", *TREE)
        self.assertExit(result, {DONE, FAILED})
        self.assertEqual(self.read("dest/dir/good"), b"good\n")
        self.assertSummary(self.hostile("link-loop", "ls", "-R", "{url}/dir"), DONE)

    def test_endless_depth(self):
        """RELIABILITY 16."""
        for command in (TREE, ("ls", "-R", "{url}/dir"), ("rm", "-r", "{url}/dir")):
            result = self.hostile("deep", *command, timeout=5)
            self.assertSummary(result, FAILED)
            self.assertRegex(result.err, "64 folders deep|too deep")
            self.assertEqual(len(result.entries("error")) > 0, True, str(result))
        self.assertEqual(self.read("dest/dir/good"), b"good\n")

    def test_remove_never_follows_links(self):
        """RELIABILITY 16."""
        self.assertSummary(self.hostile("remove-link", "rm", "-r", "{url}/dir"), DONE)
        with open(self.requests, encoding="utf-8") as file:
            touched = [line for line in file if line.startswith(("remove", "rmdir", "opendir")) and "victim" in line]
        self.assertEqual(touched, [])


def make_name_test(scenario):
    def test(self):
        self.refused(scenario)
    return test


for bad in BAD_NAMES:
    setattr(Names, "test_refused_" + bad.replace("-", "_"), make_name_test(bad))

if __name__ == "__main__":
    main()
