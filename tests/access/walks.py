"""What does each address answer to each actor, and is it what routes.csv says?"""

import csv
from functools import cached_property
from pathlib import Path

from django.urls import NoReverseMatch, URLResolver, get_resolver, reverse

from petitions.models import Document, Service

from .actors import CITIZENS, OFFICERS
from .looks import HIDDEN, cells, closing_of

ROUTES = Path(__file__).with_name("routes.csv")
CASEWORK = ["CLERK", "DISPATCHER", "LIAISON", "HANDLER", "O_LEAD", "REVIEW", "B_LEAD", "SUPERV", "JOINT", "DISC", "ARCHIVIST"]
# What an answer comes to.
DOOR, ABSENT, THERE, NOT_THIS_WAY, BROKEN = "door", "absent", "there", "not this way", "broken"
# Rows behind a slug that exist for some petitions only, or for nobody in this office: without one, whoever may come in finds nothing either.
ROWS_OF_OTHERS = {
    "absence-end", "year-notice", "year-notice-progress", "year-notice-decide", "queue", "queue-drop", "task-done", "desk-draft", "desk-discard",
    "import-job", "import-progress", "import-read", "import-confirm", "import-discard", "follow-promise", "follow-document", "desk-save", "submit-page",
    "submit-save", "submit-check", "act-as", "follow-part", "follow-review", "follow-review-receipt", "follow-add", "follow-receipt", "receipt-paper", "recovery-codes", "no-duty",
    "export-decide", "export-file", "emergency-decide", "emergency-end", "stray-look-explain", "pass-through-envelope", "follow-retaliation", "follow-rate", "quality-case", "quality-sample", "quality-print", "quality-excel", "signal-cases",
    "desk-accusation-receipt", "desk-accusation-paper", "desk-accusation-done",
    "inspection-findings-excel",
    "deduction-propose", "assessment-freeze", "assessment-correct",
    "demand-new", "demand", "demand-edit", "demand-act", "demand-paper", "demand-file",
}  # fmt: skip


def routes() -> dict[str, dict]:
    """The addresses as the table knows them, by name."""
    with ROUTES.open(encoding="utf-8", newline="") as lines:
        return {row["route"]: row for row in csv.DictReader(line for line in lines if not line.startswith("#"))}


