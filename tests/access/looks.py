"""What does an actor get to see of a petition, action by action, through real pages? The answers are the words of matrix.csv.

Each action is asked for by a person's means: an address that is opened, a form that is sent. Whatever is read is read from the answer.
"""

import csv
import io
import re
import zipfile
from datetime import timedelta
from pathlib import Path
from random import Random

from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.encryption import blind_index
from accounts.models import Duty
from petitions.delivery import deliver
from petitions.forms import FORMS
from petitions.models import Notice, Petition
from petitions.numbers import grouped
from petitions.views.history import opaque

from .actors import CITIZENS, OFFICERS

MATRIX = Path(__file__).with_name("matrix.csv")
ACTIONS = (
    "list", "count", "search", "suggest", "open", "identity", "text", "notes", "attachments", "download", "act", "history", "export",
    "statistics", "print", "notified", "message", "guess",
)  # fmt: skip
ABSENT = "absent"
HIDDEN = ("no", ABSENT)  # on the page of an actor both are the same: nothing of it is there; `absent` is tried further in `guess`


def cells() -> dict[tuple[str, str, str], str]:
    """(actor, kind, action) → the word of the matrix."""
    with MATRIX.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(line for line in lines if not line.startswith("#"))
        return {(row["actor"], row["kind"], action): row[action] for row in rows for action in ACTIONS}


