# SPDX-License-Identifier: GPL-3.0-or-later
"""Connecting, logging on and off, who the server is, and what may not be changed meanwhile."""

import os
import socket
import threading
import time

from gi.repository import Gio, GLib

import proxies
import sshd
from clientcase import ClientCase, Client, covers, data


class Connecting(ClientCase):
    config = ("KexAlgorithms +diffie-hellman-group-exchange-sha256",)

    @covers("method", "ssh_logon ssh_logoff")
    @covers("property", "connected ssh_host ssh_port ssh_user ssh_password ssh_auth_mode idle local_host local_port")
    @covers("event", "on_connected on_disconnected on_connection_status on_ssh_status on_log")
    def test_log_on_with_password(self):
        self.need_password()
        client = self.client(ssh_auth_mode=2, ssh_password=self.server.password)
        self.assertFalse(client.get("connected"))
        self.assertEqual(client.get("ssh-password"), self.server.password)
        busy = []
        client.handlers["ssh-status"] = lambda event: busy.append(client.get("idle"))
        self.log_on(client)
        self.assertEqual(set(busy), {False})
        self.assertTrue(client.get("idle"))
        self.assertTrue(client.get("connected"))
        self.assertEqual(client.of("connected"), [{"status-code": 0, "description": "OK"}])
        stages = [event["connection-event"] for event in client.of("connection-status")]
        self.assertEqual(stages, ["Remote host connection complete.", "S/Shell handshake complete."])
        self.assertIn("Logged in by password", [event["message"] for event in client.of("ssh-status")])
        self.assertIn({"log-level": 1, "message": "Logged in by password", "log-type": ""}, client.of("log"))
        self.assertEqual(client.get("local-host"), "127.0.0.1")
        self.assertGreater(client.get("local-port"), 0)
        self.assertEqual((client.get("ssh-host"), client.get("ssh-port")), ("127.0.0.1", self.server.port))
        client.quay.ssh_logoff()
        self.assertFalse(client.get("connected"))
        self.assertEqual(client.of("disconnected"), [{"status-code": 0, "description": "OK"}])
        self.assertEqual(client.get("local-port"), 0)

    @covers("property", "ssh_host")
    def test_host_becomes_its_address(self):
        client = self.with_key()
        client.quay.ssh_logon("localhost", self.server.port)
        self.assertEqual(client.get("ssh-host"), "127.0.0.1")
        client.quay.ssh_logoff()
        self.assertEqual(client.get("ssh-host"), "localhost")

    @covers("method", "connect disconnect")
    def test_connect_without_login(self):
        client = self.with_key()
        client.set(ssh_host="127.0.0.1", ssh_port=self.server.port)
        client.quay.ssh_connect()
        self.assertTrue(client.get("connected"))
        self.assertEqual(len(client.of("connected")), 1)
        self.assertNotIn("Accepted publickey", self.server.log().split("Connection from")[-1])
        client.quay.ssh_logon("127.0.0.1", self.server.port)
        self.assertEqual(len(client.of("connected")), 1, "the same connection")
        self.assertTrue(client.get("remote-path").startswith("/"))
        client.quay.ssh_disconnect()
        self.assertFalse(client.get("connected"))
        self.assertEqual(len(client.of("disconnected")), 1)

    @covers("method", "connect")
    def test_connect_then_disconnect(self):
        client = self.with_key(ssh_host="127.0.0.1", ssh_port=self.server.port)
        client.quay.ssh_connect()
        client.quay.ssh_disconnect()
        self.assertFalse(client.get("connected"))

    @covers("error", "100 101 104 106 107 112")
    def test_guards(self):
        client = self.logged_on()
        for name, value, code in (("ssh-port", 23, 100), ("ssh-host", "elsewhere", 101), ("local-port", 2000, 106),
                                  ("local-host", "127.0.0.2", 107)):
            before = client.get(name)
            self.assertError(code, client.quay.set_value, name, value)
            client.quay.set_property(name, value)
            self.assertEqual(client.get(name), before)
            self.assertEqual(client.of("error")[-1]["error-code"], code)
        self.assertError(107, client.config, "LocalHost=127.0.0.2")
        self.assertError(112, client.config, "MaxLineLength=4096")
        self.assertError(104, client.quay.ssh_logon, "127.0.0.1", self.server.port)

    @covers("error", "116")
    def test_port_zero(self):
        self.assertError(116, self.with_key().quay.ssh_logon, "127.0.0.1", 0)

    @covers("error", "102")
    def test_bad_host(self):
        self.assertError(102, self.with_key().quay.ssh_logon, "-oProxyCommand=x", 22)

    @covers("error", "10061 11001")
    @covers("event", "on_connected")
    def test_nobody_there(self):
        client = self.with_key()
        self.assertError(10061, client.quay.ssh_logon, "127.0.0.1", sshd.free_port())
        self.assertEqual([event["status-code"] for event in client.of("connected")], [10061])
        self.assertEqual(client.of("disconnected"), [])
        self.assertError(11001, client.quay.ssh_logon, "nothing.invalid", 22)

    @covers("error", "1030")
    @covers("event", "on_ssh_server_authentication")
    def test_key_not_accepted(self):
        client = self.with_key()
        client.accept = False
        message = self.assertError(1030, self.log_on, client)
        self.assertIn("SHA256:", message)
        (event,) = client.of("ssh-server-authentication")
        with open(self.server.host_key + ".pub", encoding="ascii") as file:
            blob = GLib.base64_decode(file.read().split()[1])
        self.assertEqual(data(event["host-key"]), blob)
        self.assertEqual(event["fingerprint"], ":".join("%02x" % byte for byte in __import__("hashlib").sha256(blob).digest()))
        self.assertEqual((event["key-algorithm"], event["cert-subject"], event["cert-issuer"], event["status"], event["accept"]),
                         ("ssh-ed25519", "", "", "", False))
        self.assertEqual(client.of("disconnected")[0]["status-code"], 1030)

    @covers("config", "SSHAcceptServerHostKeyFingerPrint SSHAcceptAnyServerHostKey SSHFingerprintHashAlgorithm")
    @covers("config", "SSHFingerprintMD5 SSHFingerprintSHA1 SSHFingerprintSHA256")
    def test_key_accepted_by_configuration(self):
        with open(self.server.host_key + ".pub", encoding="ascii") as file:
            blob = GLib.base64_decode(file.read().split()[1])
        prints = {name: ":".join("%02x" % byte for byte in __import__("hashlib").new(name, blob).digest())
                  for name in ("md5", "sha1", "sha256")}
        for setting in ("SSHAcceptServerHostKeyFingerprint=%s, %s" % (":".join(["0a"] * 16), prints["md5"]), "SSHAcceptAnyServerHostKey=Yes"):
            client = self.with_key()
            client.accept = False
            client.config(setting)
            client.config("SSHFingerprintHashAlgorithm=md5")
            self.assertEqual(client.config("SSHFingerprintHashAlgorithm"), "MD5")
            asked = []
            client.handlers["ssh-server-authentication"] = lambda event, c=client, a=asked: a.append(
                [c.config("SSHFingerprint" + name) for name in ("MD5", "SHA1", "SHA256")])
            self.log_on(client)
            self.assertEqual(asked, [[prints["md5"], prints["sha1"], prints["sha256"]]])
            self.assertEqual(client.of("ssh-server-authentication")[0]["fingerprint"], prints["md5"])
            self.assertTrue(client.of("ssh-server-authentication")[0]["accept"])
            client.quay.ssh_logoff()

    @covers("error", "1032")
    def test_wrong_password(self):
        self.need_password()
        client = self.client(ssh_password="wrong")
        message = self.assertError(1032, self.log_on, client)
        self.assertNotIn("wrong ", message)
        self.assertFalse(client.get("connected"))

    def test_reset_ends_the_connection(self):
        client = self.logged_on(local_file="x")
        client.config("LogLevel=2")
        client.quay.reset()
        self.assertFalse(client.get("connected"))
        self.assertEqual((client.get("local-file"), client.config("LogLevel"), client.get("ssh-user")), ("", "1", ""))

    @covers("method", "reset")
    @covers("event", "on_disconnected")
    def test_reset(self):
        client = self.logged_on(timeout=5)
        client.quay.reset()
        self.assertEqual(client.get("timeout"), 60)
        self.assertEqual(len(client.of("disconnected")), 1)

    @covers("error", "1001 1120")
    @covers("event", "on_disconnected")
    def test_server_goes_away(self):
        folder = self.path("own")
        server = sshd.Sshd(folder)
        server.authorize(self.key)
        client = self.with_key()
        client.quay.ssh_logon("127.0.0.1", server.port)
        for line in server.log().splitlines():
            if "Starting session: subsystem 'sftp'" in line:
                break
        import subprocess
        children = subprocess.run(["pgrep", "-P", str(server.process.pid)], capture_output=True, text=True, check=False).stdout.split()
        server.stop()
        for child in children:
            subprocess.run(["kill", child], check=False)
        deadline = time.monotonic() + 20
        while not client.of("disconnected") and time.monotonic() < deadline:
            client.quay.do_events()
        self.assertIn(client.of("disconnected")[0]["status-code"], (1001, 1120, 10054))
        self.assertFalse(client.get("connected"))

    @covers("method", "interrupt")
    @covers("error", "211")
    def test_interrupt_and_busy(self):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            client = self.with_key()
            seen = []

            def from_event(event):
                if not seen:
                    seen.append(None)
                    try:
                        client.quay.list_directory()
                    except GLib.Error as error:
                        seen[0] = error.code
                    threading.Thread(target=client.quay.interrupt).start()
            client.handlers["ssh-status"] = from_event
            started = time.monotonic()
            self.assertError((Gio.io_error_quark(), Gio.IOErrorEnum.CANCELLED), client.quay.ssh_logon, "127.0.0.1",
                             silent.getsockname()[1])
            self.assertLess(time.monotonic() - started, 5)
            self.assertEqual(seen, [211])
            client.quay.interrupt()

    @covers("property", "timeout")
    @covers("config", "ConnectionTimeout AbsoluteTimeout")
    @covers("error", "301 201")
    def test_timeouts(self):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            for settings in (["ConnectionTimeout=1"], ["AbsoluteTimeout=True"]):
                client = self.with_key(timeout=60 if settings[0].startswith("C") else 1)
                for setting in settings:
                    client.config(setting)
                started = time.monotonic()
                self.assertError(301, client.quay.ssh_logon, "127.0.0.1", silent.getsockname()[1])
                self.assertLess(time.monotonic() - started, 20)

    @covers("error", "1002")
    @covers("config", "SSHVersionPattern ClientSSHVersionString ServerSSHVersionString")
    def test_versions(self):
        client = self.with_key()
        client.config("SSHVersionPattern=*SSH-9*")
        self.assertError(1002, self.log_on, client)
        client.config("SSHVersionPattern=*SSH-1.99-*,*SSH-2.0-*")
        client.config("ClientSSHVersionString=SSH-2.0-Someone_else")
        self.log_on(client)
        self.assertTrue(client.config("ServerSSHVersionString").startswith("SSH-2.0-OpenSSH"))
        self.assertEqual(client.config("ClientSSHVersionString"), "SSH-2.0-Someone_else")

    @covers("error", "1003 1005")
    @covers("property", "ssh_encryption_algorithms ssh_compression_algorithms")
    @covers("config", "SSHKeyExchangeAlgorithms SSHMacAlgorithms SSHPublicKeyAlgorithms")
    def test_algorithms(self):
        client = self.with_key()
        client.set(ssh_encryption_algorithms="aes192-ctr,invented", ssh_compression_algorithms="zlib@openssh.com,none")
        client.config("SSHKeyExchangeAlgorithms=ecdh-sha2-nistp384")
        client.config("SSHMacAlgorithms=hmac-sha2-512")
        client.config("SSHPublicKeyAlgorithms=ssh-ed25519")
        self.log_on(client)
        info = client.quay.get_login().dup_info().unpack()
        self.assertEqual([info[name] for name in ("cipher-cs", "kex", "mac-cs", "host-key-algorithm", "compression-cs")],
                         ["aes192-ctr", "ecdh-sha2-nistp384", "hmac-sha2-512", "ssh-ed25519", "zlib@openssh.com"])
        client.quay.ssh_logoff()
        client.config("SSHKeyExchangeAlgorithms=diffie-hellman-group1-sha1")
        self.assertError(1003, self.log_on, client)
        client.config("SSHKeyExchangeAlgorithms=invented")
        self.assertError(1005, self.log_on, client)

    @covers("config", "UseStrictKeyExchange NegotiatedStrictKex")
    def test_strict_kex(self):
        client = self.with_key()
        self.assertEqual(client.config("NegotiatedStrictKex"), "False")
        self.log_on(client)
        self.assertEqual(client.config("NegotiatedStrictKex"), "True")
        client.quay.ssh_logoff()
        client.config("UseStrictKeyExchange=0")
        self.log_on(client)
        self.assertEqual(client.config("NegotiatedStrictKex"), "False")

    @covers("config", "PreferredDHGroupBits")
    def test_group_bits(self):
        client = self.with_key()
        client.config("SSHKeyExchangeAlgorithms=diffie-hellman-group-exchange-sha256")
        client.config("PreferredDHGroupBits=2048")
        self.log_on(client)
        self.assertEqual(client.quay.get_login().dup_info().unpack()["dh-group-bits"], 2048)

    @covers("config", "SSHKeyRenegotiate KeyRenegotiationThreshold")
    def test_new_keys(self):
        client = self.logged_on()
        self.assertEqual(client.config("SSHKeyRenegotiate"), "True")
        self.write("a", b"x" * 3000000)
        client.set(remote_file="a", local_file=self.path("local", "a"))
        client.quay.download()
        client.quay.ssh_logoff()
        client.config("KeyRenegotiationThreshold=500000")
        client.config("LogLevel=3")
        self.log_on(client)
        client.quay.change_remote_path(self.remote)
        client.events.clear()
        client.set(overwrite=True)
        client.quay.download()
        self.assertEqual(self.read("a", self.local), b"x" * 3000000)
        self.assertTrue([event for event in client.of("log") if "key" in event["message"].lower()])

    @covers("config", "LocalHost LocalPort UseIPv6")
    @covers("property", "local_host local_port")
    def test_local_end(self):
        client = self.with_key()
        port = sshd.free_port()
        client.config("LocalHost=127.0.0.2")
        client.config("LocalPort=%d" % port)
        self.assertEqual((client.get("local-host"), client.get("local-port")), ("127.0.0.2", port))
        self.log_on(client)
        self.assertEqual((client.get("local-host"), client.get("local-port")), ("127.0.0.2", port))
        self.assertIn("from 127.0.0.2 port %d" % port, self.server.log())
        client.quay.ssh_logoff()
        client.config("LocalHost=")
        client.config("LocalPort=0")
        client.config("UseIPv6=1")
        with self.assertRaises(GLib.Error):
            client.quay.ssh_logon("127.0.0.1", self.server.port)
        client.config("UseIPv6=2")
        self.log_on(client)

    @covers("config", "Linger LingerTime InBufferSize OutBufferSize TCPKeepAlive TcpNoDelay KeepAliveTime KeepAliveInterval")
    @covers("config", "SSHKeepAliveInterval SSHKeepAliveCountMax")
    def test_socket_options(self):
        """Each reaches the options that the connection is made with; what the socket does with them is tested in net/."""
        client = self.with_key()
        options = client.quay.get_options()
        for key, value, name, expected in (
                ("Linger", "False", "linger", False), ("LingerTime", "3", "linger-time", 3),
                ("InBufferSize", "65536", "receive-buffer-size", 65536), ("OutBufferSize", "70000", "send-buffer-size", 70000),
                ("TcpNoDelay", "True", "tcp-no-delay", True), ("KeepAliveTime", "61500", "tcp-keep-alive-time", 62),
                ("KeepAliveInterval", "9000", "tcp-keep-alive-interval", 9),
                ("SSHKeepAliveInterval", "7", "keep-alive-interval", 7), ("SSHKeepAliveCountMax", "9", "keep-alive-count-max", 9)):
            client.config("%s=%s" % (key, value))
            self.assertEqual(options.get_property(name), expected, key)
        self.assertEqual(client.config("TCPKeepAlive"), "True", "KeepAliveTime sets it")
        self.log_on(client)
        sockets = open("/proc/self/net/tcp", encoding="ascii").read()
        line = next(l for l in sockets.splitlines() if l.split()[1].endswith(":%04X" % client.get("local-port")))
        self.assertEqual(line.split()[5].split(":")[0], "02", "the keep-alive timer of the socket runs")
        client.config("TCPKeepAlive=False")
        self.assertFalse(options.get_property("tcp-keep-alive"))

    @covers("error", "1039")
    def test_keep_alive(self):
        folder = self.path("own")
        server = sshd.Sshd(folder)
        server.authorize(self.key)
        client = self.with_key()
        client.config("SSHKeepAliveInterval=1")
        client.config("SSHKeepAliveCountMax=1")
        client.quay.ssh_logon("127.0.0.1", server.port)
        import signal
        import subprocess
        pids = [server.process.pid] + [int(pid) for pid in subprocess.run(
            ["pgrep", "-g", str(server.process.pid)], capture_output=True, text=True, check=False).stdout.split()]
        sessions = subprocess.run(["pgrep", "-s", str(server.process.pid)], capture_output=True, text=True, check=False).stdout.split()
        pids = sorted(set(pids + [int(pid) for pid in sessions]))
        more = subprocess.run(["sh", "-c", "ps -eo pid=,ppid="], capture_output=True, text=True, check=False).stdout
        parents = dict(map(int, line.split()) for line in more.splitlines())
        for pid in parents:
            top = pid
            while top in parents and top != server.process.pid:
                top = parents[top]
            if top == server.process.pid and pid not in pids:
                pids.append(pid)
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        try:
            deadline = time.monotonic() + 30
            while not client.of("disconnected") and time.monotonic() < deadline:
                client.quay.do_events()
        finally:
            for pid in pids:
                os.kill(pid, signal.SIGCONT)
            server.stop()
        self.assertEqual(client.of("disconnected")[0]["status-code"], 1039)

    @covers("method", "do_events")
    @covers("config", "SelectWaitMillis ProcessIdleEvents")
    def test_do_events(self):
        client = self.logged_on()
        client.quay.do_events()
        client.config("SelectWaitMillis=200")
        started = time.monotonic()
        client.quay.do_events()
        self.assertGreaterEqual(time.monotonic() - started, 0.19)
        client.config("ProcessIdleEvents=False")
        context = GLib.MainContext.default()
        client.config("LogLevel=3")
        client.quay.list_directory_async(None, lambda source, result: client.events.append(("done", result)))
        for _ in range(50):
            context.iteration(False)
            time.sleep(0.01)
        self.assertNotIn("done", [name for name, _ in client.events])
        client.config("ProcessIdleEvents=True")
        deadline = time.monotonic() + 20
        while "done" not in [name for name, _ in client.events] and time.monotonic() < deadline:
            context.iteration(True)
        self.assertIn("done", [name for name, _ in client.events])

    def test_async(self):
        """Without waiting: the callback comes in the main loop of the caller."""
        loop = GLib.MainLoop()
        client = self.with_key()
        answers = []

        def done(source, result):
            answers.append(source.ssh_logon_finish(result))
            loop.quit()
        client.quay.ssh_logon_async("127.0.0.1", self.server.port, None, done)
        GLib.timeout_add_seconds(30, loop.quit)
        loop.run()
        self.assertEqual(answers, [True])
        self.assertEqual(len(client.of("connected")), 1)


