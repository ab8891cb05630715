# SPDX-License-Identifier: GPL-3.0-or-later
"""Payloads of SSH packets."""

import unittest

from gi.repository import GLib, Quay

from clientcase import covers, data


class Packets(unittest.TestCase):
    def setUp(self):
        self.quay = Quay.SftpClient.new()

    def build(self, *fields):
        payload = None
        for kind, value in fields:
            payload = self.quay.set_ssh_param(payload, kind, value)
        return payload

    @covers("method", "set_ssh_param")
    def test_build(self):
        payload = self.build(("b", "94"), ("i", "0x10"), ("s", "ünï"), ("f", "True"), ("l", "4294967296"), ("m", "128"), ("sb", "A1B2"))
        self.assertEqual(data(payload), b"\x5e\0\0\0\x10\0\0\0\x05" + "ünï".encode() + b"\x01\0\0\0\x01\0\0\0\0\0\0\0\x02\0\x80\0\0\0\x02\xa1\xb2")
        for kind, value in (("b", "256"), ("i", "x"), ("sb", "abc"), ("f", "maybe"), ("m", "-1"), ("z", "1")):
            with self.assertRaises(GLib.Error) as caught:
                self.quay.set_ssh_param(None, kind, value)
            self.assertEqual(caught.exception.code, 20001)

    @covers("method", "get_ssh_param get_ssh_param_bytes")
    @covers("error", "1022")
    def test_read(self):
        payload = self.build(("i", "7"), ("s", "pty-req"), ("f", "True"), ("s", "vt100"), ("i", "80"), ("i", "24"), ("i", "0"),
                             ("i", "0"), ("sb", "00"))
        for field, value in (("ChannelId", "7"), ("RequestType", "pty-req"), ("WantsReply", "True"), ("TerminalType", "vt100"),
                             ("TerminalWidthCharacters", "80"), ("TerminalHeightRows", "24"), ("TerminalModes", "00"),
                             ("%i,s,f,s", "vt100"), ("%i", "7")):
            self.assertEqual(self.quay.get_ssh_param(payload, field), value, field)
        self.assertEqual(data(self.quay.get_ssh_param_bytes(payload, "TerminalType")), b"vt100")
        self.assertEqual(data(self.quay.get_ssh_param_bytes(payload, "ChannelId")), b"\0\0\0\x07")
        big = self.build(("m", "123456789012345678901234567890"))
        self.assertEqual(self.quay.get_ssh_param(big, "%m"), "123456789012345678901234567890")
        for content, field, code in ((data(payload), "Command", 20001), (data(payload), "%q", 20001), (b"\0\0\0\x05ab", "%s", 1022),
                                     (b"\xff\xff\xff\xffab", "%s", 1022), (b"", "%l", 1022)):
            with self.assertRaises(GLib.Error) as caught:
                self.quay.get_ssh_param(GLib.Bytes.new(content), field)
            self.assertEqual(caught.exception.code, code, (content, field))

    @covers("method", "encode_packet decode_packet")
    def test_hexadecimal(self):
        self.assertEqual(self.quay.encode_packet(GLib.Bytes.new(b"\x00\xabZ")), "00AB5A")
        self.assertEqual(data(self.quay.decode_packet("00aB5A")), b"\x00\xabZ")
        for text in ("0", "zz", "0x00"):
            with self.assertRaises(GLib.Error):
                self.quay.decode_packet(text)
