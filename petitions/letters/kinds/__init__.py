"""Which official papers are there, and what must each of them say?"""

from . import closing, handling, intake, remedy, routing, supervision
from .kind import Kind
from .words import ARTICLES, WORDS

__all__ = ["ARTICLES", "KINDS", "WORDS", "Kind"]

# By code, whatever stage of the procedure they belong to; the certificate of a clock comes last.
KINDS = {
    kind.code: kind
    for kind in sorted(
        [*intake.PAPERS, *routing.PAPERS, *handling.PAPERS, *remedy.PAPERS, *supervision.PAPERS, *closing.PAPERS],
        key=lambda kind: (not kind.code.startswith("D"), kind.code),
    )
}
