"""The table of the procedure can be read as text, as a spreadsheet and as a picture."""

import csv
import io

from django.core.management import call_command

from petitions.workflow import TABLE, State


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
        (row.step, [str(state) for state in row.sources], str(row.to or "–")) for row in TABLE
    ]


def test_the_diagram_draws_every_move_and_nothing_else(capsys):
    arrows = {line.strip() for line in printed(capsys, "--diagram").splitlines() if "-->" in line}

    assert arrows == {f"{source} --> {row.to}: {row.step}" for row in TABLE if row.to for source in row.sources} | {
        f"[*] --> {State.REGISTERED}: register"
    }
