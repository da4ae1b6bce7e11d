"""Does a package of a file come back whole, and is any changed byte found?"""

import io
import json
import random
import zipfile
from datetime import date
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.utils import translation

from petitions import binding, files, package
from petitions.models import ArchiveVolume
from tests.factories import at
from tests.petitions.test_archive import archived, closed, picture, taken


@pytest.fixture
def packed(cast, tmp_path):
    """A package with papers and a picture, as the command writes it."""
    petition = cast.served()
    evidence = files.store(SimpleUploadedFile("现场.png", picture(size=(30, 20))))
    petition.advance("add_material", by=cast.handler, files=[evidence], at=at(date(2026, 4, 14)))
    petition.advance("lapse", actor="SYSTEM", at=at(date(2026, 5, 20)))
    petition.advance("archive", by=cast.archivist, at=at(date(2026, 6, 1)))
    call_command("archive_package", petition.grouped_number, "--to", str(tmp_path), stdout=StringIO())
    return tmp_path / f"{petition.number}.zip"


def verified(path, *options):
    """(exit code, what was said)."""
    said, complained = StringIO(), StringIO()
    try:
        with translation.override("en"):
            call_command("verify_package", str(path), *options, stdout=said, stderr=complained)
    except SystemExit as end:
        return end.code, complained.getvalue()
    return 0, said.getvalue()


def rewritten(path, change):
    """The same package with other contents under right checksums of the container: {name: bytes} → {name: bytes}."""
    with zipfile.ZipFile(path) as bag:
        content = {name: bag.read(name) for name in bag.namelist()}
    content = change(content)
    with zipfile.ZipFile(path, "w") as bag:
        for name, written in content.items():
            package._put(bag, name, written)


def test_a_package_is_a_bag_with_the_matter_the_papers_and_the_volume(cast, packed):
    volume = ArchiveVolume.objects.get()
    root = volume.petition.number

    with zipfile.ZipFile(packed) as bag:
        names = {name.removeprefix(f"{root}/") for name in bag.namelist()}
        told = json.loads(bag.read(f"{root}/data/metadata.json"))
        sums = bag.read(f"{root}/manifest-sha256.txt").decode()
        declared = bag.read(f"{root}/bagit.txt")

    assert declared == b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    papers = {package.path_of(item) for item in volume.items.select_related("evidence")}
    assert names == papers | {
        "bagit.txt",
        "bag-info.txt",
        "manifest-sha256.txt",
        "tagmanifest-sha256.txt",
        "data/metadata.json",
        "data/volume.pdf",
    }
    assert all(f"{item.sha256}  {package.path_of(item)}\n" in sums for item in volume.items.select_related("evidence"))
    assert (told["volume"]["seal"], told["petition"]["subject"], told["parties"][0]["name"]) == (volume.seal, "公租房漏水", "王秀英")
    assert [event["step"] for event in told["events"]][0::100] == ["register"]
    assert {clock["rule"] for clock in told["clocks"]} >= {"C01", "C03", "C06", "C12"}
    assert [finding["result"] for finding in told["findings"]] == ["SUPPORT", "SUPPORT"]
    assert len(told["claims"]) == 2


def test_a_clean_package_ends_with_zero_and_names_its_volume(packed):
    code, said = verified(packed)

    assert code == 0
    assert ArchiveVolume.objects.get().number in said
    assert "is the one in the register" in said
    assert verified(packed, "--offline")[0] == 0


def test_the_same_file_gives_the_same_package(packed):
    volume = ArchiveVolume.objects.get()

    with package.pack(volume) as again:
        other = json.loads(zipfile.ZipFile(again).read(f"{volume.petition.number}/data/metadata.json"))
    with zipfile.ZipFile(packed) as first:
        assert json.loads(first.read(f"{volume.petition.number}/data/metadata.json")) == other


@pytest.mark.parametrize("seed", range(4))
def test_any_changed_byte_is_found(packed, seed):
    good = packed.read_bytes()
    chance = random.Random(seed)
    places = [0, len(good) - 1, *(chance.randrange(len(good)) for _ in range(12))]

    for place in places:
        packed.write_bytes(good[:place] + bytes([good[place] ^ (1 << chance.randrange(8))]) + good[place + 1 :])
        code, said = verified(packed, "--offline")
        assert code == 1, f"the byte at {place} of {len(good)}"
        assert said.strip()
    packed.write_bytes(good)
    assert verified(packed, "--offline")[0] == 0


@pytest.mark.parametrize("cut", [1, 100, 5000])
def test_a_package_that_was_cut_off_or_lengthened_is_broken(packed, cut):
    good = packed.read_bytes()

    packed.write_bytes(good[:-cut])
    assert verified(packed, "--offline")[0] == 1
    packed.write_bytes(good + b"x" * cut)
    assert verified(packed, "--offline")[0] == 1


