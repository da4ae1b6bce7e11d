"""Does a person who must not know get the same answer in both worlds, whatever they open, type and press?"""

import itertools
import re
from collections import Counter, deque
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import time_machine
from django.core import mail
from django.db import connections
from django.test import Client
from django.urls import Resolver404, URLResolver, get_resolver, resolve, reverse

from accounts.access import SESSION_KEY
from petitions.forms import FORMS
from reception.portal.passes import FOLLOWER
from tests.access.reading import Ask, Form, Page, plain, where_they_differ
from tests.access.story import SAID
from tests.access.worlds import MOMENT, TODAY, undone

METHODS = ("GET", "POST", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS")
# Names that a page might take for a column to sort or to filter by.
ORACLES = [
    *(f"{relation}{name}" for relation in ("", "parties__", "contacts__", "repeated_by__", "events__", "holder__officer__") for name in (
        "is_sealed", "id", "pk", "name", "phone_index", "subject", "text", "number", "state", "petition_class", "count", "officer", "organ",
    )),
]  # fmt: skip


@dataclass(frozen=True)
class Size:
    """How much of what there is one person tries: pages of a kind, pages in all, words typed, columns named, doors of an accusation, forms."""

    of_a_kind: int
    pages: int
    typed: int
    columns: int
    doors: int
    forms: int


SAMPLE = Size(of_a_kind=2, pages=18, typed=10, columns=2, doors=14, forms=8)
A_CLOSER_LOOK = Size(of_a_kind=8, pages=140, typed=60, columns=40, doors=220, forms=50)
EVERYTHING = Size(of_a_kind=14, pages=400, typed=80, columns=60, doors=340, forms=110)


class Told(NamedTuple):
    """What one world answered."""

    status: int
    headers: tuple
    body: bytes
    content_type: str
    queries: int
    letters: tuple


@dataclass
class Found:
    """What a walk came to: how many pairs of answers were compared, and where they were not the same."""

    pairs: int = 0
    kinds: Counter = field(default_factory=Counter)
    differences: list = field(default_factory=list)


class Walk:
    """One person in both worlds at once. What is done is taken back after each request, so that every answer stands by itself."""

    def __init__(self, worlds, who, size, seed, *, stops_early=False):
        self.worlds, self.who, self.size, self.stops_early = worlds, who, size, stops_early
        self.die = Random(f"{seed}/{who}")
        self.dice, self.signs = worlds[0].dice, worlds[1].signs
        self.found = Found()
        self.forms, self.seen, self.kinds = {}, set(), Counter()
        self.clients = []

    def go(self) -> Found:
        with time_machine.travel(MOMENT, tick=False), self.worlds[0].here(), undone(), self.worlds[1].here(), undone():
            for world in self.worlds:
                world.forget()
                with world.here():
                    self.dice.throw("signing in", self.who)
                    self.clients.append(person(world, self.who))
            for stage in (self.doors, self.typed, self.columns, self.pages, self.pressed):
                stage()
                if self.is_over:
                    break
        return self.found

    @property
    def is_over(self):
        return self.stops_early and bool(self.found.differences)

    # ── What is tried ──

    def doors(self):
        """Every address that an accusation has, by every method: what hides behind it must look like nothing."""
        asks = [ask for address in addresses_of(self.signs) for method in METHODS for ask in [Ask(method, address)]]
        if self.size is not EVERYTHING:
            asks = [ask for ask in asks if ask.method in ("GET", "POST")]
        for ask in self.some(asks, self.size.doors):
            self.compare(ask)

    def typed(self):
        """The accusation's own words and signs, wherever something can be typed into an address or a box."""
        for ask in self.some(list(typed_by(self.signs)), self.size.typed):
            self.compare(ask)

    def columns(self):
        """Names of columns as something to sort or to filter a list by: the order and the rows must not answer."""
        for ask in self.some(list(oracles()), self.size.columns):
            self.compare(ask)

    def pages(self):
        """Everything that links and the questions of lists lead to, in no order; of what is refused as many as that again at most."""
        frontier, met, opened = {}, set(), 0
        doors = sorted({reverse(name) for name in rooms()})
        self.found_links(frontier, met, doors)
        first = self.die.sample(doors, min(len(doors), self.size.pages // 3))  # else a room with one page is passed by, again and again
        while frontier and opened < self.size.pages and self.kinds.total() < 2 * self.size.pages and not self.is_over:
            address = self.drawn(frontier, first)
            if self.kinds[kind_of(address)] >= self.size.of_a_kind:
                continue
            self.kinds[kind_of(address)] += 1
            told = self.compare(Ask("GET", address))
            if told is None or told.status != 200:
                continue
            opened += 1
            if told.content_type.startswith("text/html"):
                page = Page(address, told.body.decode(errors="replace"))
                asked = [link for form in page.forms if form.method == "GET" for link in answered(form)]
                self.found_links(frontier, met, [*page.links, *asked])
                for form in page.forms:
                    if form.method == "POST":
                        self.forms.setdefault(form.key, form)

    def drawn(self, frontier, first):
        """The doors of rooms that come first; then rooms with many pages more often, but no list with a hundred filters crowds out everything else."""
        door = first.pop() if first else None
        room = kind_of(door)[0] if door else self.die.choices(list(frontier), [min(len(line), 6) for line in frontier.values()])[0]
        line = frontier[room]
        address = line.pop(line.index(door) if door else self.die.randrange(len(line)))
        if not line:
            del frontier[room]
        return address

    def found_links(self, frontier, met, links):
        for link in links:
            if link not in met:
                met.add(link)
                frontier.setdefault(kind_of(link)[0], []).append(link)

    def pressed(self):
        """Every form that a page showed, filled with what the accusation says, with its number, and with nothing."""
        asks = [Ask("POST", form.action, filled(form, way, self.signs)) for form in self.forms.values() for way in WAYS]
        for ask in self.some(asks, self.size.forms):
            self.compare(ask)

    def some(self, asks, most):
        """As many as that, from every kind of address in turn, so that a few are a bit of everything."""
        kinds = {}
        for ask in self.die.sample(asks, len(asks)):
            kinds.setdefault((ask.method, kind_of(ask.address)[0]), deque()).append(ask)
        line, chosen = deque(kinds.values()), []
        while line and len(chosen) < most:
            kind = line.popleft()
            chosen.append(kind.popleft())
            if kind:
                line.append(kind)
        return itertools.takewhile(lambda _ask: not self.is_over, chosen)

    # ── How it is compared ──

    def compare(self, ask):
        """The answer of the first world; None where it was asked before."""
        if ask in self.seen:
            return None
        self.seen.add(ask)
        left, right = self.both(ask)
        faults = differences(left, right)
        if [name for name, _what in faults] == ["queries"]:
            left, right = self.both(ask)  # whatever Python keeps in its memory is warm now; what was done was taken back
            faults = differences(left, right)
        self.found.pairs += 1
        self.found.kinds[f"{ask.method} {kind_of(ask.address)[0]} {left.status}"] += 1
        if faults:
            self.found.differences.append(f"{self.who}: {ask}: " + "; ".join(f"{name} {what}" for name, what in faults))
        return left

    def both(self, ask):
        answers = []
        for world, client in zip(self.worlds, self.clients, strict=True):
            with world.here(), undone():
                kept = client.cookies.copy()
                self.dice.throw(self.who, ask.method, ask.address, ask.posted)
                answers.append(answer(client, ask, len(self.seen)))
                client.cookies = kept
        return answers


def person(world, who):
    client = Client(raise_request_exception=False)
    if who == "citizen":
        response = FOLLOWER.give(client.get(reverse("home")), world.served)
        client.cookies[FOLLOWER.cookie] = response.cookies[FOLLOWER.cookie].value
    elif who != "stranger":
        duty = world.people[who]
        client.force_login(duty.officer)
        session = client.session
        session[SESSION_KEY] = duty.slug
        session.save()
    return client


def answer(client, ask, place) -> Told:
    queries = Counter()

    def counted(execute, *arguments):
        queries["all"] += 1
        return execute(*arguments)

    line, before = connections["default"], len(mail.outbox)
    waiting = len(line.run_on_commit)
    # Another address each time: a limit for one of them would soon answer everything alike.
    extra = {"REMOTE_ADDR": f"10.{place >> 16 & 255}.{place >> 8 & 255}.{place & 255}"}
    with line.execute_wrapper(counted):
        if ask.method == "POST":
            response = client.post(ask.address, multiple(ask.posted), **extra)
        elif ask.method in ("GET", "HEAD"):
            response = getattr(client, ask.method.lower())(ask.address, **extra)
        else:
            response = client.generic(ask.method, ask.address, **extra)
        body = b"".join(response.streaming_content) if response.streaming else response.content
    number = queries["all"]
    for _sids, afterwards, _robust in line.run_on_commit[waiting:]:
        afterwards()
    letters = tuple((tuple(letter.to), letter.subject, letter.body) for letter in mail.outbox[before:])
    del mail.outbox[before:]
    cookies = sorted((name, morsel.value, morsel.OutputString()) for name, morsel in response.cookies.items())
    headers = (*sorted((name, value) for name, value in response.items()), ("Set-Cookie", str(cookies)))
    return Told(response.status_code, headers, body, response.get("Content-Type", ""), number, letters)


def multiple(posted):
    values = {}
    for name, value in posted:
        values.setdefault(name, []).append(value)
    return values


def differences(left, right):
    """[(what, where)], empty where nobody could tell the two apart."""
    faults = []
    if left.status != right.status:
        faults.append(("status", f"{left.status} / {right.status}"))
    same_body = left.body == right.body or plain(left.content_type, left.body) == plain(right.content_type, right.body)
    if not same_body:
        faults.append(("body", where_they_differ(plain(left.content_type, left.body), plain(right.content_type, right.body))))
    # The length of what is packed or drawn follows from the heads of chains in it; everything else in a header counts.
    is_text = left.content_type.startswith("text/")
    one, other = ([item for item in told.headers if is_text or item[0] != "Content-Length"] for told in (left, right))
    if one != other:
        faults.append(("headers", str([pair for pair in zip(one, other, strict=False) if pair[0] != pair[1]])[:300]))
    if left.queries != right.queries:
        faults.append(("queries", f"{left.queries} / {right.queries}"))
    if left.letters != right.letters:
        faults.append(("letters", f"{len(left.letters)} / {len(right.letters)}"))
    return faults


# ── Addresses ──


def kind_of(address):
    """Pages of one kind: the same route with the same questions asked of it."""
    parts = urlsplit(address)
    query = tuple(sorted({name for name, value in parse_qsl(parts.query, keep_blank_values=True) if value}))
    try:
        match = resolve(parts.path)
        words = [str(match.kwargs[name]) for name in ("step", "code", "page") if name in match.kwargs]
        return " ".join([match.url_name or parts.path, *words]), query
    except Resolver404:
        return "nowhere", query


def rooms(resolver=None, before="/"):
    """The names of all routes that need no argument."""
    for entry in (resolver or get_resolver()).url_patterns:
        here = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from rooms(entry, here)
        elif not entry.pattern.converters and entry.name not in ("sign-out", "set_language"):
            yield entry.name


def patterns(resolver=None, before="/"):
    for entry in (resolver or get_resolver()).url_patterns:
        here = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, here)
        elif entry.pattern.converters:
            yield here


OTHER_WORDS = {
    "step": sorted(FORMS),
    "code": ["D01", "D03", "D32"],
    "rule": ["C01"],
    "place": ["1"],
    "year": ["2026"],
    "page": ["who"],
    "file": ["none"],  # these stand beside a slug that is tried
    "case": ["none"],
    "finding": ["none"],
    "deed": ["none"],
    "act": ["answer"],
    "kind": ["annual"],
    "key": ["returns"],
}


def addresses_of(signs):
    """Every route with every sign of an accusation where an argument is asked for."""
    for pattern in patterns():
        names = re.findall(r"<(?:\w+:)?(\w+)>", pattern)
        others = [*signs["slug"], *signs["number"]]
        choices = [signs["number"] if name == "number" else OTHER_WORDS.get(name) or others for name in names]
        for values in itertools.product(*choices):
            left = iter(values)
            yield re.sub(r"<(?:\w+:)?\w+>", lambda _part, left=left: next(left), pattern)


def typed_by(signs):
    words = [*SAID.values(), "举报", "套取", "闻人", "青松里", "周局长", "卫局长", "市住建局", *signs["number"], *signs["volume"]]
    said = {name: SAID[name] for name in ("name", "phone", "subject", "text", "place")} | {
        "paper": "RESIDENT_ID",
        "paper_number": SAID["paper"],
    }
    for word in words:
        yield Ask("POST", reverse("search"), (("q", word),))
        yield Ask("GET", f"{reverse('organ-suggestions')}?name={quote(word)}")
    for names in (("phone",), ("paper_number", "paper"), ("name",), ("subject", "text"), ("place", "text"), tuple(said)):
        yield Ask("POST", reverse("desk-alike"), tuple((name, said[name]) for name in names))
    for number in signs["number"]:
        yield Ask("POST", reverse("desk-alike"), (("repeats", number),))
        yield Ask("POST", reverse("follow"), (("number", number), ("code", "23456789"), ("tail", SAID["phone"][-4:])))
        yield Ask("POST", reverse("bulk"), (("action", "print"), ("row", number)))
        for way, day in itertools.product(("next", "previous"), ("2026-04-20", "none")):
            for room, tab in (
                (reverse("worklist"), "organ"),
                (reverse("worklist"), "all"),
                (reverse("worklist"), "done"),
                (reverse("supervision"), ""),
            ):
                yield Ask("GET", f"{room}?tab={tab}&page={way}.{day}.{number}")
            yield Ask("POST", reverse("search"), (("q", "王秀英"), ("place", f"{way}.{day}.{number}")))
    for volume, way in itertools.product(signs["volume"], ("older", "newer")):
        yield Ask("GET", f"{reverse('files')}?page={way}.{quote(volume)}")


def oracles():
    for name, value in itertools.product(ORACLES, ("1", SAID["name"])):
        for parameter in ({"sort": name}, {"order_by": name}, {name: value}):
            yield Ask("GET", f"{reverse('worklist')}?{urlencode({'tab': 'organ', **parameter})}")


# ── Forms ──


def answered(form: Form):
    """A form that only asks (filters of a list): each choice by itself, beside what the form holds already."""
    holds = {field.name: field.value for field in form.fields if field.value and field.kind != "submit"}
    for asked in form.fields:
        values = (
            asked.choices
            if asked.kind == "select"
            else (TODAY.isoformat(),)
            if asked.kind == "date"
            else ("3",)
            if asked.kind == "number"
            else ()
        )
        for value in values:
            if value and value != asked.value:
                yield f"{urlsplit(form.action).path}?{urlencode(holds | {asked.name: value})}"


WAYS = ("words", "number", "as it is")
BY_NAME = {
    "phone": SAID["phone"], "tail": SAID["phone"][-4:], "name": SAID["name"], "paper_number": SAID["paper"], "email": SAID["email"],
    "address": SAID["address"], "subject": SAID["subject"], "text": SAID["text"], "place": SAID["place"],
}  # fmt: skip


def filled(form: Form, way, signs):
    """What a fixed hand writes into it: every choice taken, every line filled."""
    posted, chosen, pressed = [], set(), False
    for asked in form.fields:
        name, kind = asked.name, asked.kind
        if name == "csrfmiddlewaretoken" or kind == "file":
            continue
        if kind == "hidden":
            posted.append((name, asked.value))
        elif kind == "submit":
            if not pressed:
                posted.append((name, asked.value))
            pressed = True
        elif way == "as it is":
            if kind not in ("radio", "checkbox") or asked.choices:
                posted.append((name, asked.value))
        elif kind == "select":
            choices = [value for value in asked.choices if value]
            if choices:
                posted.append((name, choices[0 if way == "words" else -1]))
        elif kind == "radio":
            if name not in chosen:
                posted.append((name, asked.value))
            chosen.add(name)
        elif kind == "checkbox":
            posted.append((name, asked.value))
        elif kind in ("date", "datetime-local"):
            posted.append((name, TODAY.isoformat() + ("T09:00" if kind != "date" else "")))
        elif kind == "number":
            posted.append((name, "2"))
        elif way == "number" and signs["number"]:
            posted.append((name, signs["number"][0]))
        else:
            posted.append((name, BY_NAME.get(name.rpartition("-")[2], SAID["subject"])))
    return tuple(posted)
