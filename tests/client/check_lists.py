# SPDX-License-Identifier: GPL-3.0-or-later
"""Folders and listings: patterns, times, names in other code pages."""

import os
import time

from gi.repository import Gio, GLib

from clientcase import ClientCase, covers


class Folders(ClientCase):
    @covers("method", "change_remote_path")
    @covers("property", "remote_path")
    @covers("config", "NormalizeRemotePath DisableRealPath AllowBackslashInName")
    @covers("error", "1106")
    def test_change_folder(self):
        os.makedirs(os.path.join(self.remote, "a", "b"))
        client = self.logged_on()
        self.assertEqual(client.get("remote-path"), self.remote + "/")
        client.quay.change_remote_path("a/b")
        self.assertEqual(client.get("remote-path"), self.remote + "/a/b/")
        client.quay.change_remote_path("../..")
        self.assertEqual(client.get("remote-path"), self.remote + "/")
        client.quay.change_remote_path("a\\b")
        self.assertEqual(client.get("remote-path"), self.remote + "/a/b/")
        self.assertError(1106, client.quay.change_remote_path, "missing")
        self.write("file", b"")
        self.assertError(1106, client.quay.change_remote_path, os.path.join(self.remote, "file"))
        self.assertEqual(client.get("remote-path"), self.remote + "/a/b/")
        client.config("NormalizeRemotePath=False")
        self.assertEqual(client.get("remote-path"), self.remote + "/a/b")
        client.config("DisableRealPath=True")
        client.quay.change_remote_path(self.remote + "/a/../missing")
        self.assertEqual(client.get("remote-path"), self.remote + "/a/../missing")
        client.config("AllowBackslashInName=True")
        client.quay.change_remote_path(self.remote)
        client.quay.create_file("one\\name")
        self.assertIn("one\\name", os.listdir(self.remote))

    @covers("method", "make_directory remove_directory")
    @covers("error", "1103")
    def test_make_and_remove(self):
        client = self.logged_on()
        client.quay.make_directory("new")
        self.assertTrue(os.path.isdir(os.path.join(self.remote, "new")))
        self.write("new/inside", b"")
        self.assertError(1103, client.quay.remove_directory, "new")
        os.unlink(os.path.join(self.remote, "new", "inside"))
        client.quay.remove_directory("new")
        self.assertFalse(os.path.exists(os.path.join(self.remote, "new")))


