"""How does the table of the procedure read in words? For the page of the office, for docs/procedure.md and for the command."""

from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from accounts.models import Role

from . import letters
from .explanation import article_words
from .rulebook import Rule
from .workflow import TABLE, Row, State
from .workflow.states import CITIZEN, SYSTEM

PERSONS = {CITIZEN: gettext_lazy("petitioner"), SYSTEM: gettext_lazy("the system, when a date has passed")}
WHERE = {
    "first": gettext_lazy("of the first organ"),
    "sender": gettext_lazy("of the organ that sent it"),
    "assisting": gettext_lazy("of an assisting organ"),
    "above": gettext_lazy("of an organ above"),
    "convener": gettext_lazy("of the organ that holds it or sent it"),
    "review": gettext_lazy("of the first organ or of the one that reviews"),
    "invited": gettext_lazy("who was invited to the matter"),
    "involved": gettext_lazy("of any organ that has or had the petition"),
}


@dataclass(frozen=True)
class Entry:
    """One step in words; `clocks` and `papers` are (identifier, title)."""

    row: Row
    who: str
    second: str
    targets: tuple
    starts: tuple
    stops: tuple
    papers: tuple
    article: str


def chapters() -> list[tuple[State, list[Entry]]]:
    """Every state in its order with the steps that may be taken in it."""
    return [(state, entries) for state in State if (entries := [entry(row) for row in TABLE if state in row.sources])]


def entry(row) -> Entry:
    return Entry(
        row=row, who=persons(row.by, row.where), second=persons(row.second), targets=tuple(target.label for target in row.targets),
        starts=clocks(row.starts), stops=clocks(row.stops), article=article_words(row.article),
        papers=tuple((code, letters.KINDS[code].name) for code in row.papers),
    )  # fmt: skip


def persons(roles, where="") -> str:
    words = pgettext("list of roles", ", ").join(str(PERSONS.get(role) or Role(role).label) for role in roles)
    return _("%(who)s %(where)s") % {"who": words, "where": WHERE[where]} if where in WHERE else words


def clocks(rules) -> tuple:
    return tuple((rule, Rule(rule).label) for rule in rules)


def diagram() -> str:
    """Steps that move a petition, in Mermaid; those that leave it where it is are not drawn."""
    moving = [row for row in TABLE if row.to]
    used = {state for row in moving for state in (*row.sources, *row.targets)}
    lines = ["stateDiagram-v2", f"    [*] --> {State.REGISTERED}: register"]
    lines += [f'    state "{state.label}" as {state}' for state in State if state in used]
    lines += [f"    {source} --> {target}: {row.step}" for row in moving for source in row.sources for target in row.targets]
    return "\n".join(lines)


def manual() -> str:
    """docs/procedure.md: the diagram, then a table for each state."""
    title = _("The procedure")
    origin = _("Written by `manage.py procedure --manual` from the table in petitions/workflow/states.py; a test keeps them equal.")
    parts = [f"# {title}", origin]
    parts.append(f"```mermaid\n{diagram()}\n```")
    headings = [_("step"), _("leads to"), _("who"), _("confirmed by"), _("clocks"), _("papers"), _("article")]
    for state, entries in chapters():
        lines = [line_of(headings), line_of(["---"] * len(headings)), *(line_of(cells_of(entry)) for entry in entries)]
        parts += [f"## {state} · {capfirst(state.label)}", "\n".join(lines)]
    return "\n\n".join(parts)


def cells_of(entry):
    return [
        f"{entry.row.label} `{entry.row.step}`", ", ".join(map(str, entry.targets)) or "–", entry.who, entry.second or "–",
        " ".join([*(f"+{rule}" for rule, _title in entry.starts), *(f"−{rule}" for rule, _title in entry.stops)]) or "–",
        " ".join(code for code, _title in entry.papers) or "–", entry.article,
    ]  # fmt: skip


def line_of(cells):
    return f"| {' | '.join(map(str, cells))} |"
