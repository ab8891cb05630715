# SPDX-License-Identifier: GPL-3.0-or-later
"""A TCP proxy on loopback that lets only so many bytes a second through, so that a transfer can be watched; and that can cut the
connections."""

import asyncio
import threading

CHUNK = 16384


class SlowProxy:
    def __init__(self, port, bytes_a_second):
        self.target = port
        self.rate = bytes_a_second
        self.port = None
        self._writers = set()
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        self._ready.wait()

    def _run(self):
        asyncio.set_event_loop(self._loop)
        self._server = self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.port = self._server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        self._loop.close()

    async def _copy(self, reader, writer):
        try:
            while data := await reader.read(CHUNK):
                writer.write(data)
                await writer.drain()
                if self.rate:
                    await asyncio.sleep(len(data) / self.rate)
        except OSError:
            pass
        finally:
            writer.close()

    async def _serve(self, reader, writer):
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:  # the server is away
            writer.transport.abort()
            return
        pair = {writer, far_writer}
        self._writers |= pair
        await asyncio.gather(self._copy(reader, far_writer), self._copy(far_reader, writer), return_exceptions=True)
        self._writers -= pair

    def _each_writer(self):
        for writer in list(self._writers):
            writer.transport.abort()

    def cut(self):
        """Ends all connections at once."""
        self._loop.call_soon_threadsafe(self._each_writer)

    def close(self):
        def stop():
            self._server.close()
            self._each_writer()
            self._loop.call_later(0.1, self._loop.stop)

        self._loop.call_soon_threadsafe(stop)
        self._thread.join(5)
