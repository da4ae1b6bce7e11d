"""The table of the procedure can be read as text, as a spreadsheet and as a picture."""

import csv
import io

from django.conf import settings
from django.core.management import call_command
from django.urls import reverse
from django.utils.html import escape

from petitions.workflow import TABLE, State
from tests.database import count_queries


def printed(capsys, *arguments):
    call_command("procedure", *arguments)
    return capsys.readouterr().out


def test_text_has_a_line_for_each_step(capsys):
    lines = printed(capsys).splitlines()

    assert [line.split()[0] for line in lines] == ["step", *(row.step for row in TABLE)]
    assert "Transfer to an organ" in lines[3]


def test_csv_is_the_table(capsys):
    rows = list(csv.DictReader(io.StringIO(printed(capsys, "--csv"))))

    assert [(row["step"], row["from"].split(), row["to"]) for row in rows] == [
        (row.step, [str(state) for state in row.sources], " ".join(map(str, row.targets)) or "–") for row in TABLE
    ]


def test_the_diagram_draws_every_move_and_nothing_else(capsys):
    arrows = {line.strip() for line in printed(capsys, "--diagram").splitlines() if "-->" in line}

    assert arrows == {f"{source} --> {target}: {row.step}" for row in TABLE for source in row.sources for target in row.targets} | {
        f"[*] --> {State.REGISTERED}: register"
    }


def test_the_manual_equals_the_code(capsys):
    with open(settings.BASE_DIR / "docs/procedure.md", encoding="utf-8") as written:
        assert written.read() == printed(capsys, "--manual"), "manage.py procedure --manual > docs/procedure.md"


def test_every_officer_reads_the_procedure_and_it_says_every_step(sign_in, cast):
    client = sign_in(cast.admin)

    with count_queries() as queries:
        page = client.get(reverse("procedure")).content.decode()

    assert [row.step for row in TABLE if str(escape(row.label)) not in page] == []
    assert len(queries) <= 6
    client.logout()
    assert client.get(reverse("procedure")).status_code == 302
