# SPDX-License-Identifier: GPL-3.0-or-later
"""Uploads, downloads, ranges, the queue, and what is done to single files."""

import os
import threading
import time

from gi.repository import Gio, GLib

from clientcase import ClientCase, covers, data

CANCELLED = (Gio.io_error_quark(), Gio.IOErrorEnum.CANCELLED)


class Transfers(ClientCase):
    @covers("method", "download upload")
    @covers("property", "local_file remote_file overwrite")
    @covers("event", "on_start_transfer on_transfer on_end_transfer")
    @covers("error", "1108")
    def test_there_and_back(self):
        content = os.urandom(3000000)
        source = self.write("source", content, self.local)
        client = self.logged_on(local_file=source, remote_file="target")
        client.quay.upload()
        self.assertEqual(self.read("target"), content)
        self.assertEqual(client.of("start-transfer"), [{"direction": 0, "local-file": source, "remote-file": "target"}])
        self.assertEqual(client.of("end-transfer"), client.of("start-transfer"))
        last = client.of("transfer")[-1]
        self.assertEqual((last["bytes-transferred"], last["percent-done"], last["direction"]), (3000000, 100, 0))
        client.events.clear()
        back = self.path("local", "back")
        client.set(local_file=back)
        client.quay.download()
        self.assertEqual(self.read("back", self.local), content)
        self.assertEqual(client.of("start-transfer"), [{"direction": 1, "local-file": back, "remote-file": "target"}])
        self.assertEqual(client.of("transfer")[-1]["bytes-transferred"], 3000000)
        self.assertError(1108, client.quay.download)
        self.assertError(1108, client.quay.upload)
        self.write("back", b"other", self.local)
        client.set(overwrite=True)
        client.quay.upload()
        self.assertEqual(self.read("target"), b"other")

    @covers("method", "download")
    @covers("event", "on_transfer")
    @covers("config", "MaxOutstandingPackets MaxFileData AsyncTransfer")
    def test_download_into_events(self):
        content = os.urandom(1000001)
        self.write("source", content)
        for settings in ((), ("MaxOutstandingPackets=2",), ("AsyncTransfer=False", "MaxFileData=5000")):
            client = self.with_key(remote_file=os.path.join(self.remote, "source"))
            for setting in settings:
                client.config(setting)
            self.log_on(client)
            client.events.clear()
            client.quay.download()
            pieces = client.of("transfer")
            self.assertEqual(b"".join(data(piece["text"]) for piece in pieces), content)
            self.assertEqual([piece["bytes-transferred"] for piece in pieces][-1], len(content))
            self.assertEqual(pieces[-1]["percent-done"], 100)
            if "MaxFileData=5000" in settings:
                self.assertLessEqual(max(len(data(piece["text"])) for piece in pieces), 5000)
            client.quay.ssh_logoff()

    @covers("method", "download")
    def test_empty_file(self):
        self.write("empty", b"")
        client = self.logged_on(remote_file="empty")
        client.quay.download()
        self.assertEqual([data(event["text"]) for event in client.of("transfer")], [b""])

    @covers("method", "append")
    def test_append(self):
        source = self.write("source", b"more", self.local)
        client = self.logged_on(local_file=source, remote_file="target")
        client.quay.append()
        client.quay.append()
        self.assertEqual(self.read("target"), b"moremore")
        client.set(start_byte=2)
        self.assertError(20001, client.quay.append)

    @covers("property", "start_byte")
    @covers("config", "TransferredDataLimit")
    def test_resume(self):
        self.write("source", b"0123456789")
        part = self.write("part", b"0123", self.local)
        client = self.logged_on(local_file=part, remote_file="source", start_byte=4)
        client.quay.download()
        self.assertEqual(self.read("part", self.local), b"0123456789")
        self.assertEqual(client.get("start-byte"), 0)
        client.config("TransferredDataLimit=3")
        client.set(start_byte=2, local_file=self.path("local", "range"))
        client.quay.download()
        self.assertEqual(self.read("range", self.local), b"234")
        client.set(start_byte=5, local_file="")
        client.events.clear()
        client.quay.download()
        self.assertEqual(b"".join(data(event["text"]) for event in client.of("transfer")), b"567")
        self.write("half", b"01234")
        source = self.write("whole", b"0123456789", self.local)
        client.set(start_byte=5, local_file=source, remote_file="half")
        client.quay.upload()
        self.assertEqual(self.read("half"), b"0123456789")

    @covers("error", "1107")
    def test_names_missing(self):
        client = self.logged_on()
        self.assertError(1107, client.quay.download)
        client.set(remote_file="x")
        self.assertError(1107, client.quay.upload)

    @covers("event", "on_transfer")
    def test_cancel_from_event(self):
        self.write("source", os.urandom(5000000))
        client = self.logged_on(remote_file="source")
        client.handlers["transfer"] = lambda event: event.set_property("cancel", True)
        self.assertError(CANCELLED, client.quay.download)
        self.assertEqual(len(client.of("transfer")), 1)
        self.assertEqual(client.of("end-transfer"), [])
        source = self.write("big", os.urandom(50000000), self.local)
        client.set(local_file=source, remote_file="big")
        client.config("MaxTransferRate=20000000")
        self.assertError(CANCELLED, client.quay.upload)
        self.assertFalse(os.path.exists(os.path.join(self.remote, "big")))

    @covers("config", "MaxTransferRate")
    def test_rate(self):
        source = self.write("source", os.urandom(1500000), self.local)
        client = self.logged_on(local_file=source, remote_file="target")
        client.config("MaxTransferRate=1000000")
        started = time.monotonic()
        client.quay.upload()
        self.assertGreater(time.monotonic() - started, 1)

    @covers("method", "queue_file reset_queue")
    @covers("config", "SimultaneousTransferLimit")
    @covers("event", "on_error on_end_transfer")
    def test_queue(self):
        client = self.logged_on()
        client.config("SimultaneousTransferLimit=2")
        for i in range(6):
            self.write("f%d" % i, b"%d" % i, self.local)
            client.quay.queue_file(self.path("local", "f%d" % i), "t%d" % i)
        running, most = set(), []

        def start(event):
            running.add(event.props.remote_file)
            most.append(len(running))
            if event.props.remote_file == "t0":
                client.quay.queue_file(self.path("local", "f1"), "late")
        client.handlers["start-transfer"] = start
        client.handlers["end-transfer"] = lambda event: running.discard(event.props.remote_file)
        client.quay.upload()
        self.assertEqual(sorted(os.listdir(self.remote)), ["late"] + ["t%d" % i for i in range(6)])
        self.assertEqual(max(most), 2)
        client.quay.queue_file(self.path("local", "f0"), "t7")
        client.quay.queue_file(self.path("local", "missing"), "t8")
        client.quay.queue_file(self.path("local", "f0"), "t9")
        self.assertError(20005, client.quay.upload)
        (event,) = client.of("error")
        self.assertEqual((event["error-code"], event["remote-file"]), (302, "t8"))
        self.assertTrue(os.path.exists(os.path.join(self.remote, "t9")))
        client.quay.queue_file(self.path("local", "f0"), "never")
        client.quay.reset_queue()
        client.set(local_file=self.path("local", "f0"), remote_file="alone")
        client.quay.upload()
        self.assertFalse(os.path.exists(os.path.join(self.remote, "never")))

    @covers("method", "interrupt")
    def test_interrupt_transfer(self):
        source = self.write("source", os.urandom(30000000), self.local)
        client = self.logged_on(local_file=source, remote_file="target")
        client.config("MaxTransferRate=5000000")
        timer = threading.Timer(0.3, client.quay.interrupt)
        timer.start()
        started = time.monotonic()
        self.assertError(CANCELLED, client.quay.upload)
        timer.join()
        self.assertLess(time.monotonic() - started, 3)

    @covers("config", "TransferMode LocalEOL ServerEOL")
    def test_text(self):
        client = self.logged_on()
        client.config("TransferMode=1")
        client.config('LocalEOL="\n"')
        self.assertEqual(client.config("ServerEOL"), "\r\n")
        source = self.write("lines", b"a\nb\n", self.local)
        client.set(local_file=source, remote_file="lines")
        client.quay.upload()
        self.assertEqual(self.read("lines"), b"a\r\nb\r\n")
        client.set(local_file=self.path("local", "back"))
        client.quay.download()
        self.assertEqual(self.read("back", self.local), b"a\nb\n")
        client.set(local_file="")
        client.events.clear()
        client.quay.download()
        self.assertEqual(b"".join(data(event["text"]) for event in client.of("transfer")), b"a\nb\n")
        self.assertError(20001, client.config, 'LocalEOL="x"')
        client.config('ServerEOL="\r"')
        client.set(local_file=source, remote_file="mac")
        client.quay.upload()
        self.assertEqual(self.read("mac"), b"a\rb\r")

    @covers("config", "PreserveFileTime UseFxpStat")
    def test_times_and_stat(self):
        path = self.write("old", b"x")
        os.utime(path, (1000000000, 1000000000))
        client = self.logged_on(local_file=self.path("local", "old"), remote_file="old")
        client.config("PreserveFileTime=True")
        client.quay.download()
        self.assertEqual(os.stat(self.path("local", "old")).st_mtime, 1000000000)
        client.set(remote_file="copy")
        client.quay.upload()
        self.assertEqual(os.stat(os.path.join(self.remote, "copy")).st_mtime, 1000000000)
        client.config("UseFxpStat=False")
        client.set(local_file=self.path("local", "plain"), remote_file="old")
        client.events.clear()
        client.quay.download()
        self.assertEqual(self.read("plain", self.local), b"x")
        self.assertEqual({event["percent-done"] for event in client.of("transfer")}, {-1})
        self.assertNotEqual(os.stat(self.path("local", "plain")).st_mtime, 1000000000)

    @covers("config", "RealTimeUpload RealTimeUploadAgeLimit")
    def test_growing(self):
        source = self.write("growing", b"begin ", self.local)
        client = self.logged_on(local_file=source, remote_file="target")
        client.config("RealTimeUpload=True")
        client.config("RealTimeUploadAgeLimit=2")

        def write():
            with open(source, "ab") as file:
                file.write(b"end")
        timer = threading.Timer(0.7, write)
        timer.start()
        client.quay.upload()
        timer.join()
        self.assertEqual(self.read("target"), b"begin end")

    @covers("method", "download_range upload_range")
    def test_ranges(self):
        client = self.logged_on()
        self.write("file", b"0123456789")
        self.assertEqual(data(client.quay.download_range("", "file", 2, 4)), b"2345")
        self.assertEqual(data(client.quay.download_range(self.remote, "file", 8, 100)), b"89")
        client.quay.upload_range(self.remote + "/", "file", 12, 2, GLib.Bytes.new(b"xyz"))
        self.assertEqual(self.read("file"), b"0123456789\0\0xy")
        content = os.urandom(200000)
        client.quay.upload_range("", "new", 0, len(content), GLib.Bytes.new(content))
        self.assertEqual(self.read("new"), content)
        self.assertEqual(data(client.quay.download_range("", "new", 0, len(content))), content)
        self.assertError(1103, client.quay.download_range, "", "missing", 0, 1)
        self.assertError(20001, client.quay.upload_range, "", "file", 0, 9, GLib.Bytes.new(b"x"))

    @covers("error", "302 1103")
    def test_what_fails(self):
        client = self.logged_on(local_file=self.path("nowhere", "x"), remote_file="missing")
        message = self.assertError(1103, client.quay.download)
        self.assertIn("missing", message)
        self.write("there", b"x")
        client.set(remote_file="there")
        self.assertError(302, client.quay.download)

    @covers("method", "check_file_exists create_file delete_file rename_file")
    @covers("error", "1108")
    def test_single_files(self):
        client = self.with_key(remote_file="new")
        self.assertFalse(client.quay.check_file_exists())
        self.log_on(client)
        client.quay.change_remote_path(self.remote)
        self.assertFalse(client.quay.check_file_exists())
        client.quay.create_file("new")
        self.assertEqual(self.read("new"), b"")
        self.assertTrue(client.quay.check_file_exists())
        with self.assertRaises(GLib.Error):
            client.quay.create_file("new")
        client.quay.rename_file("renamed")
        self.assertEqual(os.listdir(self.remote), ["renamed"])
        self.write("other", b"other")
        client.set(remote_file="other")
        self.assertError(1108, client.quay.rename_file, "renamed")
        client.set(overwrite=True)
        client.quay.rename_file("renamed")
        self.assertEqual(self.read("renamed"), b"other")
        os.mkdir(os.path.join(self.remote, "folder"))
        self.server.give(os.path.join(self.remote, "folder"))
        client.quay.delete_file("folder")
        client.quay.delete_file(os.path.join(self.remote, "renamed"))
        self.assertEqual(os.listdir(self.remote), [])

    def test_methods_log_on_by_themselves(self):
        client = self.with_key(ssh_host="127.0.0.1", ssh_port=self.server.port)
        client.quay.make_directory(os.path.join(self.remote, "made"))
        self.assertTrue(os.path.isdir(os.path.join(self.remote, "made")))
        self.assertTrue(client.get("connected"))