def names_in(resolver=None):
    """The addresses as they are."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from names_in(entry)
        else:
            yield entry.name or str(entry.pattern), list(entry.pattern.converters)


# Pages that more may read than write: whose POST may be taken, as far as the ladder or the rules are theirs to set; everybody else's is absent.
WRITTEN_BY = {"ladder": "B_LEAD", "assessment-rules": "B_LEAD"}


class Walk:
    def __init__(self, town):
        self.town, self.table, self.matrix = town, routes(), cells()
        self.arguments = dict(names_in())
        self.roles = town.kept["roles"]

    # ── What the table says ──

    def expected(self, name, actor, kind, method) -> set[str]:
        """The answers that are right; more than one where the table leaves it to the state of a row."""
        row = self.table[name]
        known = method.upper() in row["methods"].split() or (method == "get" and "GET" in row["methods"])
        if row["who"] == "pass" and not self.may_knock("pass", actor):
            return {DOOR}
        if not self.may_knock(row["who"], actor):
            return {DOOR} if actor in CITIZENS else {ABSENT} | ({NOT_THIS_WAY} if not known else set())
        if name == "take-step" and self.matrix[actor, kind, "act"] == "no" and self.matrix[actor, kind, "open"] not in HIDDEN:
            return {ABSENT, THERE}  # a step that cannot be taken now is told, one of another role is not there
        if row["petition"] and not self.is_open(name, row["petition"], actor, kind):
            return {ABSENT} | ({NOT_THIS_WAY} if not known else set())
        if not known:
            return {NOT_THIS_WAY}
        if method == "post" and name in WRITTEN_BY:
            return {THERE, ABSENT} if self.roles[actor] == WRITTEN_BY[name] else {ABSENT}
        return {THERE, ABSENT} if name in ROWS_OF_OTHERS or self.address(name, actor, kind) == self.made_up(name, kind) else {THERE}

    def may_knock(self, who, actor):
        if who == "everybody":
            return True
        if actor in CITIZENS:
            return who == "pass" and actor in ("receipt_holder", "owner", "other_citizen")
        if who == "pass":
            return False
        role = self.roles[actor]
        return who == "officers" or (who == "staff" and role != "GUEST") or role in (CASEWORK if who == "casework" else who.split())

    def is_open(self, name, column, actor, kind):
        if ":" in column:
            return any(actor in actors.split() for cell in column.split(";") for at, actors in [cell.split(":")] if at == kind)
        word = self.matrix[actor, kind, column]
        if name == "take-step":
            return word not in HIDDEN
        if column == "identity":
            return word in ("reveal", "reveal all", "yes")
        if name == "evidence":
            return word == "yes"
        return word not in HIDDEN

    # ── What the office answers ──

    def answer(self, name, actor, kind, method) -> str:
        client = self.client(actor, kind)
        answer = getattr(client, method)(self.address(name, actor, kind))
        if answer.streaming:
            b"".join(answer.streaming_content)
        closing_of(answer)
        status = answer.status_code
        if status == 302 and (
            answer.url.startswith(reverse("sign-in") + "?") or (answer.url == reverse("follow") and self.table[name]["who"] == "pass")
        ):
            return DOOR
        if status >= 500:
            return BROKEN
        return {404: ABSENT, 405: NOT_THIS_WAY}.get(status, THERE)

    def client(self, actor, kind):
        """A browser that keeps nothing of the request before."""
        client = self.town.browser(actor, None if actor in OFFICERS else kind)
        client.raise_request_exception = False
        return client

    def address(self, name, actor, kind):
        kept = self.town.kept["slugs"]
        given = {}
        if name == "take-step":
            offered = self.matrix[actor, kind, "act"]
            given["step"] = offered.split()[0] if actor in OFFICERS and offered not in HIDDEN else "classify"
        elif name.startswith("evidence"):
            given["slug"] = self.town.matters[kind].evidence
        elif name in ("document", "proof-of-service"):
            given["slug"] = self.papers[kind].get(name, "none")
        elif name.startswith("organ"):
            given["slug"] = kept["organ"]
        elif name.startswith("officer") or name == "duty-give":
            given["slug"] = kept["officer"]
        elif name == "duty-principal":
            given["slug"] = kept["leader"]  # nobody else can be one
        elif name.startswith("duty"):
            given["slug"] = kept["duty"]
        return self.reverse(name, given, kind)

    def made_up(self, name, kind):
        return self.reverse(name, {}, kind) if "slug" in self.arguments[name] else None

    def reverse(self, name, given, kind):
        samples = {
            "number": self.town.matters[kind].number, "slug": "none", "file": "none", "case": "none", "finding": "none", "step": "classify", "place": 1, "key": "returns", "act": "answer", "deed": "none", "kind": "annual", "code": "D01", "rule": "C01", "page": "who", "source": "petitions",
            "year": 2026, "uidb64": "x", "token": "x",
        } | given  # fmt: skip
        try:
            return reverse(name, kwargs={argument: samples[argument] for argument in self.arguments[name]})
        except NoReverseMatch as no_sample:
            raise AssertionError(f"{name} needs a sample of its arguments {self.arguments[name]}") from no_sample

    @cached_property
    def papers(self):
        """Slugs of a paper and of a paper that was served, by kind."""
        found = {kind: {} for kind in self.town.matters}
        for kind, matter in self.town.matters.items():
            papers = Document.objects.filter(petition__number=matter.number)
            if first := papers.first():
                found[kind]["document"] = first.slug
            if served := Service.objects.filter(document__in=papers).select_related("document").first():
                found[kind]["proof-of-service"] = served.document.slug
        return found
