"""Which sentences does a person see, and is each of them translated?

The catalogues are kept without the gettext binaries: Babel reads the code and writes the files, Django's own `templatize` reads the
templates, so that a message is found exactly as Django looks it up.
"""

import io
import re
import tempfile
from collections import Counter
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po, write_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import to_locale
from django.utils.translation.template import templatize

KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
ROOMS = ("accounts", "config", "petitions", "reception", "supervision", "templates")
PLACEHOLDER = re.compile(r"%(?:\((?P<percent>[^)]+)\))?[-+#0]*(?:\d+|\*)?(?:\.\d+)?[a-zA-Z%]|(?<!{){(?P<brace>\w*)[^{}]*}(?!})")
TAG = re.compile(r"</?[a-zA-Z][^>]*>")
SHOWN = 40  # faults; the next run shows the next ones
HAN = re.compile(r"[\u3400-\u9fff]")
IN_FSTRING = re.compile(r"""\bf(["'])(?:(?!\1).)*?\{(?:_|n?p?gettext(?:_lazy)?)\(""")


def sources(base: Path) -> list[Path]:
    """Python modules and templates whose sentences a person may see; migrations only repeat what the models say."""
    found = (path for room in ROOMS for path in (base / room).rglob("*") if path.suffix in {".py", ".html", ".txt"})
    return sorted(path for path in found if "migrations" not in path.parts)


def messages_of(path: Path):
    """Yield (id, context, translators' comments) of one file; the id is a pair where there is a plural."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # What is no call is blanked by templatize, but its indentation stays and would not be Python's.
        text = "\n".join(line.strip() for line in templatize(text, origin=str(path)).split("\n"))
    for _line, message, comments, context in extract("python", io.BytesIO(text.encode()), KEYWORDS, ["Translators"], {"encoding": "utf-8"}):
        yield message, context, comments


def extracted(base: Path) -> Catalog:
    """Every message of the code, with the files that say it."""
    catalog = Catalog(fuzzy=False)
    for path in sources(base):
        for message, context, comments in messages_of(path):
            catalog.add(message, locations=[(path.relative_to(base).as_posix(), 0)], auto_comments=comments, context=context)
    return catalog


def read(path: Path, locale: str) -> Catalog:
    """The catalogue in a file; an empty one where there is none yet."""
    if not path.exists():
        return Catalog(locale=locale, fuzzy=False)
    try:
        return read_po(io.BytesIO(path.read_bytes()), locale=locale, abort_invalid=True)
    except PoFileError as error:
        raise CommandError(f"{path}: {error}") from error


def merged(code: Catalog, old: Catalog) -> Catalog:
    """What the code says now, in the words the old catalogue has for it: nothing guessed, nothing fuzzy, nothing obsolete."""
    new = Catalog(locale=old.locale, fuzzy=False)
    for message in said(code):
        known = old.get(message.id, message.context)
        string = known.string if known and same_id(known, message) else ""
        new.add(message.id, string, locations=sorted(set(message.locations)), auto_comments=message.auto_comments, context=message.context)
    return new


def written(catalog: Catalog) -> bytes:
    """The text of the file: sorted, without line numbers or dates, so that a diff shows words alone."""
    text = io.BytesIO()
    write_po(text, catalog, sort_output=True, include_lineno=False, omit_header=True, width=120)
    header = (
        'msgid ""\nmsgstr ""\n'
        f'"Language: {catalog.locale}\\n"\n'
        '"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {catalog.plural_forms}\\n"\n\n'
    )
    return header.encode() + text.getvalue()


def faults(code: Catalog, catalog: Catalog):
    """Yield a sentence for each message that would show wrong, or not at all, to a person."""
    for message in said(code):
        if HAN.search("".join(ids(message))):
            yield f"not English in the code: {shown(message)}"
        known = catalog.get(message.id, message.context)
        if known is None or not same_id(known, message):
            yield f"missing: {shown(message)}"
        elif not all(strings(known)):
            yield f"not translated: {shown(message)}"
        elif known.fuzzy:
            yield f"fuzzy, and so not used: {shown(message)}"
        else:
            yield from (f"{fault}: {shown(message)}" for fault in mismatches(known))
    for message in said(catalog):
        now = code.get(message.id, message.context)
        if now is None or not same_id(now, message):
            yield f"obsolete: {shown(message)}"


def hidden(base: Path):
    """Yield a sentence for each file where a call stands inside an f-string: Python before 3.12 reads that as one piece, so it is not found."""
    for path in sources(base):
        if path.suffix == ".py" and IN_FSTRING.search(path.read_text(encoding="utf-8")):
            yield f"inside an f-string, and so not found: {path.relative_to(base).as_posix()}"


def mismatches(message: Message):
    """Yield what a translation lost or added: placeholders and tags must be those of the original (of its plural, where there is one)."""
    original = ids(message)[-1]
    for string in strings(message):
        if placeholders(original) != placeholders(string):
            yield f"placeholders differ in “{string}”"
        if Counter(TAG.findall(original)) != Counter(TAG.findall(string)):
            yield f"tags differ in “{string}”"


def placeholders(text: str) -> tuple[list[str], set[str]]:
    """(positional ones in their order, named ones in any order and number)."""
    found = [match for match in PLACEHOLDER.finditer(text) if match[0] != "%%"]
    named = {match[0] for match in found if match["percent"] or match["brace"]}
    return [match[0] for match in found if match[0] not in named], named


def said(catalog: Catalog) -> list[Message]:
    """The catalogue's messages without its header."""
    return [message for message in catalog if message.id]