class Listings(ClientCase):
    def names(self, client, pattern="", *settings):
        for setting in settings:
            client.config(setting)
        client.set(remote_file=pattern)
        client.events.clear()
        client.quay.list_directory()
        names = sorted(event["file-name"] for event in client.of("dir-list"))
        count = client.get("dir-list-count")
        self.assertEqual(names, sorted(client.quay.get_dir_list_file_name(i) for i in range(count)))
        return names

    @covers("method", "list_directory")
    @covers("property", "dir_list_count dir_list_entry dir_list_file_name dir_list_file_size dir_list_file_time")
    @covers("property", "dir_list_is_dir dir_list_is_symlink")
    @covers("event", "on_dir_list on_start_transfer on_end_transfer")
    def test_listing(self):
        path = self.write("file", b"12345")
        os.utime(path, (1000000000, 1000000000))
        os.mkdir(os.path.join(self.remote, "folder"))
        os.symlink("folder", os.path.join(self.remote, "link"))
        client = self.logged_on()
        client.config("UseServerFileTime=True")
        self.assertEqual(self.names(client), ["file", "folder", "link"])
        entries = {event["file-name"]: event for event in client.of("dir-list")}
        self.assertEqual((entries["file"]["file-size"], entries["file"]["file-time"], entries["file"]["dir-entry"]),
                         (5, "09/09/2001 01:46:40", "file"))
        self.assertEqual([(entries[name]["is-dir"], entries[name]["is-symlink"]) for name in ("file", "folder", "link")],
                         [(False, False), (True, False), (False, True)])
        kinds = [kind for kind, _ in client.events if kind in ("start-transfer", "dir-list", "end-transfer")]
        self.assertEqual(kinds, ["start-transfer"] + 3 * ["dir-list"] + ["end-transfer"])
        quay = client.quay
        index = next(i for i in range(3) if quay.get_dir_list_file_name(i) == "file")
        self.assertEqual((quay.get_dir_list_file_size(index), quay.get_dir_list_file_time(index),
                          quay.get_dir_list_is_dir(index), quay.get_dir_list_is_symlink(index)),
                         (5, "09/09/2001 01:46:40", False, False))
        self.assertRegex(quay.get_dir_list_entry(index), r"^-rw.* 5 .* file$")
        self.assertEqual((quay.get_dir_list_entry(3), quay.get_dir_list_file_name(3), quay.get_dir_list_file_size(3)), ("", "", 0))
        model = quay.get_dir_list()
        self.assertIsInstance(model, Gio.ListModel)
        self.assertEqual(model.get_item(index).get_name(), "file")

    @covers("config", "FileMaskDelimiter ExcludeFileMask IgnoreFileMaskCasing")
    @covers("property", "remote_file")
    def test_patterns(self):
        for name in ("a.txt", "B.TXT", "c.csv", "d1", "d2", "[x]"):
            self.write(name, b"")
        client = self.logged_on()
        self.assertEqual(self.names(client, "*.txt"), ["B.TXT", "a.txt"])
        self.assertEqual(self.names(client, "d?"), ["d1", "d2"])
        self.assertEqual(self.names(client, "d[2-9,x]"), ["d2"])
        self.assertEqual(self.names(client, "[[]x]"), ["[x]"])
        self.assertEqual(self.names(client, self.remote + "/*.csv"), ["c.csv"])
        self.assertEqual(self.names(client, "c.csv"), ["c.csv"])
        self.assertEqual(self.names(client, self.remote), sorted(os.listdir(self.remote)))
        self.assertEqual(self.names(client, "*.txt", "IgnoreFileMaskCasing=False"), ["a.txt"])
        self.assertEqual(self.names(client, "*.txt, *.csv", "FileMaskDelimiter=,"), ["a.txt", "c.csv"])
        self.assertEqual(self.names(client, "", "ExcludeFileMask=*.txt,[d]*"), ["B.TXT", "[x]", "c.csv"])

    @covers("config", "FiletimeFormat UseServerFileTime")
    @covers("property", "dir_list_file_time")
    def test_times(self):
        path = self.write("file", b"")
        os.utime(path, (1000000000, 1000000000))
        old = os.environ.get("TZ")
        os.environ["TZ"] = "UTC-3"
        time.tzset()

        def back():
            os.environ.pop("TZ") if old is None else os.environ.__setitem__("TZ", old)
            time.tzset()
        self.addCleanup(back)
        client = self.logged_on()
        for form, expected in (("yyyy-MM-dd 'at' HH:mm:ss", "2001-09-09 at 04:46:40"), ("ddd d MMMM yy h:mm tt", "Sun 9 September 01 4:46 AM"),
                               ("", "Sep 09 2001")):
            client.config("FiletimeFormat=" + form)
            client.quay.list_directory()
            self.assertEqual(client.quay.get_dir_list_file_time(0), expected)
        client.config("FiletimeFormat=HH")
        client.config("UseServerFileTime=True")
        self.assertEqual(client.quay.get_dir_list_file_time(0), "01")
        os.utime(path)
        client.config("FiletimeFormat=")
        client.quay.list_directory()
        self.assertRegex(client.quay.get_dir_list_file_time(0), r"^[A-Z][a-z]{2} \d\d \d\d:\d\d$")

    @covers("config", "AttrAccessTime AttrFileType AttrGroupId AttrOwnerId AttrPermission AttrCreationTime AttrLinkCount")
    def test_attributes_of_entries(self):
        path = self.write("file", b"")
        os.utime(path, (1000000000, 1000000000))
        os.chmod(path, 0o600)
        client = self.logged_on()
        keys = ("AttrAccessTime", "AttrFileType", "AttrGroupId", "AttrOwnerId", "AttrPermission", "AttrCreationTime", "AttrLinkCount")
        seen = []
        client.handlers["dir-list"] = lambda event: seen.append([client.config(key) for key in keys])
        client.quay.list_directory()
        status = os.stat(path)
        self.assertEqual(seen, [["1000000000000", "1", str(status.st_gid), str(status.st_uid), str(0o100600), "", ""]])
        self.assertEqual([client.config(key) for key in keys], [""] * len(keys))

    @covers("config", "CodePage")
    @covers("error", "434")
    def test_code_page(self):
        path = os.path.join(os.fsencode(self.remote), b"gr\xfc\xdfe")
        with open(path, "wb"):
            pass
        client = self.logged_on()
        client.quay.list_directory()
        self.assertNotEqual(client.quay.get_dir_list_file_name(0), "grüße")
        client.config("CodePage=1252")
        client.quay.list_directory()
        self.assertEqual(client.quay.get_dir_list_file_name(0), "grüße")
        client.quay.delete_file("grüße")
        self.assertFalse(os.path.exists(path))
        self.assertError(434, client.quay.create_file, "日本")
        for page in ("57002", "20005", "4711"):
            self.assertError(434, client.config, "CodePage=" + page)
        self.assertEqual(client.config("CodePage"), "1252")

    @covers("config", "GetSpaceInfo FreeSpace TotalSpace ReadLink")
    def test_space_and_links(self):
        client = self.logged_on()
        self.assertEqual((client.config("TotalSpace"), client.config("FreeSpace")), ("0", "0"))
        client.config("GetSpaceInfo")
        status = os.statvfs(self.remote)
        self.assertEqual(client.config("TotalSpace"), str(status.f_blocks * status.f_frsize))
        self.assertGreater(int(client.config("FreeSpace")), 0)
        os.symlink("some/where", os.path.join(self.remote, "link"))
        self.assertEqual(client.config("ReadLink=link"), "some/where")
        self.assertError(1103, client.config, "ReadLink=missing")

    @covers("config", "CopyRemoteFile CopyRemoteData")
    def test_copies_on_the_server(self):
        self.write("source", b"0123456789")
        client = self.logged_on(remote_file="source")
        self.assertEqual(client.config("CopyRemoteFile=copy"), "True")
        self.assertEqual(self.read("copy"), b"0123456789")
        self.write("source", b"other")
        with self.assertRaises(GLib.Error):
            client.config("CopyRemoteFile=copy")
        self.assertEqual(self.read("copy"), b"0123456789")
        client.set(overwrite=True)
        client.config("CopyRemoteFile=copy")
        self.assertEqual(self.read("copy"), b"other")
        self.write("target", b"..........")
        self.write("source", b"0123456789")
        client.set(start_byte=6)
        client.config("CopyRemoteData=DestFile=%s/target;Length=3;WriteOffset=4" % self.remote)
        self.assertEqual(self.read("target"), b"....678...")
        self.assertError(20001, client.config, "CopyRemoteData=DestFile=x;Length=y")
        self.assertError(1107, client.config, "CopyRemoteData=Length=3")

    @covers("config", "ProtocolVersion NegotiatedProtocolVersion")
    def test_version(self):
        client = self.logged_on()
        self.assertEqual(client.config("NegotiatedProtocolVersion"), "3")
        self.assertError(20001, client.config, "ProtocolVersion=7")
        self.assertEqual(client.config("ProtocolVersion=6"), "6")
        client.quay.ssh_logoff()
        self.log_on(client)
        self.assertEqual(client.config("NegotiatedProtocolVersion"), "3", "OpenSSH's server has no other")