class Looker:
    """One actor at one kind of petition."""

    def __init__(self, town, actor, kind):
        self.town, self.actor, self.kind = town, actor, kind
        self.matter = town.matters[kind]
        self.is_citizen = actor in CITIZENS
        self.is_owner = actor in ("receipt_holder", "owner")
        self.browser = town.browsers[actor] if actor in OFFICERS else town.browser(actor, kind)

    def see(self, action) -> str:
        return getattr(self, f"see_{action}")()

    # ── Pages ──

    def get(self, name, *args, query="", **kept):
        return self.browser.get(f"{reverse(name, args=args)}{query}", **kept)

    def page(self, name, *args, query="") -> str | None:
        """What a page says, read once for all kinds; None where it is not there."""
        key = self.actor, name, args, query
        if key not in self.town.pages:
            answer = self.get(name, *args, query=query)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            closing_of(answer)
            numbers = answer.context.get("number") if answer.context else None
            self.town.pages[key] = (read(body) if answer.status_code == 200 else None), numbers
        return self.town.pages[key][0]

    def tabs(self):
        """The lists that this officer can choose, as their page offers them."""
        return sorted({f"?tab={name}" for name in re.findall(r"\?tab=(\w+)", self.page("worklist") or "")})

    def lists(self, name="worklist"):
        return [found for tab in self.tabs() if (found := self.page(name, query=tab)) is not None]

    @property
    def own_page(self):
        """The petition's page as this actor opens it, or None."""
        key = self.actor, self.kind
        if self.actor == "guest" and key not in self.town.pages:  # by the invitation: the number opens nothing
            slug = self.town.kept["invitations"].get(self.kind, "none")
            answer = self.get("invited-matter", slug)
            self.town.pages[key] = answer.content.decode() if answer.status_code == 200 else None
        if key not in self.town.pages:
            answer = self.get("follow-petition") if self.is_citizen else self.get("petition", self.matter.number)
            page = answer.content.decode()
            self.town.pages[key] = page if answer.status_code == 200 and self.matter.grouped in page else None
        return self.town.pages[key]

    def says(self, page, word):
        return word in (page or "")

    def told_by(self, rows):
        """What the lines of a list tell: that it is there, its subject, and of who asks no more than its page."""
        if not rows:
            return "no"
        if not self.says(self.own_page, self.matter.who) and any(self.matter.who in row for row in rows):
            return "names"
        return "yes" if all(self.matter.place in row for row in rows) else "masked"

    @property
    def may_reveal(self):
        return self.says(self.own_page, reverse("reveal", args=[self.matter.number]))

    # ── One method an action ──

    def see_list(self):
        if self.is_citizen:
            return "no"
        return self.told_by(
            [row for page in self.lists() for row in re.findall(r"<tr.*?</tr>", page, re.DOTALL) if self.matter.grouped in row]
        )

    def see_count(self):
        """The number above a list is the number of its lines, so what is counted is what is listed."""
        if self.is_citizen:
            return "no"
        for tab in self.tabs():
            page = self.page("worklist", query=tab)
            listed = len(set(re.findall(r'<a data-row href="/cases/(\w{13})/"', page)))
            if self.town.pages[self.actor, "worklist", (), tab][1] != listed:
                return f"wrong in {tab}"
        day = self.matter.received_on.isoformat()
        numbers = []
        for tab in self.tabs():
            query = f"{tab}&since={day}&until={day}"
            if self.page("worklist", query=query) is not None:
                numbers.append(self.town.pages[self.actor, "worklist", (), query][1])
        return "yes" if any(numbers) else "no"

    def see_search(self):
        """By number and by words that stand in nothing else; by name, telephone only where the person is shown."""
        if self.is_citizen:
            return "no"
        by_number = self.found_by(self.matter.grouped)
        if by_number is None:
            return "no"
        by_words = self.found_by(self.matter.place)
        if not self.says(self.own_page, self.matter.who) and (self.found_by(self.matter.who) or self.found_by(self.matter.phone)):
            return "by the person" if not self.may_reveal else "yes"
        return {(True, True): "yes", (True, False): "number", (False, False): "no"}.get((by_number, by_words), "words")

    def found_by(self, typed):
        answer = self.browser.post(reverse("search"), {"q": typed})
        if answer.status_code == 404:
            return None
        if answer.status_code == 302:
            return self.matter.number in answer.url
        return f"/cases/{self.matter.number}/" in answer.content.decode()

    def see_suggest(self):
        """At the desk: the same words once more, and the same telephone."""
        asked = {"subject": self.matter.subject, "text": self.matter.text}
        if self.is_citizen:
            return "no"
        hinted = [self.hint(asked), self.hint({"phone": self.matter.phone}), self.hint({"name": self.matter.who})]
        if not any(hinted):
            return "no"
        return "yes" if hinted[0] else "person"

    def hint(self, asked):
        answer = self.browser.post(reverse("desk-alike"), asked)
        return answer.status_code == 200 and self.matter.number in answer.content.decode()

    def see_open(self):
        page = self.own_page
        if page is None:
            return "no"
        if self.is_citizen:
            return "own"
        return "yes" if self.says(page, self.matter.place) else "masked"

    def see_identity(self):
        """yes: name and telephone in full · name: the name, numbers hidden · masked: neither · reveal: hidden until a reason is given."""
        page = self.own_page
        if page is None or self.is_citizen:
            return "no"
        name, phone = self.says(page, self.matter.who), self.says(page, self.matter.phone)
        given = {"why": "REACH", "words": "需要联系信访人核实情况"}
        shown = self.browser.post(reverse("reveal", args=[self.matter.number]), given)
        if self.may_reveal:
            if shown.status_code != 200 or not {self.matter.who, self.matter.phone} <= set(re.findall(r"\w+", shown.content.decode())):
                return "does not show"
            return {(True, False): "reveal", (False, False): "reveal all"}.get((name, phone), "shown already")
        if shown.status_code != 404:
            return "shows all the same"
        return {(True, True): "yes", (True, False): "name", (False, False): "masked"}.get((name, phone), "phone alone")

    def see_text(self):
        page = self.own_page
        if self.is_citizen:
            return "own" if self.says(page, f"{self.matter.place}正文") else "no"
        return "yes" if self.says(page, f"{self.matter.place}正文") else "no"

    def see_notes(self):
        seen = self.says(self.own_page, self.matter.note)
        if not self.is_citizen:
            beside = self.get("notes", self.matter.number)
            if seen != (beside.status_code == 200 and self.matter.note in beside.content.decode()):
                return "differs"
        return "yes" if seen else "no"

    def see_attachments(self):
        if not self.says(self.own_page, self.matter.file):
            return "no"
        return "own" if self.is_citizen else "yes"

    def see_download(self):
        """The bytes as they were handed in, or a safe copy of what they show."""
        found = [self.has_bytes("evidence"), self.has_bytes("evidence-copy", 1)]
        return {(True, True): "yes", (False, True): "copy", (False, False): "no"}.get(tuple(found), "original alone")

    def has_bytes(self, name, *more):
        answer = self.get(name, self.matter.number, self.matter.evidence, *more)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        closing_of(answer)
        return f"{self.matter.place}现场记录".encode() in body

    def see_act(self):
        """The steps that the page offers, each of which really asks its questions; any other one is refused."""
        page = self.own_page
        if self.is_citizen:
            offered = {name for name in ("add", "review", "withdraw") if self.says(page, reverse(f"follow-{name}"))}
            return " ".join(sorted(offered)) or "no"
        offered = set(re.findall(rf"/cases/{self.matter.number}/steps/(\w+)/", page or ""))
        for step in offered:
            if self.get("take-step", self.matter.number, step).status_code != 200 and not self.is_one_click(page, step):
                return f"{step} does not open"
        die = Random(f"{self.actor} {self.kind}")
        for step in die.sample(sorted(set(FORMS) - offered), 4):
            if self.takes(step):
                return f"{step} opens"
        return " ".join(sorted(offered)) or "no"

    def is_one_click(self, page, step):
        return f'<form method="post" action="/cases/{self.matter.number}/steps/{step}/"' in page

    def takes(self, step):
        """Does the step ask its questions, with nothing in the way?"""
        answer = self.get("take-step", self.matter.number, step)
        return answer.status_code == 200 and not answer.context["why_not"]

    def see_history(self):
        """The petition's own; for the auditor that something was done, under a name that tells nobody which petition it is."""
        page = self.own_page or ""
        audited = self.page("history-events", query="?what=register") if not self.is_citizen else None
        if audited and opaque(self.matter.number) in audited:
            return "tells" if any(word in audited for word in (self.matter.number, self.matter.grouped, *self.matter.secrets)) else "opaque"
        line = re.search(r'<ol class="timeline">(.*?)</ol>', page, re.DOTALL)
        return "yes" if line and "<li" in line[1] else "no"

    def see_export(self):
        if self.is_citizen:
            return "no"
        sheets = [*self.lists("worklist-excel"), self.page("supervision-excel"), self.page("files-excel")]
        return self.told_by([row for sheet in sheets if sheet for row in sheet.split("</row>") if self.matter.grouped in row])

    def see_statistics(self):
        """Every number of the board opens its list, and the list has as many lines; the supervisor's page counts as one."""
        if self.is_citizen:
            return "no"
        behind = sorted(set(re.findall(r'href="/cases/(\?tab=[^"]+)"', self.page("board") or "")))
        pages = [self.page("supervision"), *(self.page("worklist", query=query.replace("&amp;", "&")) for query in behind)]
        if any(self.matter.number in page for page in pages if page):
            return "yes"
        key = Petition.objects.values_list("pk", flat=True).get(number=self.matter.number)
        return "token" if blind_index("sealed", str(key))[:8] in (pages[0] or "") else "no"

    def see_print(self):
        if self.is_citizen:
            return "no"
        papers = [*self.lists("worklist-print"), self.page("supervision-print"), self.page("files-print")]
        rows = [row for paper in papers if paper for row in re.findall(r"<tr.*?</tr>", paper, re.DOTALL) if self.matter.grouped in row]
        chosen = self.browser.post(reverse("bulk"), {"action": "print", "row": self.matter.number})
        lines = re.findall(r"<tr.*?</tr>", chosen.content.decode(), re.DOTALL)
        if chosen.status_code == 200 and any(self.matter.grouped in line for line in lines) != bool(rows):
            return "differs from the choice"
        return self.told_by(rows)

    def see_notified(self):
        if self.actor in ("receipt_holder", "owner"):
            petitioner = Notice.objects.filter(petition__number=self.matter.number, channel=Notice.Channel.EMAIL, duty=None)
            return "own" if petitioner.exists() else "no"
        if self.is_citizen:
            return "no"
        return "yes" if f"/cases/{self.matter.number}/" in (self.page("notices") or "") else "no"

    def see_message(self):
        """What leaves the house by mail says that there is news, and nothing else."""
        address = f"{self.kind}@example.org" if self.is_owner else self.duty.officer.email if not self.is_citizen else ""
        sent = [letter for letter in self.letters() if address in letter.to]
        if any(word in f"{letter.subject}\n{letter.body}" for letter in sent for word in self.matter.secrets):
            return "tells"
        return "neutral" if self.is_owner and sent else "no"

    @property
    def duty(self):
        return Duty.objects.select_related("officer").get(slug=self.town.kept["duties"][self.actor])

    def letters(self):
        """All letters of the office, sent once more."""
        if "letters" not in self.town.pages:
            mail.outbox = []
            again = Notice.objects.filter(channel=Notice.Channel.EMAIL)
            again.update(state=Notice.State.WAITING, attempts=0, next_try_at=timezone.now() - timedelta(hours=1))
            deliver(timezone.now())
            self.town.pages["letters"] = list(mail.outbox)
        return self.town.pages["letters"]

    def see_guess(self):
        """Every address that can be made from the number, by GET and POST: is there any difference to a number that was never given?"""
        for name, method, address in self.guesses(self.matter.number):
            other = address.replace(self.matter.number, self.town.nobody)
            if (self.actor, method, other) not in self.town.pages:
                self.town.pages[self.actor, method, other] = self.ask(method, other)
            if self.ask(method, address) != self.town.pages[self.actor, method, other]:
                return f"{method} {name} tells" if self.own_page is None else "yes"
        return ABSENT

    def guesses(self, number):
        """(name, method, address) of what somebody may try who knows or guesses a number."""
        for name, arguments in ADDRESSES.items():
            address = reverse(name, kwargs=arguments | {"number": number} | ({"slug": self.matter.evidence} if "slug" in arguments else {}))
            yield from ((name, method, address) for method in ("get", "post"))

    def ask(self, method, address):
        """Status, headers, words and the number of questions to the database; what differs with every request is left out."""
        fresh = self.town.browser(self.actor, self.kind if self.is_citizen else None)  # no message of another page waits in it
        with CaptureQueriesContext(connection) as queries:
            answer = getattr(fresh, method)(address)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        closing_of(answer)
        return plain(answer, body, self.matter.number, self.town.nobody), len(queries)