def test_the_report_says_which_file_was_changed(packed):
    rewritten(packed, lambda content: {name: b"{}" if "D17" in name else written for name, written in content.items()})

    code, said = verified(packed, "--offline")

    assert code == 1
    assert "-D17.json was changed." in said
    assert "D07" not in said


def test_a_file_that_was_left_out_or_put_in_is_found(packed):
    rewritten(packed, lambda content: {name: written for name, written in content.items() if "D17" not in name})
    assert "-D17.json is missing." in verified(packed, "--offline")[1]

    rewritten(packed, lambda content: content | {f"{packed.stem}/data/more.txt": b"more"})
    assert "data/more.txt is in no list." in verified(packed, "--offline")[1]


def _with_new_sums(content):
    """What a forger does: every checksum of the bag made right again."""
    root = next(iter(content)).partition("/")[0]
    sums = {name.partition("/")[2]: package.hashlib.sha256(written).hexdigest() for name, written in content.items() if "/data/" in name}
    content[f"{root}/manifest-sha256.txt"] = package._listed(sums)
    tags = {tag: package.hashlib.sha256(content[f"{root}/{tag}"]).hexdigest() for tag in package.TAGS}
    content[f"{root}/tagmanifest-sha256.txt"] = package._listed(tags)
    return content


def test_a_forged_paper_under_right_checksums_does_not_fit_the_seal(packed):
    rewritten(packed, lambda content: _with_new_sums({name: b"{}" if "D17" in name else written for name, written in content.items()}))

    code, said = verified(packed, "--offline")

    assert code == 1
    assert "-D17.json is not the paper that was sealed." in said


def test_a_forged_seal_is_not_the_one_in_the_register(packed):
    def forge(content):
        name = next(name for name in content if name.endswith("metadata.json"))
        told = json.loads(content[name])
        paper = next(item for item in told["volume"]["items"] if item["code"] == "D17")
        path = f"{name.partition('/')[0]}/{paper['path']}"
        content[path] = b'{"forged": true}'
        paper["sha256"] = package.hashlib.sha256(content[path]).hexdigest()
        line = ("seq", "kind", "code", "title", "number", "dated_on", "first_page", "pages", "sha256")
        sealed = {key: told["volume"][key] for key in ("number", "petition", "retention", "archived_on")}
        told["volume"]["seal"] = binding.digest(sealed | {"items": [[item[key] for key in line] for item in told["volume"]["items"]]})
        content[name] = json.dumps(told, ensure_ascii=False).encode()
        return _with_new_sums(content)

    rewritten(packed, forge)

    assert verified(packed, "--offline")[0] == 0  # nothing in the package itself tells it
    code, said = verified(packed)
    assert code == 1
    assert "not the one in the register" in said


@pytest.mark.parametrize("content", [b"", b"a letter", b"%PDF-1.7\n" + b"x" * 2000])
def test_what_is_no_package_cannot_be_checked(tmp_path, db, content):
    path = tmp_path / "other.zip"
    assert verified(path)[0] == 2
    path.write_bytes(content)

    assert verified(path)[0] == 2


def test_a_zip_of_something_else_is_broken(tmp_path, db):
    path = tmp_path / "other.zip"
    with zipfile.ZipFile(path, "w") as other:
        other.writestr("letter.txt", "x")

    code, said = verified(path)
    assert code == 1
    assert "The layout is not that of an archive package." in said


def test_the_command_writes_over_nothing_and_refuses_what_is_not_filed(cast, packed, tmp_path):
    number = ArchiveVolume.objects.get().petition.number

    with pytest.raises(CommandError, match="there already"):
        call_command("archive_package", number, "--to", str(tmp_path))
    with pytest.raises(CommandError, match="no such file"):
        call_command("archive_package", closed(cast).number, "--to", str(tmp_path))
    with pytest.raises(CommandError, match="not a folder"):
        call_command("archive_package", number, "--to", str(tmp_path / "nowhere"))


def test_a_package_from_the_page_keeps_the_name_that_is_to_be_kept_and_is_clean(cast, sign_in, tmp_path):
    petition = archived(cast, is_confidential=True)
    assert petition.first_organ != cast.archivist.organ

    answer, content = taken(sign_in(cast.archivist), f"/cases/{petition.number}/file.zip")

    assert answer["Content-Disposition"].startswith("attachment")
    with zipfile.ZipFile(io.BytesIO(content)) as bag:
        words = b"".join(bag.read(name) for name in bag.namelist() if name.endswith((".json", ".txt"))).decode()
    assert "王秀英" not in words
    assert "13800000001" not in words
    path = tmp_path / "taken.zip"
    path.write_bytes(content)
    assert verified(path)[0] == 0
