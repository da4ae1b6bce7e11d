"""Does the table of requirements say only what is there?"""

import re
from collections import Counter
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
TABLE = BASE_DIR / "docs" / "security" / "asvs.md"
ROW = re.compile(r"^\| (V\d+\.\d+\.\d+) \| ([12]) \| (.+?) \| (.+?) \| (.+) \|$", re.MULTILINE)


def rows():
    return ROW.findall(TABLE.read_text(encoding="utf-8"))


def missing(proof) -> bool:
    """Is a test named that nobody wrote?"""
    named = re.fullmatch(r"`(tests/[\w/]+\.py)::(test_\w+)`", proof)
    return bool(named) and not re.search(rf"^def {named[2]}\(", (BASE_DIR / named[1]).read_text(encoding="utf-8"), re.MULTILINE)


def test_every_requirement_of_levels_1_and_2_stands_there_once():
    assert Counter(level for _id, level, *_rest in rows()) == {"1": 70, "2": 183}
    assert len({name for name, *_rest in rows()}) == 253


def test_every_row_names_a_test_that_exists_or_its_reason():
    kinds = Counter(re.match(r"`tests/|reason: |\*\*open\*\*: ", proof)[0] for *_row, proof in rows())

    assert [name for name, *_row, proof in rows() if missing(proof)] == []
    assert missing("`tests/test_house.py::test_that_nobody_wrote`")
    assert f"{kinds['`tests/']} are proven by a test" in TABLE.read_text(encoding="utf-8")
    assert f"{kinds['**open**: ']} are open" in TABLE.read_text(encoding="utf-8")
