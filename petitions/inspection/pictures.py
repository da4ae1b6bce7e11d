"""Is it a picture that can be shown, and how does it look without its metadata?"""

import io

import pi_heif
from PIL import Image, ImageOps

from .refusal import BOMB, COSTLY, UNREADABLE, Copy, Refused, Seen

pi_heif.register_heif_opener(decode_threads=1)
Image.MAX_IMAGE_PIXELS = None  # our own limits stand below, and the process has its own

FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/gif": "GIF", "image/heic": "HEIF"}
MOST_PIXELS = {"JPEG": 120_000_000, "HEIF": 50_000_000}  # a JPEG can be read smaller than it is
MOST_PIXELS_OF_OTHERS = 30_000_000
MOST_FRAMES = 500
LARGEST = 2400  # pixels on the longer side of what is shown


def look(source, content_type) -> Seen:
    """One copy: the picture, or the first of a series. Raises Refused."""
    form = FORMATS[content_type]
    try:
        picture = Image.open(source, formats=[form])
    except (OSError, SyntaxError, ValueError) as broken:
        raise Refused(UNREADABLE) from broken
    with picture:
        if picture.width * picture.height > MOST_PIXELS.get(form, MOST_PIXELS_OF_OTHERS):
            raise Refused(COSTLY)
        if form == "GIF" and _frames(picture) > MOST_FRAMES:
            raise Refused(BOMB)
        return Seen([shown(picture)])


def _frames(picture):
    """Counted no further than need be."""
    for place in range(MOST_FRAMES + 1):
        try:
            picture.seek(place)
        except EOFError:
            break
    else:
        place += 1
    picture.seek(0)
    return place


def shown(picture) -> Copy:
    """Turned as it is meant to be seen, no larger than a screen, as WebP: nothing of the file but what is seen."""
    picture.draft("RGB", (LARGEST, LARGEST))
    picture.thumbnail((LARGEST, LARGEST))
    plain = ImageOps.exif_transpose(picture)
    plain = plain.convert("RGBA" if "transparency" in plain.info or plain.mode in ("RGBA", "LA", "PA") else "RGB")
    plain.info = {}  # a profile of colours or words in it would go along
    target = io.BytesIO()
    plain.save(target, "WEBP", quality=82, method=2)
    return Copy("image/webp", target.getvalue())