# Addresses with a petition's number in them; where a slug is asked for, the true one of its file.
ADDRESSES = {
    "petition": {},
    "notes": {},
    "take-step": {"step": "classify"},
    "decide-proposal": {"slug": ""},
    "document": {"slug": ""},
    "proof-of-service": {"slug": "", "place": 1},
    "registration-paper": {"code": "D01"},
    "clock-certificate": {"rule": "C01", "place": 1},
    "evidence": {"slug": ""},
    "volume": {},
    "archive-package": {},
    "desk-beside": {},
    "desk-receipt": {},
    "desk-paper": {"code": "D01"},
}
CHANGING = re.compile(
    r"""(?:name="csrfmiddlewaretoken" value|nonce|data-csrf|X-CSRFToken["']?)\s*[=:]\s*["'][^"']*["']|\d\d:\d\d(?::\d\d)?"""
)


def plain(answer, body, *numbers):
    """An answer without what differs with every request, and with one number for all."""
    text = CHANGING.sub("", body.decode(errors="replace"))
    headers = {name: value for name, value in answer.items() if name not in ("Set-Cookie", "Date", "Last-Modified")}
    words = f"{sorted(headers.items())}\n{sorted(answer.cookies)}\n{text}"
    for number in numbers:
        words = words.replace(number, "N").replace(grouped(number), "N")
    return answer.status_code, CHANGING.sub("", re.sub(r"nonce-[\w+/=-]+", "nonce", words))


def read(body) -> str:
    """The words of an answer; of a workbook those of its cells, row by row."""
    if not body.startswith(b"PK"):
        return body.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        return "\n".join(book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets/"))


def closing_of(answer):
    """The files behind an answer; answer.close() would take the database's connection along."""
    for close in answer._resource_closers:
        close()
