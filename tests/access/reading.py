"""What leads on from a page, and what does an answer say once chance is taken out of it?"""

import hashlib
import io
import re
import zipfile
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

import pypdfium2

# The head of a chain is counted over keys and salts, which differ between two databases and say nothing: it is the only sign that is left out.
HEADS = [
    (re.compile(rb"\b[0-9a-f]{4}(?:(?: |%20|&nbsp;|\n|\xc2\xa0)[0-9a-f]{4}){3,7}\b"), b"HEAD"),
    (re.compile(rb"\b[0-9a-f]{64}\b"), b"DIGEST"),
]
FOLLOWED = {"href", "src", "hx-get"}
NEVER = re.compile(r"^/(static|sign-out|language)/?")


class Ask(NamedTuple):
    """One request. `posted`: ((name, value), …)."""

    method: str
    address: str
    posted: tuple = ()

    def __str__(self):
        said = "&".join(f"{name}={value}" for name, value in self.posted)
        return f"{self.method} {self.address}" + (f" [{said[:160]}]" if said else "")


class Field(NamedTuple):
    name: str
    kind: str
    value: str
    choices: tuple = ()


class Form(NamedTuple):
    method: str
    action: str
    fields: tuple

    @property
    def key(self):
        return urlsplit(self.action).path, tuple(sorted({field.name for field in self.fields}))


class Page(HTMLParser):
    """The addresses and the forms of a page."""

    def __init__(self, address, text):
        super().__init__()
        self.address, self.links, self.forms = address, {}, []
        self._form = self._select = None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        values = {name: value or "" for name, value in attributes}
        for name, value in values.items():
            if name in FOLLOWED or (name.startswith("data-") and value.startswith("/")):
                self._link(value)
        if tag == "form":
            self._form = [values.get("method", "get").upper(), self._absolute(values.get("action") or self.address), []]
        if "hx-post" in values:
            self.forms.append(Form("POST", self._absolute(values["hx-post"]), ()))
        if self._form is None or not values.get("name"):
            if tag == "option" and self._select is not None:
                self._select[2].append(values.get("value", ""))
                if "selected" in values:
                    self._select[1] = values.get("value", "")
            return
        name = values["name"]
        if tag == "select":
            self._select = [name, "", []]
        elif tag == "textarea":
            self._form[2].append(Field(name, "textarea", ""))
        elif tag == "button":
            self._form[2].append(Field(name, "submit", values.get("value", "")))
        elif tag == "input":
            kind = values.get("type", "text")
            if kind in ("radio", "checkbox") and "value" not in values:
                values["value"] = "on"
            self._form[2].append(Field(name, kind, values.get("value", ""), ("checked",) if "checked" in values else ()))

    def handle_endtag(self, tag):
        if tag == "select" and self._select is not None:
            name, value, choices = self._select
            if self._form is not None:
                self._form[2].append(Field(name, "select", value, tuple(choices)))
            self._select = None
        elif tag == "form" and self._form is not None:
            method, action, fields = self._form
            self.forms.append(Form(method, action, tuple(fields)))
            self._form = None

    def _absolute(self, value):
        return urljoin(self.address, value).partition("#")[0]

    def _link(self, value):
        if value and not value.startswith(("#", "data:", "mailto:", "tel:", "//", "http:", "https:")):
            address = self._absolute(value)
            if not NEVER.match(address):
                self.links[address] = None


def plain(content_type: str, body: bytes) -> bytes:
    """The answer's own words: the same for two that differ by nothing but the heads of chains."""
    if content_type.startswith("application/pdf") and body.startswith(b"%PDF"):
        return without_heads(words_of_a_pdf(body))
    if body.startswith(b"PK\x03\x04"):
        return contents_of(body)
    return without_heads(body)


def without_heads(text: bytes) -> bytes:
    for pattern, instead in HEADS:
        text = pattern.sub(instead, text)
    return text


def words_of_a_pdf(body: bytes) -> bytes:
    with pypdfium2.PdfDocument(body) as document:
        about = sorted(document.get_metadata_dict().items())
        pages = [page.get_textpage().get_text_range() for page in document]
    return f"{len(pages)} {about}\n{chr(12).join(pages)}".encode(errors="replace")


def contents_of(body: bytes) -> bytes:
    """Of a spreadsheet its cells, of an archive the names and the sizes; what is drawn or packed in it was compared where it is served by itself."""
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        names = sorted(packed.namelist())
        if "xl/workbook.xml" in names:
            return b"\n".join(name.encode() + b" " + without_heads(packed.read(name)) for name in names)
        return b"\n".join(f"{name} {packed.getinfo(name).date_time}".encode() for name in names)


def digest(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()[:16]


def where_they_differ(left: bytes, right: bytes) -> str:
    """A few signs around the first difference."""
    place = next((index for index, (one, other) in enumerate(zip(left, right, strict=False)) if one != other), min(len(left), len(right)))
    excerpts = [text[max(0, place - 60) : place + 80].decode(errors="replace") for text in (left, right)]
    return f"…{excerpts[0]!r} / …{excerpts[1]!r}"
