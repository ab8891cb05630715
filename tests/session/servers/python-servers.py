#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""python-servers.py asyncssh|paramiko PORT HOST_KEY AUTHORIZED_KEYS FOLDER: an SFTP server on that library, until it is ended.

Paths are the machine's own; relative ones start in FOLDER. What the libraries leave to the application is done as their own examples do it."""
import asyncio
import os
import socket
import sys
import threading


def serve_asyncssh(port, host_key, authorized, folder):
    import asyncssh

    root = folder.encode()

    class Files(asyncssh.SFTPServer):
        def map_path(self, path):
            return super().map_path(path if path.startswith(b'/') else root + b'/' + path)

        def realpath(self, path, *args, **kwargs):
            return super().realpath(path if path.startswith(b'/') else root + b'/' + path, *args, **kwargs)

    async def main():
        await asyncssh.listen('127.0.0.1', port, server_host_keys=[host_key], authorized_client_keys=authorized,
                              sftp_factory=Files, sftp_version=6, reuse_address=True)
        await asyncio.Event().wait()

    asyncio.run(main())


def serve_paramiko(port, host_key, authorized, folder):
    import paramiko

    with open(authorized, encoding='ascii') as file:
        wanted = file.read().split()[1]

    class Server(paramiko.ServerInterface):
        def check_auth_publickey(self, username, key):
            return paramiko.AUTH_SUCCESSFUL if key.get_base64() == wanted else paramiko.AUTH_FAILED

        def get_allowed_auths(self, username):
            return 'publickey'

        def check_channel_request(self, kind, chanid):
            return paramiko.OPEN_SUCCEEDED if kind == 'session' else paramiko.OPEN_FAILED_ADMINISTRATIVELY_PROHIBITED

    def status(error):
        return paramiko.SFTPServer.convert_errno(error.errno)

    def checked(call):
        def wrapped(*args):
            try:
                result = call(*args)
            except OSError as error:
                return status(error)
            return paramiko.SFTP_OK if result is None else result
        return wrapped

    class Handle(paramiko.SFTPHandle):
        @checked
        def stat(self):
            return paramiko.SFTPAttributes.from_stat(os.fstat(self.readfile.fileno()))

        @checked
        def chattr(self, attr):
            paramiko.SFTPServer.set_file_attr(self.filename, attr)

    class Files(paramiko.SFTPServerInterface):
        def _real(self, path):
            return os.path.join(folder, path)

        def canonicalize(self, path):
            return os.path.normpath(self._real(path))

        @checked
        def list_folder(self, path):
            path = self._real(path)
            result = []
            for name in os.listdir(path):
                attr = paramiko.SFTPAttributes.from_stat(os.lstat(os.path.join(path, name)))
                attr.filename = name
                result.append(attr)
            return result

        @checked
        def stat(self, path):
            return paramiko.SFTPAttributes.from_stat(os.stat(self._real(path)))

        @checked
        def lstat(self, path):
            return paramiko.SFTPAttributes.from_stat(os.lstat(self._real(path)))

        @checked
        def open(self, path, flags, attr):
            path = self._real(path)
            descriptor = os.open(path, flags, attr.st_mode if attr.st_mode is not None else 0o666)
            if flags & os.O_WRONLY:
                mode = 'ab' if flags & os.O_APPEND else 'wb'
            elif flags & os.O_RDWR:
                mode = 'a+b' if flags & os.O_APPEND else 'r+b'
            else:
                mode = 'rb'
            handle = Handle(flags)
            handle.filename = path
            handle.readfile = handle.writefile = os.fdopen(descriptor, mode)
            return handle

        @checked
        def remove(self, path):
            os.remove(self._real(path))

        @checked
        def rename(self, oldpath, newpath):
            if os.path.lexists(self._real(newpath)):
                return paramiko.SFTP_FAILURE
            os.rename(self._real(oldpath), self._real(newpath))
            return None

        @checked
        def posix_rename(self, oldpath, newpath):
            os.rename(self._real(oldpath), self._real(newpath))

        @checked
        def mkdir(self, path, attr):
            os.mkdir(self._real(path))

        @checked
        def rmdir(self, path):
            os.rmdir(self._real(path))

        @checked
        def chattr(self, path, attr):
            paramiko.SFTPServer.set_file_attr(self._real(path), attr)

        @checked
        def symlink(self, target_path, path):
            os.symlink(target_path, self._real(path))

        @checked
        def readlink(self, path):
            return os.readlink(self._real(path))

    key = paramiko.ECDSAKey.from_private_key_file(host_key)

    def serve(connection):
        transport = paramiko.Transport(connection)
        transport.add_server_key(key)
        transport.set_subsystem_handler('sftp', paramiko.SFTPServer, Files)
        transport.start_server(server=Server())
        while transport.is_active():
            transport.join(1)

    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(('127.0.0.1', port))
    listener.listen(32)
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=serve, args=(connection,), daemon=True).start()


if __name__ == '__main__':
    {'asyncssh': serve_asyncssh, 'paramiko': serve_paramiko}[sys.argv[1]](int(sys.argv[2]), *sys.argv[3:])
