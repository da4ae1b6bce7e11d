"""What makes one official paper, and what do all of them carry?"""

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

ORGAN = {"organ": _("the issuing organ"), "issued_on": _("the date of issue")}
CASE = {"petition_number": _("the petition's number")}
ADDRESSEE = {"to": _("the addressee")}
CONTACT = {"contact.office": _("the office to ask"), "contact.phone": _("the telephone number to ask")}


@dataclass(frozen=True)
class Kind:
    """One official paper (domain reference §2.6).

    ``required`` maps a path in the payload to the words for it: ``"to"`` a value, ``"contact.phone"`` a value in a dict, ``"claims.request"`` a value
    in every row of a list that must have at least one row. Keys ending in ``_on`` are ISO dates, in ``_at`` ISO instants (shown in the
    office's time zone); coded values are those of ``WORDS``. ``optional`` is what the template also prints.

    Any payload may carry: ``organ_full`` (the name in the red head and under the text; else ``organ``), ``number`` (文号), ``title`` (else the
    kind's), ``seal`` (path of the organ's seal picture, or None), ``articles`` ({key of ARTICLES: text}), ``attachments`` [text], ``copies`` [organ],
    ``contact`` {office, phone, address}, ``head_hash`` (the petition's chain head), ``english`` {title, paragraphs: [text]} (a translation on a page of its own).
    """

    code: str
    title: str
    name: str
    word: str = ""
    required: dict = field(default_factory=dict)
    optional: tuple = ()

    @property
    def template(self) -> str:
        return f"{self.code}.typ"

    @property
    def is_numbered(self) -> bool:
        return bool(self.word)

    @property
    def is_of_one_petition(self) -> bool:
        """Whether its head must show a petition's number; a report on many has none."""
        return "petition_number" in self.required