def ids(message: Message) -> tuple[str, ...]:
    return message.id if message.pluralizable else (message.id,)


def strings(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


def same_id(one: Message, other: Message) -> bool:
    """A catalogue finds by the singular alone; here the plural counts too."""
    return ids(one) == ids(other)


def shown(message: Message) -> str:
    where = sorted({name for name, _line in message.locations})
    return f"“{ids(message)[0]}”" + (f" [{message.context}]" if message.context else "") + (f" ({where[0]})" if where else "")


def compile_catalogues() -> list[Path]:
    """Write the .mo file beside each .po file that has none or an older one; return those written."""
    done = []
    for folder in settings.LOCALE_PATHS:
        for po in sorted(Path(folder).glob("*/LC_MESSAGES/django.po")):
            mo = po.with_suffix(".mo")
            if mo.exists() and mo.stat().st_mtime_ns >= po.stat().st_mtime_ns:
                continue
            replace(mo, machine_form(read(po, po.parts[-3])))
            done.append(mo)
    return done


def machine_form(catalog: Catalog) -> bytes:
    text = io.BytesIO()
    write_mo(text, catalog)
    return text.getvalue()


def replace(path: Path, content: bytes) -> None:
    """Whole or not at all: two processes may compile at the same moment."""
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as part:
        part.write(content)
    Path(part.name).chmod(0o644)
    Path(part.name).replace(path)


class Command(BaseCommand):
    help = "Bring the catalogues up to date with the code (default), check them, or compile them."
    requires_system_checks = []

    def add_arguments(self, parser):
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--check", action="store_true", help="fail where a message is missing, obsolete or has other placeholders")
        how.add_argument("--compile", action="store_true", help="write the .mo files that the server reads")

    def handle(self, *, check, compile, **options):  # noqa: A002 - the option's name
        if compile:
            for mo in compile_catalogues():
                self.stdout.write(f"compiled {mo.relative_to(settings.BASE_DIR)}")
            return
        base = Path(settings.BASE_DIR)
        code = extracted(base)
        found = list(hidden(base)) if check else []
        for language in sorted({to_locale(code) for code, _name in settings.LANGUAGES} - {"en"}):
            po = Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"
            catalog = read(po, language)
            if check:
                found += [f"{language}: {fault}" for fault in faults(code, catalog)]
                continue
            new = merged(code, catalog)
            po.parent.mkdir(parents=True, exist_ok=True)
            if not po.exists() or po.read_bytes() != written(new):
                replace(po, written(new))
            empty = sum(not all(strings(message)) for message in said(new))
            self.stdout.write(f"{language}: {len(said(new))} messages, {empty} not translated")
        if found:
            more = [f"… and {len(found) - SHOWN} more"] if len(found) > SHOWN else []
            raise CommandError(
                "\n".join([*found[:SHOWN], *more, f"{len(found)} to mend (`manage.py messages` adds and removes, you translate)"])
            )
