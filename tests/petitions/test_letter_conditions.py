"""What the law asks of one kind of paper, hostile and endless text on every kind, and a picture of each."""

from contextlib import closing

import pypdfium2
import pytest
from django.utils import translation
from PIL import Image, ImageDraw, ImageFont
from pylopdf_fonts_zh_cn import sans_path

from petitions.letters import KINDS, WORDS, Incomplete, check, render
from petitions.letters.conditions import ENVELOPE
from tests.browser import kept_as
from tests.petitions.letter_samples import SAMPLES
from tests.petitions.test_letters import EVERY_KIND, outside, pages_of, squeezed, text_of

MARKUP = '#read("/etc/passwd") *b* _i_ $x$ @ref <l> = H `r` #import "@preview/x:1.0.0" // c /* d */ [e] "q"'
HOSTILE = f"{MARKUP} <script>alert(1)</script><img src=x onerror=1> 䶮𰻝 \U0002a6b2 字"
# Kept as they are: numbers that are grouped or compared, and what leads to the follow page.
KEPT = {"petition_number", "number", "prior_number", "query_code", "follow_url", "seal", "sha256", "head_hash"}


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def with_every_text(value, text, key=""):
    """The payload with all free text replaced: codes, dates and numbers stay."""
    if isinstance(value, dict):
        return {name: with_every_text(inner, text, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [with_every_text(inner, text, key) for inner in value]
    is_free = value and isinstance(value, str) and key not in KEPT and key not in WORDS and not key.endswith(("_on", "_at"))
    return text if is_free else value


def free_texts(value, key=""):
    if isinstance(value, dict):
        return [text for name, inner in value.items() for text in free_texts(inner, name)]
    if isinstance(value, list):
        return [text for inner in value for text in free_texts(inner, key)]
    return [value] if with_every_text(value, None, key) is None else []


def replaced(value, old, new):
    if isinstance(value, dict):
        return {name: replaced(inner, old, new) for name, inner in value.items()}
    if isinstance(value, list):
        return [replaced(inner, old, new) for inner in value]
    return new if value == old else value


@pytest.mark.parametrize(
    ("code", "changes", "gaps"),
    [
        ("D08", {"pending_with": ""}, ["Missing: where it is pending."]),
        ("D08", {"pending_with": "", "refusal": "NOT_A_PETITION"}, []),
        ("D09", {"finality": "WINDOW_LAPSED"}, ["Missing: the last day of the window."]),
        ("D09", {"finality": "WINDOW_LAPSED", "lapsed_on": "2026-07-22"}, []),
        ("D10", {"track": "T6_PETITION"}, ["The petition procedure is no other legal channel."]),
        ("D10", {"track": "T1_LITIGATION"}, []),
        ("D16", {"parties": [{"name": "欧阳淑芬"}]}, ["An agreement has at least two parties."]),
        ("D16", {"mediated_by": ""}, ["Missing: who mediated."]),
        ("D16", {"mediated_by": "", "agreement": "SETTLEMENT"}, []),
        ("D19", {"due_on": ""}, ["Missing: the date the answer is due."]),
        ("D19", {"admission": "REFUSED"}, ["Missing: the ground of refusal.", "Missing: the reason."]),
        ("D19", {"admission": "REFUSED", "review_refusal": "LATE", "reason": "逾期三日。"}, []),
        ("D20", {"redo_due_on": ""}, ["Missing: the date for handling anew."]),
        ("D20", {"redo_due_on": "", "ruling": "REVOKE"}, ["Missing: the date for handling anew."]),
        ("D20", {"redo_due_on": "", "ruling": "MAINTAIN"}, []),
        ("D22", {"changed_to": ""}, ["Missing: what the opinion is changed to."]),
        ("D24", {"signer_is_head": False}, ["A completion report is signed by the head of the organ."]),
        ("D24", {"signer_is_head": "yes"}, ["A completion report is signed by the head of the organ."]),
        ("D27", {"measures": ""}, ["Missing: the measures."]),
        ("D27", {"measures": "", "adoption": "NOT_ADOPTED"}, []),
        ("D30", {"petitioners": [{"name": "欧阳淑芬"}]}, ["This paper may not carry personal data: petitioners."]),
        (
            "D30",
            {"problems": ["欧阳淑芬（身份证31010119600101123X）多次来访"]},
            ["This paper may not carry personal data: a number of a person in problems."],
        ),
        ("D30", {"analysis": "电话13912342046"}, ["This paper may not carry personal data: a number of a person in analysis."]),
        ("D30", {"analysis": "全年受理1234567890123456789件"}, []),
        ("D38", {"petition_number": "7K3Q92MD4XWB0"}, ["This paper may not carry personal data: petition_number."]),
        ("D31", {"interview_at": "", "place": ""}, ["Missing: the time of the interview.", "Missing: the place of the interview."]),
        ("D31", {"interview_at": "", "place": "", "measure": "LISTED"}, []),
        ("D32", {"subject": "反映某局长"}, ["A sealed handover carries the envelope alone, and not: subject."]),
        (
            "D32",
            {"petitioners": [{"name": "某"}], "summary": "某事", "note": ""},
            [
                "A sealed handover carries the envelope alone, and not: petitioners.",
                "A sealed handover carries the envelope alone, and not: summary.",
            ],
        ),
        ("D35", {"statement": ""}, ["Missing: the petitioner's statement of free will."]),
        ("D35", {"ending": "TERMINATION"}, ["Missing: who approved it."]),
        ("D35", {"ending": "TERMINATION", "approved_by": "本机关负责人", "statement": ""}, []),
        ("CC", {"rolled_on": None}, ["Missing: the rolled date."]),
        ("CC", {"stopped_on": None}, ["Missing: the day it stopped."]),
        ("CC", {"verdict": "NA", "strict_on": None, "rolled_on": None}, ["Missing: the reason."]),
        ("CC", {"verdict": "RUNNING", "stopped_on": None}, []),
    ],
)
def test_what_one_kind_asks_more_is_named_and_what_satisfies_it_is_drawn(code, changes, gaps):
    payload = SAMPLES[code] | changes

    assert check(code, payload) == gaps
    if gaps:
        with pytest.raises(Incomplete) as refused:
            render(code, payload)
        assert refused.value.args[0] == gaps
    else:
        assert pages_of(render(code, payload))


def test_nothing_of_an_accusation_fits_on_its_envelope():
    """Whatever key of any other paper is added to a sealed handover, it is refused by its name."""
    keys = {key for payload in SAMPLES.values() for key in payload} - ENVELOPE

    assert len(keys) > 100
    assert [key for key in sorted(keys) if check("D32", SAMPLES["D32"] | {key: "某"}) == []] == []


@pytest.mark.parametrize(
    ("code", "key", "titles"),
    [
        ("D16", "agreement", {"MEDIATION": "调解协议书", "SETTLEMENT": "和解协议书"}),
        ("D26", "suggestion_kind", {"IMPROVE_WORK": "改进工作建议书", "IMPROVE_POLICY": "完善政策建议书", "HOLD_ACCOUNTABLE": "追究责任建议书"}),
        (
            "D31",
            "measure",
            {
                "YELLOW_CARD": "黄牌警告通知书", "INTERVIEW": "约谈通知书", "CIRCULAR": "通报批评通知书", "LISTED": "挂牌督办通知书",
                "RECTIFY": "限期整改通知书",
            },
        ),
        ("D35", "ending", {"WITHDRAWAL": "信访事项撤回告知书", "TERMINATION": "信访事项终止办理告知书"}),
    ],
)  # fmt: skip
def test_a_paper_of_several_uses_bears_the_title_of_its_use(code, key, titles):
    drawn = {value: text_of(render(code, SAMPLES[code] | {key: value, "approved_by": "本机关负责人"})) for value in titles}

    assert set(titles) == set(WORDS[key])
    assert [value for value, title in titles.items() if title not in drawn[value]] == []
    assert "由单位定名" in text_of(render(code, SAMPLES[code] | {"title": "由单位定名"}))


@pytest.mark.parametrize("stage", ["REVIEW", "REREVIEW"])
@pytest.mark.parametrize("admission", ["ADMITTED", "REFUSED"])
def test_the_notice_on_a_review_says_which_stage_and_which_decision(stage, admission):
    payload = SAMPLES["D19"] | {"stage": stage, "admission": admission, "review_refusal": "LATE", "reason": "逾期三日提出。"}

    text = text_of(render("D19", payload))

    word = {"REVIEW": "复查", "REREVIEW": "复核"}[stage]
    title = {"ADMITTED": f"信访事项{word}受理告知书", "REFUSED": f"信访事项{word}不予受理告知书"}[admission]
    assert title in text
    assert ("超过请求复查、复核的期限" in text) == (admission == "REFUSED")
    assert (f"提出{word}意见并书面答复您" in text) == (admission == "ADMITTED")
    assert ("听证所需时间不计算在内" in text) == (admission == "ADMITTED" and stage == "REREVIEW")


@pytest.mark.parametrize(("stage", "pauses"), [("HANDLING", False), ("REVIEW", False), ("REREVIEW", True)])
def test_only_a_hearing_in_re_review_pauses_and_the_notice_says_so(stage, pauses):
    text = text_of(render("D15A", SAMPLES["D15A"] | {"stage": stage}))

    assert ("听证所需时间不计算在复核期限内" in text) == pauses
    assert ("本机关不因听证延长办理期限" in text) != pauses


def test_a_settlement_points_to_a_committee_before_the_court():
    text = text_of(render("D16", SAMPLES["D16"] | {"agreement": "SETTLEMENT"}))

    assert "可以共同请求人民调解委员会就本协议制作调解协议书" in text
    assert "30日内" in text


@pytest.mark.parametrize(("ruling", "is_anew"), [("MAINTAIN", False), ("CHANGE", False), ("REVOKE", True), ("REDO", True)])
def test_a_re_review_opinion_is_final_whatever_it_says(ruling, is_anew):
    text = text_of(render("D22", SAMPLES["D22"] | {"ruling": ruling, "redo_due_on": "2026-11-17"}))

    assert "为信访程序的最终意见" in text
    assert ("2026年11月17日前重新作出处理意见" in text) == is_anew
    assert ("您对重新作出的处理意见不服的，可以依法请求复查" in text) == is_anew


def test_a_report_on_many_petitions_has_no_number_of_one_and_a_letter_on_one_shows_its_absence():
    assert "信访事项编号" not in text_of(render("D38", SAMPLES["D38"]))
    assert "信访事项编号" in text_of(render("D26", SAMPLES["D26"]))
    assert "信访事项编号" not in text_of(render("D26", {key: value for key, value in SAMPLES["D26"].items() if key != "petition_number"}))


@EVERY_KIND
def test_markup_and_rare_characters_are_only_text(code):
    payload = with_every_text(SAMPLES[code], HOSTILE)

    pdf = render(code, payload)

    text = text_of(pdf)
    assert text.count(squeezed(MARKUP)) >= 2
    assert "<script>alert(1)</script>" in text
    assert "U+2A6B2" in text
    assert "root:" not in text
    assert outside(pdf, margin=17) == []


@EVERY_KIND
def test_the_longest_text_that_a_form_takes_runs_over_pages(code):
    """20,000 characters are the most."""
    printed = text_of(render(code, SAMPLES[code]))
    longest = max((text for text in free_texts(SAMPLES[code] | {"contact": {}}) if squeezed(text).rstrip("。") in printed), key=len)

    pdf = render(code, replaced(SAMPLES[code], longest, "请依法处理此事，" * 2500))

    assert text_of(pdf).count("请") >= 2500
    assert len(pages_of(pdf)) > 5
    assert outside(pdf, margin=17) == []


@EVERY_KIND
def test_no_page_bears_a_signature_alone(code):
    """The last page says something of the matter too (GB/T 9704-2012, 7.3.5)."""
    last = squeezed(pages_of(render(code, SAMPLES[code]))[-1])

    signature = sum(
        len(squeezed(words)) for words in (SAMPLES[code]["organ"], *SAMPLES[code].get("copies", []), *SAMPLES[code]["contact"].values())
    )
    assert len(last) > signature + 60


@EVERY_KIND
def test_a_translation_can_be_asked_for_with_every_kind(code):
    if code == "D32":
        pytest.skip("a sealed handover goes to an organ, and carries its envelope alone")
    english = {"title": "Translation of a paper", "paragraphs": ["What the paper says, in English."]}

    pages = pages_of(render(code, SAMPLES[code] | {"english": english}))

    assert len(pages) == len(pages_of(render(code, SAMPLES[code]))) + 1
    assert "What the paper says, in English." in pages[-1]


def test_a_picture_of_every_paper(tmp_path):
    """One sheet with all first pages; SHOTS=1 keeps it for docs/screens."""
    width, height, columns, strip = 300, 424, 8, 26
    font = ImageFont.truetype(str(sans_path()), 15)
    sheet = Image.new("RGB", (columns * (width + 8) + 8, -(-len(KINDS) // columns) * (height + strip + 8) + 8), "#d9dde2")
    drawing = ImageDraw.Draw(sheet)
    for place, (code, kind) in enumerate(KINDS.items()):
        pages = drawn(render(code, SAMPLES[code]))
        for number, page in enumerate(pages, start=1):
            page.save(tmp_path / f"{code}-{number}.png")
        left, top = 8 + place % columns * (width + 8), 8 + place // columns * (height + strip + 8)
        drawing.text((left + 2, top + 2), f"{code}　{kind.title}", fill="#1b2733", font=font)
        sheet.paste(pages[0].resize((width, height), Image.Resampling.LANCZOS), (left, top + strip))
        assert page_ink(pages[0]) > 0.01, code
    picture = kept_as("papers") or tmp_path / "papers.png"
    sheet.quantize(64, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(picture, optimize=True)

    assert picture.stat().st_size < 1_500_000
    assert len(list(tmp_path.glob("*-1.png"))) == len(KINDS)


def drawn(pdf):
    """The pages as pictures of 110 points an inch."""
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        return [page.render(scale=110 / 72).to_pil().convert("RGB") for page in document]


def page_ink(page):
    """How much of a page is dark."""
    dark = sum(page.convert("L").histogram()[:128])
    return dark / (page.width * page.height)
