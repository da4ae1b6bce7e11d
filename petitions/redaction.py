"""What may stand in the copy that others read, when a part of a text is sealed (domain.md §3.6.5)?"""

import re

LEFT_OUT = "……"
SHORTEST = 2  # characters; a shorter passage would blacken half of the text


def sentences(text: str) -> list[str]:
    """The text in pieces that one can tick: up to the end of a sentence or of a line. Joined they are the text."""
    return [piece for piece in re.split(r"(?<=[。！？!?；;\n])", text) if piece.strip()]


def redact(text: str, passages) -> str:
    """The text with every occurrence of the passages left out, the longest first."""
    for passage in sorted(set(passages), key=len, reverse=True):
        text = text.replace(passage, LEFT_OUT)
    return re.sub(rf"{LEFT_OUT}(?:\s*{LEFT_OUT})+", LEFT_OUT, text)


def says(text: str, words) -> str:
    """The first of the words that the text still says, whatever spaces stand between its characters; empty where it says none."""
    tight = re.sub(r"\s+", "", text)
    return next((word for word in words if word and re.sub(r"\s+", "", word) in tight), "")