class Attributes(ClientCase):
    @covers("method", "query_file_attributes update_file_attributes")
    @covers("property", "file_access_time file_modified_time file_owner_id file_group_id file_permissions file_permissions_octal")
    @covers("property", "file_size file_type file_is_dir file_is_symlink")
    @covers("config", "GetSymlinkAttrs")
    def test_query_and_update(self):
        path = self.write("file", b"12345")
        os.utime(path, (1000000000, 1100000000))
        os.chmod(path, 0o640)
        client = self.logged_on(remote_file="file")
        client.quay.query_file_attributes()
        status = os.stat(path)
        self.assertEqual({name: client.get("file-" + name) for name in (
            "access-time", "modified-time", "size", "type", "is-dir", "is-symlink", "permissions", "permissions-octal",
            "owner-id", "group-id")}, {
                "access-time": 1000000000000, "modified-time": 1100000000000, "size": 5, "type": 1, "is-dir": False,
                "is-symlink": False, "permissions": 0o100640, "permissions-octal": "100640", "owner-id": str(status.st_uid),
                "group-id": str(status.st_gid)})
        client.set(file_modified_time=1200000000000, file_permissions_octal="100600")
        self.assertEqual(client.get("file-permissions"), 0o100600)
        client.quay.update_file_attributes()
        status = os.stat(path)
        self.assertEqual((status.st_atime, status.st_mtime, status.st_mode & 0o7777), (1000000000, 1200000000, 0o600))
        client.set(file_access_time=1300000000000, file_owner_id=str(status.st_uid), file_group_id=str(status.st_gid))
        client.quay.update_file_attributes()
        self.assertEqual(os.stat(path).st_atime, 1300000000)
        client.set(file_permissions=0o100644)
        self.assertEqual(client.get("file-permissions-octal"), "100644")
        self.assertError(20001, client.quay.set_value, "file-permissions-octal", "9")
        client.set(file_owner_id="somebody")
        self.assertError(20001, client.quay.update_file_attributes)
        os.symlink("file", os.path.join(self.remote, "link"))
        client.set(remote_file="link")
        client.quay.query_file_attributes()
        self.assertEqual((client.get("file-is-symlink"), client.get("file-size")), (False, 5))
        client.config("GetSymlinkAttrs=True")
        client.quay.query_file_attributes()
        self.assertEqual((client.get("file-is-symlink"), client.get("file-type")), (True, 3))
        client.set(remote_file=self.remote)
        client.quay.query_file_attributes()
        self.assertEqual((client.get("file-is-dir"), client.get("file-type")), (True, 2))

    def test_what_version_3_lacks(self):
        self.write("file", b"")
        client = self.logged_on(remote_file="file", file_creation_time=1)
        self.assertError(20007, client.quay.update_file_attributes)
        client = self.logged_on(remote_file="file", file_acl="0:0:1:me@here")
        self.assertError(20007, client.quay.update_file_attributes)
