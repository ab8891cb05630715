#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""An SSH server for the tests: prompts in rounds, expired passwords, and SFTP, on AsyncSSH.

--rounds takes JSON, one object a round:
  [{"name": "", "instruction": "", "prompts": [["Password: ", false], ["Code: ", true]], "answers": ["a", "b"]}, ...]
A round whose prompts are [] asks nothing, as PAM's last round does. All rounds must be answered right.

--banners, --prompts: COUNT,SIZE of texts that paint; one round, to which any answers are right.
"""
import argparse
import asyncio
import json
import pathlib
import sys

import asyncssh


MSG_USERAUTH_INFO_REQUEST = 60


def painted(size):
    return ('\x1b[2J\u202e' + 'x' * size)[:size]


class Server(asyncssh.SSHServer):
    def __init__(self, options):
        self.options = options
        self.rounds = iter(())
        self.expected = []

    def connection_made(self, conn):
        self.conn = conn

    def begin_auth(self, username):
        if self.options.banner:
            self.conn.send_auth_banner(self.options.banner)
        count, size = self.options.banners
        for _ in range(count):
            self.conn.send_auth_banner(painted(size))
        return not self.options.no_auth

    def auth_completed(self):
        """Asks once more when there is nothing left to ask: RFC 4252 section 5.1 knows no such thing."""
        if self.options.prompt_after_success:
            text = asyncssh.packet.String
            self.conn.send_packet(MSG_USERAUTH_INFO_REQUEST, text(''), text(''), text(''), asyncssh.packet.UInt32(1),
                                  text('Your password again: '), asyncssh.packet.Boolean(False))

    def public_key_auth_supported(self):
        return 'publickey' in self.options.methods

    def validate_public_key(self, username, key):
        keys = asyncssh.read_authorized_keys(str(self.options.folder / 'authorized_keys'))
        return username == self.options.user and keys.validate(key, '', '127.0.0.1') is not None

    def password_auth_supported(self):
        return 'password' in self.options.methods

    def validate_password(self, username, password):
        if username != self.options.user or password != self.options.password:
            return False
        if self.options.expired:
            raise asyncssh.PasswordChangeRequired('Your password has expired.')
        return True

    def change_password(self, username, old_password, new_password):
        if username != self.options.user or old_password != self.options.password:
            return False
        self.options.password = new_password
        self.options.expired = False
        return True

    def kbdint_auth_supported(self):
        return 'keyboard-interactive' in self.options.methods

    def _next_round(self):
        try:
            current = next(self.rounds)
        except StopIteration:
            return True
        self.expected = current.get('answers', [])
        prompts = [(text, echo) for text, echo in current.get('prompts', [])]
        return current.get('name', ''), current.get('instruction', ''), '', prompts

    def get_kbdint_challenge(self, username, lang, submethods):
        if username != self.options.user:
            return False
        self.rounds = iter(self.options.rounds)
        count, size = self.options.prompts
        if count > 0:
            return '', '', '', [(painted(size), True)] * count
        return self._next_round()

    def validate_kbdint_response(self, username, responses):
        return self.options.prompts[0] > 0 or (list(responses) == self.expected and self._next_round())


class Files(asyncssh.SFTPServer):
    """Paths are the machine's own, as OpenSSH's are; relative ones start in the files folder."""
    root = b'/'

    def map_path(self, path):
        return super().map_path(path if path.startswith(b'/') else self.root + b'/' + path)

    def realpath(self, path, *args, **kwargs):
        return super().realpath(path if path.startswith(b'/') else self.root + b'/' + path, *args, **kwargs)


async def handle_process(process):
    """`cat`, whatever was asked for: what comes in goes out."""
    try:
        while data := await process.stdin.read(32768):
            process.stdout.write(data)
            await process.stdout.drain()
    except asyncssh.BreakReceived:
        pass
    process.exit(0)


def count_and_size(text):
    return tuple(map(int, text.split(',')))


def parse_options():
    parser = argparse.ArgumentParser()
    parser.add_argument('--port', type=int, required=True)
    parser.add_argument('--folder', type=pathlib.Path, required=True)
    parser.add_argument('--user', required=True)
    parser.add_argument('--password', required=True)
    parser.add_argument('--methods', default='publickey,password', type=lambda text: text.split(','))
    parser.add_argument('--rounds', default='[]', type=json.loads)
    parser.add_argument('--expired', action='store_true', help='the password has to be changed first')
    parser.add_argument('--banner', help='shown before authentication')
    parser.add_argument('--banners', default=(0, 0), type=count_and_size)
    parser.add_argument('--prompts', default=(0, 0), type=count_and_size)
    parser.add_argument('--prompt-after-success', action='store_true')
    parser.add_argument('--sftp-version', type=int, default=3)
    parser.add_argument('--no-auth', action='store_true', help='anybody is let in')
    parser.add_argument('--no-strict-kex', action='store_true', help='as servers before 2024')
    parser.add_argument('--ciphers', default=(), type=lambda text: text.split(','))
    parser.add_argument('--no-sftp', action='store_true', help='SSH without the SFTP subsystem')
    return parser.parse_args()


async def main():
    options = parse_options()
    if options.no_strict_kex:
        asyncssh.connection.SSHConnection._get_extra_kex_algs = lambda self: [b'ext-info-s']
    Files.root = str(options.folder / 'files').encode()
    server = await asyncssh.listen(
        '127.0.0.1', options.port, reuse_address=True,  # of the one before, when it starts again
        server_factory=lambda: Server(options),
        server_host_keys=[str(options.folder / f'{name}-host') for name in ('ed25519', 'ecdsa', 'rsa')],
        process_factory=handle_process, encoding=None, allow_scp=False, encryption_algs=options.ciphers,
        sftp_factory=None if options.no_sftp else Files, sftp_version=options.sftp_version)
    await server.wait_closed()


try:
    asyncio.run(main())
except (OSError, asyncssh.Error) as error:
    sys.exit(f'cannot serve: {error}')
