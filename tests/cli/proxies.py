# SPDX-License-Identifier: GPL-3.0-or-later
"""Proxies on 127.0.0.1: microsocks and tinyproxy, each with a port and a log of its own, ended by its pid; and one written here for
what neither does: SOCKS 4, SOCKS 4A and Digest."""

import hashlib
import re
import select
import shutil
import socket
import socketserver
import struct
import subprocess
import threading
import time

from sshd import free_port


def available(program):
    return shutil.which(program) is not None


class Program:
    """A proxy that is a program: make its command line and start it."""

    def __init__(self, log):
        self.port = free_port()
        self.log_path = log
        with open(log, "wb") as out:
            self.process = subprocess.Popen(self.command(), stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        deadline = time.monotonic() + 30
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    self.stop()
                    raise RuntimeError("the proxy does not start: " + self.log()) from None
                time.sleep(0.02)

    def log(self):
        with open(self.log_path, encoding="utf-8", errors="replace") as file:
            return file.read()

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait()


class Microsocks(Program):
    def __init__(self, log, user=None, password=None):
        self.login = ["-u", user, "-P", password] if user else []
        super().__init__(log)

    def command(self):
        return ["microsocks", "-i", "127.0.0.1", "-p", str(self.port), *self.login]


class Tinyproxy(Program):
    def __init__(self, log, *config):
        self.config = log + ".conf"
        self.lines = config
        super().__init__(log)

    def command(self):
        with open(self.config, "w", encoding="utf-8") as file:
            file.write("\n".join(["Port %d" % self.port, "Listen 127.0.0.1", "Timeout 600", "LogLevel Connect", "Allow 127.0.0.1",
                                  "MaxClients 100", *self.lines]) + "\n")
        return ["tinyproxy", "-d", "-c", self.config]


def pump(one, other):
    """Both ways, until one side ends."""
    sockets = [one, other]
    while True:
        for ready in select.select(sockets, [], [])[0]:
            data = ready.recv(65536)
            if not data:
                return
            (other if ready is one else one).sendall(data)


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, handler):
        super().__init__(("127.0.0.1", 0), handler)
        self.port = self.server_address[1]
        self.seen = []
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def stop(self):
        self.shutdown()
        self.server_close()


class Socks4Handler(socketserver.StreamRequestHandler):
    def text(self):
        data = b""
        while (byte := self.rfile.read(1)) not in (b"", b"\0"):
            data += byte
        return data.decode()

    def handle(self):
        version, command, port, address = struct.unpack(">BBH4s", self.rfile.read(8))
        user = self.text()
        named = address[:3] == b"\0\0\0" and address[3] != 0
        host = self.text() if named else socket.inet_ntoa(address)
        self.server.seen.append((version, command, user, named, host, port))
        try:
            with socket.create_connection((host, port)) as far:
                self.wfile.write(b"\0\x5a" + bytes(6))
                pump(self.connection, far)
        except ConnectionRefusedError:
            self.wfile.write(b"\0\x5b" + bytes(6))
        except OSError:
            pass


class Socks4(Server):
    def __init__(self):
        super().__init__(Socks4Handler)


class DigestHandler(socketserver.StreamRequestHandler):
    """RFC 7616, written apart from what it tests."""

    def read_head(self):
        lines = []
        while (line := self.rfile.readline().decode().rstrip("\r\n")):
            lines.append(line)
        return lines[0].split(" "), dict(line.split(": ", 1) for line in lines[1:])

    def is_right(self, target, given):
        def h(*parts):
            return hashlib.sha256(":".join(parts).encode()).hexdigest()

        if not given.startswith("Digest "):
            return False
        parts = {name: quoted or plain for name, quoted, plain in re.findall(r'(\w+)=(?:"([^"]*)"|([^ ,]*))', given)}
        wanted = h(h(self.server.user, "a realm", self.server.password), self.server.nonce, parts["nc"], parts["cnonce"], "auth",
                   h("CONNECT", target))
        return (parts["username"], parts["nonce"], parts["response"]) == (self.server.user, self.server.nonce, wanted)

    def handle(self):
        (_, target, _), headers = self.read_head()
        self.server.seen.append(headers)
        if not self.is_right(target, headers.get("Proxy-Authorization", "")):
            self.wfile.write(('HTTP/1.1 407 Not yet\r\nProxy-Authenticate: Basic realm="b"\r\nProxy-Authenticate: Digest realm="a realm", '
                              'qop="auth", algorithm=SHA-256, nonce="%s"\r\nContent-Length: 0\r\n\r\n' % self.server.nonce).encode())
            return
        host, port = target.rsplit(":", 1)
        with socket.create_connection((host, int(port))) as far:
            self.wfile.write(b"HTTP/1.1 200 There you are\r\n\r\n")
            try:
                pump(self.connection, far)
            except OSError:
                pass


class DigestProxy(Server):
    def __init__(self, user, password):
        self.user, self.password, self.nonce = user, password, "n0nce"
        super().__init__(DigestHandler)
