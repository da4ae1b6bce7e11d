"""Does a virus scanner know this file? clamd's own language over its socket; the file never leaves the house."""

import re
import socket
import struct

from django.conf import settings

CHUNK = 1 << 16
PATIENCE = 60  # seconds for an answer
CONNECT = 3
LONGEST_ANSWER = 4096


class ScannerDown(Exception):
    """There is one, and it does not answer: the file waits."""


def is_configured() -> bool:
    return bool(settings.CLAMAV_ADDRESS)


def scan(handle) -> str:
    """What the scanner calls it, or an empty string where it knows nothing against it. Raises ScannerDown."""
    answer = _ask(b"zINSTREAM\0", handle)
    if answer == "stream: OK":
        return ""
    found = re.fullmatch(r"stream: (.+) FOUND", answer)
    if not found:  # too large for its limits, or an error of its own: nothing was searched
        raise ScannerDown(answer[:100])
    return found[1][:100]


def answers() -> bool:
    """For the health page."""
    try:
        return _ask(b"zPING\0") == "PONG"
    except ScannerDown:
        return False


def _ask(command, handle=None) -> str:
    try:
        with _connected() as line:
            line.sendall(command)
            if handle:
                handle.seek(0)
                while chunk := handle.read(CHUNK):
                    line.sendall(struct.pack("!L", len(chunk)) + chunk)
                line.sendall(struct.pack("!L", 0))
            answer = b""
            while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
                part = line.recv(LONGEST_ANSWER)
                if not part:
                    break
                answer += part
    except OSError as trouble:
        raise ScannerDown(type(trouble).__name__) from trouble
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")


def _connected():
    """`unix:/run/clamav/clamd.ctl` or `host:3310`."""
    kind, _colon, rest = settings.CLAMAV_ADDRESS.partition(":")
    if kind == "unix":
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(CONNECT)
        try:
            line.connect(rest)
        except OSError:
            line.close()
            raise
    else:
        line = socket.create_connection((kind, int(rest or 3310)), timeout=CONNECT)
    line.settimeout(PATIENCE)
    return line
