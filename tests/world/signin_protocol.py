"""The protocol of verify.sock, for clients that are not the PAM module.

Version, members and their order are read from the sources of the product, which
install_clients of lib.bash puts beside this file, so that a client that is meant
to send a valid request does.
"""
import os
import re
import struct

HERE = os.path.dirname(os.path.abspath(__file__))


def source(name):
    with open(f"{HERE}/{name}", encoding="utf-8") as text:
        return text.read()


PATTERN = r"put_u32\(&writer, message->(\w+)\)"
CODE, ANSWER_CODE = source("protocol.c").split("\nprotocol_put_answer", 1)
VERSION = int(re.search(r"PROTOCOL_VERSION +(\d+)", source("protocol.h"))[1])
NUMBERS = re.findall(PATTERN, CODE)
TEXTS = re.findall(r"TEXT\(struct protocol_request, (\w+)\)", CODE)
ANSWER_NUMBERS = re.findall(PATTERN, ANSWER_CODE)
ANSWER_TEXTS = re.findall(r"TEXT\(struct protocol_answer, (\w+)\)", CODE)


def header(length):
    return b"FLDA" + struct.pack("<HHI", VERSION, 1, length)


def request(**members):
    """The bytes of a request; numbers that are not given are 0, texts empty."""
    unknown = set(members) - set(NUMBERS) - set(TEXTS)
    assert not unknown, f"no such member: {unknown}"
    body = b"".join(struct.pack("<I", int(members.get(name, 0)))
                    for name in NUMBERS)
    for name in TEXTS:
        text = str(members.get(name, "")).encode()
        body += struct.pack("<H", len(text)) + text
    return header(len(body)) + body


def answer(message):
    """The members of an answer, or None if it is none."""
    if len(message) < 12 or message[:4] != b"FLDA":
        return None
    body, members = message[12:], {}
    for name in ANSWER_NUMBERS:
        members[name], = struct.unpack_from("<I", body)
        body = body[4:]
    for name in ANSWER_TEXTS:
        length, = struct.unpack_from("<H", body)
        members[name], body = body[2:2 + length].decode(), body[2 + length:]
    return members
