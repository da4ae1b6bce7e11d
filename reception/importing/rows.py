"""What does one row say, as a matter of this office? Nothing is invented; what cannot be read is said with its line."""

import hashlib
import json

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.calendar import current_calendar
from accounts.models import Organ
from petitions.models import Category, Channel, Contact, Party, PetitionClass
from petitions.search import plain_paper, plain_phone
from petitions.workflow.taking_over import Matter

from . import cells
from .columns import DATES, FIELDS, PRIVATE, Plan

LONGEST = {
    "text": 50_000,
    "subject": 5_000,
    "name": Party._meta.get_field("name").max_length,
    "place": Contact._meta.get_field("place").max_length,
}
SUBJECT = Contact._meta.get_field("subject").max_length


class BadRow(ValueError):
    """args[0] is a list of sentences."""


class Reader:
    """Turns rows into matters of one organ; what the office knows (organs, categories, years) is asked for once."""

    def __init__(self, plan: Plan, organ, channel=""):
        self.plan, self.organ = plan, organ
        self.channel = channel or (Channel.ONLINE if plan.is_board else Channel.OTHER)
        known = Organ.objects.under(organ.jurisdiction).active()
        self.organs = {name: found for found in known for name in (found.name, found.short_name)}
        self.categories = {category.path: category for category in Category.objects.filter(closed_on=None)}
        self.years = current_calendar().years
        self.unknown_organs, self.unknown_categories = {}, {}

    def matter(self, line, values) -> Matter:
        """Raises BadRow with everything that is wrong with the row."""
        said = {name: values[place] for name, place in self.plan.places.items()}
        words = {name: cells.words(value).strip() for name, value in said.items()}
        faults = [sentence for name, value in words.items() for sentence in _unfit(name, value)]
        moments = {}
        for name in DATES:
            try:
                moments[name] = cells.moment(said.get(name), self.plan.month_first.get(name))
            except cells.BadCell as wrong:
                faults.append(pgettext("between label and value", ": ").join([str(FIELDS[name][0]), str(wrong)]))
        if not words.get("text") and not words.get("subject"):
            faults.append(_("There is neither a text nor a subject."))
        if "received" in moments:
            faults += self._wrong_dates(moments)
        if "\0" in "".join(map(str, values)):
            faults.append(_("There is a NUL character, which cannot be kept."))
        if faults:
            raise BadRow(faults)
        return self._matter(line, values, words, moments)

    def _wrong_dates(self, moments):
        received, today = moments["received"], timezone.localdate()
        if received is None:
            yield _("The day of arrival is missing.")
            return
        dates = {name: timezone.localdate(moment) for name, moment in moments.items() if moment}
        for name in ("received", "replied", "transferred", "accepted"):
            if name in dates and dates[name] > today:
                yield _("%(field)s: %(date)s is in the future.") % {"field": FIELDS[name][0], "date": dates[name]}
        for name in ("replied", "transferred", "accepted", "due"):
            if name in dates and dates[name] < dates["received"]:
                yield _("%(field)s: %(date)s lies before the arrival.") % {"field": FIELDS[name][0], "date": dates[name]}
            elif name in ("transferred", "accepted", "due") and name in dates and dates[name].year not in self.years:
                yield _("%(field)s: for %(year)d no working calendar is known.") % {"field": FIELDS[name][0], "year": dates[name].year}

    def _matter(self, line, values, words, moments):
        days = {name: timezone.localdate(moment) for name, moment in moments.items() if moment}
        subject, text = words.get("subject", ""), words.get("text", "")
        heading = subject or text.split("\n")[0].strip()
        contact = Contact(
            channel=cells.channel(words.get("channel", ""), self.channel), received_at=moments["received"], organ=self.organ,
            subject=heading if len(heading) <= SUBJECT else f"{heading[: SUBJECT - 1]}…", text=text, place=words.get("place", ""),
            source=digest(words, moments["received"]), source_row=self._source_row(line, values, words),
        )  # fmt: skip
        petition_class = cells.petition_class(words.get("kind", ""))
        return Matter(
            contact=contact, parties=self._people(words), claims=[claim.strip() for claim in words.get("claims", "").split("\n") if claim.strip()],
            is_closed=bool(words.get("reply") or days.get("replied")), replied_on=days.get("replied"), organ=self._organ(words.get("organ", "")),
            transferred_on=days.get("transferred"), accepted_on=days.get("accepted"), due_on=days.get("due"),
            is_accusation=petition_class == PetitionClass.ACCUSATION, petition_class=petition_class, category=self._category(words),
            headcount=_headcount(words.get("headcount", "")),
        )  # fmt: skip

    def _people(self, words):
        """The petitioner, where anything is known of one. A source that keeps names back says nothing about a person."""
        place = self.plan.places.get("anonymous")
        heading = self.plan.headings[place] if place is not None else ""
        is_anonymous, named = cells.is_anonymous(words.get("anonymous", ""), heading)
        name = words.get("name", "") or named
        if name in ("匿名", "无", "-", "/"):
            name = ""
        person = Party(
            name="" if is_anonymous else name, phone=plain_phone(words.get("phone", "")), paper_number=plain_paper(words.get("paper", "")),
            address=words.get("address", ""), email=words.get("email", ""),
        )  # fmt: skip
        if person.paper_number:
            is_card = len(person.paper_number) in (15, 18) and person.paper_number[:-1].isascii() and person.paper_number[:-1].isdigit()
            person.paper = Party.Paper.RESIDENT_ID if is_card else Party.Paper.OTHER
        return [person] if any((person.name, person.phone, person.paper_number, person.address, person.email)) else []

    def _organ(self, name):
        if name and name not in self.organs:
            self.unknown_organs[name] = self.unknown_organs.get(name, 0) + 1
        return self.organs.get(name)

    def _category(self, words):
        levels = list(filter(None, (words.get(f"category{level}", "") for level in (1, 2, 3))))
        if not levels:
            return None
        while levels:
            if found := self.categories.get("/".join(levels)):
                return found
            levels.pop()
        name = words.get("category1") or words.get("category2") or words["category3"]
        self.unknown_categories[name] = self.unknown_categories.get(name, 0) + 1
        return None

    def _source_row(self, line, values, words):
        """What the file said beside the text, word for word; identity fields are with the person, encrypted."""
        kept = {self.plan.places[name] for name in ("text", *PRIVATE, "reply", "replied", "number") if name in self.plan.places}
        columns = {}
        for place, (heading, value) in enumerate(zip(self.plan.headings, values, strict=True)):
            text = cells.words(value).strip()
            if place not in kept and text:
                columns[heading if heading and heading not in columns else f"{heading} ({place + 1})".strip()] = text
        row = {"line": line, "number": words.get("number", ""), "reply": words.get("reply", ""), "replied": words.get("replied", "")}
        return {name: value for name, value in row.items() if value} | {"columns": columns}


def digest(words, received_at) -> str:
    """What makes a row the same row, in a file of another name or after its reply was added: number, moment, person, subject, text."""
    identity = [words.get("number", ""), received_at.isoformat(), *(words.get(name, "") for name in ("name", "subject", "text"))]
    return hashlib.sha256(json.dumps(identity, ensure_ascii=False).encode()).hexdigest()


def _unfit(name, value):
    if name in LONGEST and len(value) > LONGEST[name]:
        yield _("%(field)s: %(length)s characters, at most %(most)s can be kept.") % {
            "field": FIELDS[name][0], "length": f"{len(value):,}", "most": f"{LONGEST[name]:,}",
        }  # fmt: skip


def _headcount(text) -> int:
    number = text.removesuffix("人").strip()
    return min(max(int(number), 1), 32767) if number.isascii() and number.isdigit() and len(number) < 7 else 1