class Channels(ClientCase):
    config = ("LogLevel DEBUG1",)

    @covers("config", "MaxPacketSize MaxWindowSize")
    def test_sizes(self):
        client = self.with_key()
        client.config("MaxPacketSize=9000")
        client.config("MaxWindowSize=131072")
        self.log_on(client)
        self.assertIn("win 131072 max 9000", self.server.log())
        content = os.urandom(2000000)
        self.write("file", content)
        client.quay.change_remote_path(self.remote)
        client.set(remote_file="file", local_file=self.path("local", "file"))
        client.quay.download()
        self.assertEqual(self.read("file", self.local), content)


class Proxies(ClientCase):
    def through(self, proxy_type, port, host="127.0.0.1", user="", password=""):
        client = self.with_key(firewall_type=proxy_type, firewall_host=host, firewall_port=port, firewall_user=user,
                               firewall_password=password)
        return client

    @covers("property", "firewall_type firewall_host firewall_port firewall_user firewall_password")
    @covers("config", "FirewallType FirewallHost FirewallPort FirewallUser FirewallPassword ProxyExceptionsList")
    @covers("error", "118")
    @covers("event", "on_connection_status")
    def test_socks(self):
        if not proxies.available("microsocks"):
            self.skipTest("no microsocks here: NOT tested")
        proxy = proxies.Microsocks(self.path("log"), "me", "secret")
        self.addCleanup(proxy.stop)
        client = self.through(3, proxy.port, user="me", password="secret")
        self.log_on(client)
        self.assertEqual(client.of("connection-status")[0]["connection-event"], "Firewall connection complete.")
        client.quay.ssh_logoff()
        client.config("FirewallPassword=wrong")
        self.assertEqual(client.get("firewall-password"), "wrong")
        self.assertError(118, self.log_on, client)
        client.config("ProxyExceptionsList=elsewhere;127.0.0.1")
        self.log_on(client)
        for name, value in (("Type", "3"), ("Host", "127.0.0.1"), ("Port", str(proxy.port)), ("User", "me")):
            self.assertEqual(client.config("Firewall" + name), value)

    @covers("property", "firewall_port")
    def test_usual_ports(self):
        client = self.client()
        for kind, port in ((1, 80), (2, 1080), (3, 1080), (10, 1080), (0, 0)):
            client.set(firewall_type=kind)
            self.assertEqual(client.get("firewall-port"), port)
        self.assertError(20001, client.quay.set_value, "firewall-type", 7)

    @covers("config", "FirewallData FirewallAutoDetect")
    @covers("property", "firewall_auto_detect")
    def test_headers_and_system(self):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            got = []

            def serve():
                connection = listener.accept()[0]
                got.append(connection.recv(4096))
                connection.close()
            thread = threading.Thread(target=serve)
            thread.start()
            client = self.through(1, listener.getsockname()[1])
            client.config("FirewallData=X-Mine: yes")
            self.assertError(118, self.log_on, client)
            thread.join(20)
            self.assertIn(b"X-Mine: yes\r\n", got[0])
        client = self.with_key()
        client.config("FirewallAutoDetect=True")
        self.assertTrue(client.get("firewall-auto-detect"))
        os.environ["ALL_PROXY"] = "socks5://127.0.0.1:%d" % sshd.free_port()
        self.addCleanup(os.environ.pop, "ALL_PROXY")
        self.assertIn("proxy", self.assertError(10061, self.log_on, client))
