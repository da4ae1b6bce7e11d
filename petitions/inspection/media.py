"""Is a recording only a recording, and what is it without the place and the telephone that it names?"""

import struct

from .refusal import BOMB, UNREADABLE, Copy, Refused, Seen

MOST_BOXES, DEEPEST = 5000, 10
HOLDERS = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"dinf", b"mvex", b"moof", b"traf"}
TELLING = {b"udta", b"meta", b"uuid", b"XMP_", b"loci"}  # place, maker, telephone, title
TABLES = {b"stts": 8, b"stsc": 12, b"stsz": 4, b"stco": 4, b"co64": 8, b"ctts": 8, b"stss": 4}  # bytes an entry
KILOBITS_1 = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)  # a second
KILOBITS_2 = (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
HERTZ = (44100, 48000, 32000)


def look_at_mp4(source, content_type) -> Seen:
    """The same film with the boxes that tell of its maker emptied where they are, so that every place in it stays. Raises Refused."""
    source.seek(0)
    film = bytearray(source.read())
    counted = [0]
    names = _walk(film, 0, len(film), 0, counted)
    if b"moov" not in names:
        raise Refused(UNREADABLE)
    return Seen([Copy(content_type, bytes(film))])


def _walk(film, place, end, depth, counted):
    names = set()
    if depth > DEEPEST:
        raise Refused(BOMB)
    while place < end:
        counted[0] += 1
        if counted[0] > MOST_BOXES:
            raise Refused(BOMB)
        if end - place < 8:
            raise Refused(UNREADABLE)
        size, name = struct.unpack_from(">L4s", film, place)
        head = 8
        if size == 1 and end - place >= 16:
            size, head = struct.unpack_from(">Q", film, place + 8)[0], 16
        elif size == 0 and depth == 0:
            size = end - place
        if size < head or size > end - place:
            raise Refused(UNREADABLE)
        names.add(name)
        if name in TELLING:
            film[place + 4 : place + 8] = b"free"
            film[place + head : place + size] = bytes(size - head)
        elif name in HOLDERS:
            _walk(film, place + head, place + size, depth + 1, counted)
        elif name in TABLES:
            _judge_table(film, name, place + head, size - head)
        place += size
    return names


def _judge_table(film, name, place, size):
    """A table says how many entries it has; more than it has bytes for would make a player ask for any amount of memory."""
    if size < 8:
        raise Refused(UNREADABLE)
    at = place + (8 if name == b"stsz" and size >= 12 else 4)
    entries = struct.unpack_from(">L", film, at)[0]
    is_even = name == b"stsz" and struct.unpack_from(">L", film, place + 4)[0] > 0  # all of one size: there is no table
    if (entries * TABLES[name] > size and not is_even) or entries > 5_000_000:
        raise Refused(BOMB)


def look_at_mp3(source, content_type) -> Seen:
    """The sound alone: its frames, without whatever stands before, between and behind them."""
    source.seek(0)
    frames = b"".join(_frames(source.read()))
    if not frames:
        raise Refused(UNREADABLE)
    return Seen([Copy(content_type, frames)])


def _frames(sound):
    place = _behind_tag(sound)
    while (place := sound.find(b"\xff", place)) >= 0 and len(sound) - place >= 4:
        size = _frame_size(sound[place : place + 4])
        if size and len(sound) - place >= size:
            yield sound[place : place + size]
        place += size or 1


def _behind_tag(sound) -> int:
    """A tag may hold a picture, and a picture anything that looks like a frame."""
    if sound[:3] != b"ID3" or len(sound) < 10:
        return 0
    size = 10 + sum((byte & 127) << shift for byte, shift in zip(sound[6:10], (21, 14, 7, 0), strict=True))
    if size > len(sound):
        raise Refused(UNREADABLE)
    return size


def _frame_size(head) -> int:
    """Bytes of an MPEG audio frame of layer III by its head (ISO 11172-3, 13818-3); 0 where it is none."""
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    rate, frequency, padding = head[2] >> 4, head[2] >> 2 & 3, head[2] >> 1 & 1
    if head[1] & 0xE0 != 0xE0 or version == 1 or layer != 1 or rate in (0, 15) or frequency == 3:
        return 0
    is_first = version == 3
    kilobits = (KILOBITS_1 if is_first else KILOBITS_2)[rate - 1]
    hertz = HERTZ[frequency] >> {3: 0, 2: 1, 0: 2}[version]
    return (144 if is_first else 72) * kilobits * 1000 // hertz + padding


def look_at_amr(source, content_type) -> Seen:
    """The format has no room for anything but sound."""
    source.seek(0)
    return Seen([Copy(content_type, source.read())])
