#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""make-keys.py FORM PEM [MEMBERS]: prints the private key of a PEM file as JWK ("jwk", "jwk-public"; MEMBERS: the members
of an RSA key to leave out) or as .NET's XML ("xml", "xml-public"), with the numbers as the cryptography module has them."""

import base64
import json
import sys

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, ed448, rsa


def number(value, size=None):
    return value.to_bytes(size or (value.bit_length() + 7) // 8, "big")


def url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def rsa_numbers(key):
    private = key.private_numbers()
    public = private.public_numbers
    return {"n": public.n, "e": public.e, "d": private.d, "p": private.p, "q": private.q, "dp": private.dmp1,
            "dq": private.dmq1, "qi": private.iqmp}


def jwk(key):
    if isinstance(key, rsa.RSAPrivateKey):
        return {"kty": "RSA", **{name: url(number(value)) for name, value in rsa_numbers(key).items()}}
    if isinstance(key, ec.EllipticCurvePrivateKey):
        private = key.private_numbers()
        size = (key.curve.key_size + 7) // 8
        return {"kty": "EC", "crv": "P-%d" % key.curve.key_size, "x": url(number(private.public_numbers.x, size)),
                "y": url(number(private.public_numbers.y, size)), "d": url(number(private.private_value, size))}
    curve = "Ed25519" if isinstance(key, ed25519.Ed25519PrivateKey) else "Ed448"
    return {"kty": "OKP", "crv": curve, "x": url(key.public_key().public_bytes_raw()), "d": url(key.private_bytes_raw())}


def xml(key, public):
    names = {"n": "Modulus", "e": "Exponent", "p": "P", "q": "Q", "dp": "DP", "dq": "DQ", "qi": "InverseQ", "d": "D"}
    numbers = rsa_numbers(key)
    parts = ["<%s>%s</%s>" % (tag, base64.b64encode(number(numbers[name])).decode(), tag)
             for name, tag in names.items() if not public or name in "ne"]
    return "<RSAKeyValue>\n  " + "\n  ".join(parts) + "\n</RSAKeyValue>"


def main():
    form, path = sys.argv[1:3]
    with open(path, "rb") as file:
        key = serialization.load_pem_private_key(file.read(), None)
    if form.startswith("xml"):
        print(xml(key, form == "xml-public"))
        return
    members = jwk(key)
    left_out = sys.argv[3].split(",") if len(sys.argv) > 3 else []
    if form == "jwk-public":
        left_out += ["d", "p", "q", "dp", "dq", "qi"]
    print(json.dumps({"kid": "my key", **{name: value for name, value in members.items() if name not in left_out}}))


main()
