"""Official papers: complete, true to the payload, inert, and drawn the same every time."""

import copy
import io
import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pypdfium2
import pytest
import typst
from django.utils import translation
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from petitions.letters import KINDS, WORDS, Incomplete, check, preview, render, typesetting
from petitions.models import Document
from petitions.models.document import DocumentSeries
from tests.petitions.letter_samples import CLAIMS, SAMPLES

MM = 72 / 25.4
SHANGHAI = ZoneInfo("Asia/Shanghai")
EVERY_KIND = pytest.mark.parametrize("code", KINDS)
REQUIRED = [(code, path) for code, kind in KINDS.items() for path in kind.required]


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def fresh_fonts():
    """Fonts are read once a process; a test with other fonts reads them before and lets them be read again after."""

    def forget():
        for cached in (typesetting.fonts, typesetting.drawable, typesetting.shown):
            cached.cache_clear()
        typesetting.thread.__dict__.clear()

    forget()
    yield
    forget()


def pages_of(pdf: bytes) -> list[str]:
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        return [page.get_textpage().get_text_range() for page in document]


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u200b]", "", text)


def text_of(pdf: bytes) -> str:
    return squeezed("".join(pages_of(pdf)))


def as_printed(key: str, value) -> str:
    if key == "dated_on":
        return value
    if key.endswith("_on"):
        day = date.fromisoformat(value)
        return f"{day.year}年{day.month}月{day.day}日"
    if key.endswith("_at"):
        at = datetime.fromisoformat(value).astimezone(SHANGHAI)
        return f"{at:%H:%M}" if key == "ended_at" else f"{at.year}年{at.month}月{at.day}日{at:%H:%M}"
    if key in ("petition_number", "prior_number", "query_code") or (key == "number" and re.fullmatch(r"[0-9A-Z]{13}", value)):
        return "-".join(filter(None, (value[:4], value[4:8], value[8:])))
    return WORDS.get(key, {}).get(value, str(value))


def leaves(value, key=""):
    if isinstance(value, dict):
        return [leaf for name, inner in value.items() for leaf in leaves(inner, name)]
    if isinstance(value, list):
        return [leaf for inner in value for leaf in leaves(inner, key)]
    return [(key, value)]


CHOOSES_WORDS = {"remedy"}  # a code that no reader sees: the template says what follows from it


def required_texts(code):
    for path in KINDS[code].required:
        head, _dot, rest = path.partition(".")
        for key, value in leaves(SAMPLES[code][head], head):
            if (key == rest or not rest) and key not in CHOOSES_WORDS:
                yield from (squeezed(as_printed(key, line)).rstrip("。") for line in str(value).split("\n"))


def without(payload, path):
    """The payload with one value taken away: from the last row, where it stands in rows."""
    payload = copy.deepcopy(payload)
    head, _dot, rest = path.partition(".")
    if not rest:
        payload.pop(head)
    elif isinstance(payload[head], list):
        payload[head][-1].pop(rest)
    else:
        payload[head].pop(rest)
    return payload


def outside(pdf: bytes, margin: float):
    """Characters that stand nearer to the paper's left or right edge than the margin (mm)."""
    found = []
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        for page in document:
            text = page.get_textpage()
            for index in range(text.count_chars()):
                left, _bottom, right, _top = text.get_charbox(index)
                if right > left and (left < margin * MM or right > page.get_width() - margin * MM):
                    found.append(text.get_text_range(index, 1))
    return found


def count(picture: Image.Image, wanted) -> int:
    return sum(n for n, color in picture.convert("RGB").getcolors(1 << 24) if wanted(*color))


def square():
    """A glyph to see in a font made for a test."""
    pen = TTGlyphPen(None)
    pen.moveTo((100, 0))
    for corner in [(100, 800), (900, 800), (900, 0)]:
        pen.lineTo(corner)
    pen.closePath()
    return pen.glyph()


def first_page(pdf: bytes, scale=1.5) -> Image.Image:
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        return document[0].render(scale=scale).to_pil()


def test_every_kind_has_its_template_and_its_sample():
    templates = {path.name for path in typesetting.TEMPLATES.glob("D*.typ")} | {"CC.typ"}

    assert templates == {kind.template for kind in KINDS.values()} == {f"{code}.typ" for code in SAMPLES}


def test_every_paper_of_the_procedure_is_there():
    """D01 to D38, of which the hearing (D15) has four, and the certificate of a clock."""
    numbers = {code[:3] for code in KINDS if code != "CC"}

    assert numbers == {f"D{number:02}" for number in range(1, 39)}
    assert {"D15A", "D15B", "D15C", "D15D", "CC"} <= set(KINDS)
    assert max(map(len, KINDS)) <= Document._meta.get_field("kind").max_length


@EVERY_KIND
def test_a_full_payload_lacks_nothing_and_says_everything_that_is_required(code):
    assert check(code, SAMPLES[code]) == []

    text = text_of(render(code, SAMPLES[code]))

    assert [words for words in required_texts(code) if words not in text] == []
    assert "待补" not in text


@EVERY_KIND
def test_what_is_optional_and_in_the_sample_is_printed_too(code):
    text = text_of(render(code, SAMPLES[code]))
    silent = {
        "contact", "head_hash", "english", "articles", "track", "facts", "result", "opinion", "basis", "paper", "role", "is_repeat", "stage",
    }  # fmt: skip
    told = {name for named in KINDS[code].optional for name in re.findall(r"[a-z0-9_]+", named)} - silent
    payload = {name: value for name, value in SAMPLES[code].items() if name in told}

    expected = [
        squeezed(as_printed(key, line)).rstrip("。")
        for key, value in leaves(payload)
        if key in told and not isinstance(value, bool)
        for line in str(value).split("\n")
    ]
    assert [words for words in expected if words not in text] == []


@pytest.mark.parametrize(
    ("code", "sentences"),
    [
        ("D01", ["保密", "√集体来访", "重复（原编号2P8S-41XY-0C6R9）", "拟办意见"]),
        ("D02", ["来访人（签名或按指印）"]),
        ("D03", ["Receipt", "17March2026", "8N4T-Q2VW"]),
        ("D04", ["收到欧阳淑芬等3人以来访形式提出", "申诉求决类", "不要求报送办理结果", "于2026年3月20日前", "抄送：江安市东湖区信访局。"]),
        ("D05", ["请于2026年5月8日前办结，并向本机关报送办结报告"]),
        ("D06", ["已于2026年3月5日由本机关转送江安市住房和城乡建设局处理", "最迟日期：2026年3月20日"]),
        ("D07", ["应当于2026年5月11日前办结", "自受理之日起60日内", "《信访工作条例》第三十四条", "回避", "请求江安市人民政府复查"]),
        ("D11", ["建议将该事项转送江安市发展和改革委员会处理"]),
        ("D12", ["不同意你单位提出的异议", "至2026年3月20日止"]),
        ("D14", ["延长30日，至2026年6月10日", "原办理期限至2026年5月11日"]),
        (
            "D17",
            ["自收到本意见书之日起30日内", "向江安市人民政府请求复查", "附件：1.停车费退还明细表", "抄送：江安市人民政府，江安市信访局。"],
        ),
        ("D23", ["√直接送达", "信访处理意见书（江住建答〔2026〕41号）"]),
        ("D34", ["采纳情况：部分采纳。"]),
        ("D08", ["决定不予受理", "（依据：《信访工作条例》第十九条第三款）", "现由江安市住房和城乡建设局办理，办理期限至2026年5月11日止"]),
        ("D09", ["决定不再受理", "《信访工作条例》第三十六条第三款", "有新的事实或者理由的，您可以重新提出"]),
        ("D10", ["《信访工作条例》第三十一条第（四）项", "最迟日期：2026年5月6日", "不中止、不延长该期限"]),
        ("D13", ["由江安市住房和城乡建设局受理并主办", "不得再以该事项不属于本单位职权范围为由提出异议", "由主办单位统一答复信访人"]),
        ("D15A", ["2026年4月8日14:30，江安市住房和城乡建设局二楼听证室", "可以申请其回避", "本机关不因听证延长办理期限", "公开举行"]),
        ("D15B", ["特此公告。", "席位20个"]),
        ("D15C", ["2026年4月8日14:30至17:05", "信访人的代理人：高远", "听证员（签名）"]),
        ("D15D", ["不计算在复核期限内", "《信访工作条例》第三十六条第二款"]),
        (
            "D16",
            [
                "调解协议书",
                "自本协议生效之日起30日内（至2026年5月20日止）共同向江安市东湖区人民法院申请司法确认",
                "甲方（签名或者盖章）",
                "人民调解法》第三十三条",
            ],
        ),
        ("D18", ["被申请人江安市住房和城乡建设局", "申请人（签名或按指印）", "自收到书面意见之日起30日内提出"]),
        ("D19", ["信访事项复查受理告知书", "本机关决定受理", "应当于2026年6月19日前提出复查意见"]),
        (
            "D20",
            ["责令重新办理", "应当于2026年8月15日前重新作出处理意见", "30日内", "向河东省人民政府请求复核，并提交下列材料：1.复核申请书"],
        ),
        ("D21", ["江安市人民政府江政复查〔2026〕9号复查意见书", "《信访工作条例》第三十六条"]),
        ("D22", ["为信访程序的最终意见", "不再受理（《信访工作条例》第三十六条第三款）", "可以依法向社会公示", "变更原意见如下"]),
        ("D24", ["签发人：韩伟", "由局长韩伟签发", "第一项支持，第二项解释说明，第三项不予支持", "附件：1.信访处理意见书（经信访人签收）"]),
        ("D25", ["存在拖延、敷衍的情形", "方式：发函督办，第二次督办", "已超期9日"]),
        ("D26", ["完善政策建议书", "不予采纳或者部分采纳的，请说明理由"]),
        ("D27", ["我单位部分采纳", "以上措施于2026年9月30日前完成"]),
        (
            "D28",
            ["存在事实不清的问题", "不得以同一事实和理由作出与原意见相同或者基本相同的处理意见", "依照《信访工作条例》第四十五条的规定"],
        ),
        ("D29", ["中共江安市委、江安市人民政府、河东省信访局、国家信访局：", "涉及人数86人", "（第一报）"]),
        ("D30", ["2026年4月1日至2026年6月30日", "其中：初次861902"]),
        ("D31", ["约谈通知书", "时间：2026年7月14日15:00，地点：江安市信访局三楼会议室", "将予以通报"]),
        ("D32", ["材料已经密封，本函不载明其内容", "密封件数1件", "不得拆封、摘抄、复制"]),
        ("D33", ["涉法涉诉信访事项", "（2026）河0102民初311号"]),
        ("D35", ["信访事项撤回告知书", "该申请出于自愿", "任何机关、单位和个人不得强迫"]),
        ("D38", ["2026年度信访情况报告", "完善政策的建议64", "《信访工作条例》第四十一条"]),
        ("CC", ["严格到期日2026年9月26日", "顺延日期2026年9月28日", "结果按期", "48日不计入", "第二百零三条"]),
        ("D36", ["C5T0-M9ZE-81H2K", "现由江安市住房和城乡建设局办理，至2026年5月11日止"]),
        ("D37", ["本卷共6件，11页"]),
    ],
)
def test_the_official_words_stand_around_the_values(code, sentences):
    text = text_of(render(code, SAMPLES[code]))

    assert [words for words in sentences if words not in text] == []


def test_the_opinion_answers_claim_by_claim_request_facts_ruling_basis():
    text = text_of(render("D17", SAMPLES["D17"]))

    rulings = [
        "符合法律、法规、规章或者其他有关规定，予以支持",
        "事由合理但缺乏法律依据，本机关作出解释说明",
        "缺乏事实根据或者不符合法律、法规",
    ]
    for part, (claim, ruling) in enumerate(zip(CLAIMS, rulings, strict=True)):
        start = text.index(f"关于第{'一二三'[part]}项诉求")
        places = [text.index(words, start) for words in (squeezed(claim["facts"].split("\n")[0]), ruling, squeezed(claim["basis"]))]
        assert places == sorted(places)


@pytest.mark.parametrize(("code", "path"), REQUIRED)
def test_each_missing_content_is_named(code, path):
    sample = SAMPLES[code]
    head, _dot, rest = path.partition(".")
    label = str(KINDS[code].required[path])

    gaps = check(code, without(sample, path))

    if rest and isinstance(sample[head], list):
        assert gaps == [f"Missing in row {len(sample[head])}: {label}."]
    else:
        assert gaps == [f"Missing: {label}."]


@EVERY_KIND
def test_blank_is_missing_too(code):
    payload = dict.fromkeys(SAMPLES[code], " ")

    gaps = check(code, payload)

    assert {f"Missing: {label}." for label in KINDS[code].required.values()} <= set(gaps)


@EVERY_KIND
def test_only_numbered_papers_need_a_number(code):
    gaps = check(code, SAMPLES[code] | {"number": ""})

    assert gaps == (["The document number is missing."] if KINDS[code].is_numbered else [])


def test_each_numbered_paper_has_a_word_of_its_own():
    words = [kind.word for kind in KINDS.values() if kind.is_numbered]

    # The opinion letter and the reply where no review is open are one series: both answer.
    assert {word for word in words if words.count(word) > 1} == {"答"}
    assert max(map(len, words)) <= DocumentSeries._meta.get_field("word").max_length


def test_a_paper_with_a_gap_is_not_issued():
    with pytest.raises(Incomplete) as refused:
        render("D17", without(SAMPLES["D17"], "review_organ"))

    assert refused.value.args[0] == ["Missing: the organ of review."]


def test_a_date_that_is_none_and_a_code_without_a_word_are_refused():
    wrong = SAMPLES["D14"] | {"due_on": "2026-02-30"}
    unknown = SAMPLES["D17"] | {"claims": [CLAIMS[0] | {"result": "MAYBE"}]}

    assert check("D14", wrong) == ["due_on is not a date: 2026-02-30."]
    assert check("D17", unknown) == ["result has no official word for MAYBE."]


def test_the_qr_code_must_not_carry_the_secret():
    plain, code, query = (
        SAMPLES["D03"] | {"follow_url": address}
        for address in ("https://a.example/follow/", "https://a.example/8N4TQ2VW/", "https://a.example/?number=7K3Q92MD4XWB0")
    )

    assert check("D03", plain) == []
    assert check("D03", code) == check("D03", query) == ["The follow page's address must not carry the query code."]


def test_the_qr_code_on_the_receipt_is_that_of_the_follow_page():
    scale = 6
    page = first_page(render("D03", SAMPLES["D03"]), scale).convert("L")
    window = page.crop([round(edge * MM * scale) for edge in (146, 72, 184, 107)]).point(lambda shade: 255 if shade < 128 else 0)
    left, top, right, bottom = window.getbbox()
    rows = typesetting.matrix(SAMPLES["D03"]["follow_url"])
    step = (right - left) / len(rows)

    drawn = [
        "".join("1" if window.getpixel((int(left + (x + 0.5) * step), int(top + (y + 0.5) * step))) else "0" for x in range(len(rows)))
        for y in range(len(rows))
    ]
    assert abs((bottom - top) - (right - left)) <= 2
    assert drawn == rows


@pytest.mark.parametrize(
    ("mode", "proof", "label"),
    [
        ("PERSONAL", {"received_by": "欧阳淑芬"}, "who signed"),
        ("FAMILY", {"relation": "配偶"}, "the receiver's relation to the addressee"),
        ("MAIL", {"mail_number": "XA12345678903"}, "the number of the mail"),
        ("ELECTRONIC", {"electronic_address": "a@example.com"}, "the agreed electronic address"),
        ("LEFT", {"witnesses": ["何平"]}, "the witnesses"),
    ],
)
def test_a_recorded_service_says_what_proves_it(mode, proof, label):
    blank = without(SAMPLES["D23"], "received_by") | {"mode": mode}
    to_carry = without(blank, "served_on")

    assert check("D23", blank) == [f"Missing: {label}."]
    assert check("D23", to_carry) == check("D23", blank | proof) == []
    assert squeezed(str(next(iter(proof.values()))).strip("[]'")) in text_of(render("D23", blank | proof))


@EVERY_KIND
def test_the_same_payload_gives_the_same_bytes(code, fresh_fonts):
    first = render(code, SAMPLES[code])
    typesetting.thread.__dict__.clear()

    assert render(code, copy.deepcopy(SAMPLES[code])) == first
    assert render(code, SAMPLES[code] | {"issued_on": "2026-03-13"}) != first


@EVERY_KIND
def test_it_is_an_archive_pdf_without_personal_metadata(code):
    pdf = render(code, SAMPLES[code])
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        metadata = document.get_metadata_dict(skip_empty=True)

    assert b"<pdfaid:part>2</pdfaid:part>" in pdf
    assert b"<pdfaid:conformance>B</pdfaid:conformance>" in pdf
    day = SAMPLES[code]["issued_on"].replace("-", "")
    assert {key: metadata[key] for key in ("Title", "Author")} == {"Title": KINDS[code].title, "Author": SAMPLES[code]["organ"]}
    assert {metadata[key][:10] for key in ("CreationDate", "ModDate")} == {f"D:{day}"}
    assert set(metadata) == {"Title", "Author", "Creator", "CreationDate", "ModDate"}


def test_markup_in_the_payload_is_only_text():
    attack = '#read("/etc/passwd") *b* _i_ $x$ @ref <l> = H \\u{41} `r` #import "@preview/x:1.0.0" // c /* d */ [e] ~ -- "q"'
    payload = SAMPLES["D17"] | {"to": attack, "subject": attack, "claims": [CLAIMS[0] | {"request": attack, "facts": attack}]}

    text = text_of(render("D17", payload))

    assert text.count(squeezed(attack)) == 4
    assert "root:" not in text


def test_a_template_reads_nothing_outside_its_folder(tmp_path, monkeypatch, fresh_fonts):
    root = tmp_path / "letters"
    root.mkdir()
    (root / "inside.txt").write_text("inside")
    (tmp_path / "outside.txt").write_text("outside")
    monkeypatch.setattr(typesetting, "TEMPLATES", root)

    def reading(name):
        (root / "D04.typ").write_text(f'#set document(title: "x")\n#set text(font: "Noto Sans SC")\n#read("{name}")')
        return text_of(typesetting.pdf(KINDS["D04"], SAMPLES["D04"]))

    assert reading("inside.txt") == "inside"
    with pytest.raises(typst.TypstError):
        reading("../outside.txt")
    with pytest.raises(typst.TypstError):
        reading("/etc/passwd")


def test_a_character_without_a_glyph_shows_its_code_point():
    name = "𪚲䶮㛃·𰻝\U00031350\ue5d2"

    text = text_of(render("D17", SAMPLES["D17"] | {"to": name}))

    assert "U+2A6B2䶮㛃·𰻝U+31350U+E5D2：" in text
    assert not {"𪚲", "\U00031350", "\ue5d2"} & set(text)


def test_invisible_and_turning_characters_are_shown():
    text = text_of(
        render("D17", SAMPLES["D17"] | {"subject": "甲\u202e乙\x00丙\x1b[31m丁\u200b戊\ufdd02A\ufdd1己\U0001f468\ufe0f葛\U000e0100"})
    )

    assert "甲U+202E乙U+0000丙U+001B[31m丁U+200B戊U+FDD02AU+FDD1己U+1F468葛" in text


def test_the_office_s_own_fonts_draw_rare_characters(tmp_path, settings, fresh_fonts):
    payload = SAMPLES["D17"] | {"to": "𪚲"}
    assert "U+2A6B2：" in text_of(render("D17", payload))
    font = FontBuilder(1000)
    font.setupGlyphOrder([".notdef", "rare"])
    font.setupCharacterMap({0x2A6B2: "rare"})
    font.setupGlyf({".notdef": square(), "rare": square()})
    font.setupHorizontalMetrics({".notdef": (1000, 100), "rare": (1000, 100)})
    font.setupHorizontalHeader(ascent=880, descent=-120)
    font.setupNameTable({"familyName": "Rare Hanzi", "styleName": "Regular", "psName": "RareHanzi-Regular"})
    font.setupOS2(sTypoAscender=880, sTypoDescender=-120)
    font.setupPost()
    font.save(tmp_path / "rare.ttf")

    settings.FONT_DIR = str(tmp_path)
    for cached in (typesetting.fonts, typesetting.drawable, typesetting.shown):
        cached.cache_clear()
    typesetting.thread.__dict__.clear()

    assert "𪚲：" in text_of(render("D17", payload))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60), st.text(min_size=1, max_size=300))
def test_no_text_keeps_a_paper_from_being_drawn(name, words):
    with translation.override("en"):
        claims = [CLAIMS[0] | {"request": words + "。", "facts": words + "。", "basis": words + "。"}]
        payload = SAMPLES["D17"] | {"to": name + "先生", "subject": words, "organ": name + "局", "claims": claims, "copies": [words]}

        assert pages_of(render("D17", payload))


@pytest.mark.parametrize("unit", ["\u0f40", "\u0f40。", "x", "！", "e\u0301", "x" * 27 + " ", "甲\n", "“"])
def test_the_longest_text_of_any_script_is_drawn_inside_the_paper(unit):
    """20,000 characters are the most that a form takes."""
    claim = CLAIMS[0] | {"facts": unit * (20000 // len(unit))}

    pdf = render("D17", SAMPLES["D17"] | {"claims": [claim]})

    assert len(pages_of(pdf)) > 5
    assert outside(pdf, margin=20) == []


def test_thirty_claims_run_over_several_pages_each_with_its_finding():
    claims = [CLAIMS[n % 3] | {"request": f"请求第{n}号" + "请" * 60, "facts": f"查明第{n}号" + "事" * 200} for n in range(1, 31)]

    pages = pages_of(render("D17", SAMPLES["D17"] | {"claims": claims}))

    text = squeezed("".join(pages))
    assert len(pages) > 10
    assert [n for n in range(1, 31) if text.count(f"请求第{n}号请") != 1 or text.count(f"查明第{n}号事") != 1] == []
    assert text.index("关于第三十项诉求") > text.index("关于第二十九项诉求")
    assert [f"—{n}—" in squeezed(page) for n, page in enumerate(pages, start=1)] == [True] * len(pages)


@EVERY_KIND
def test_nothing_stands_in_the_margin(code):
    assert outside(render(code, SAMPLES[code]), margin=17) == []


@EVERY_KIND
def test_very_long_words_wrap(code):
    organ = "新疆维吾尔自治区伊犁哈萨克自治州霍尔果斯经济开发区综合行政执法局兵团分区联合信访接待服务中心"
    person = {"name": "阿卜杜热西提·" * 8, "role": "PETITIONER", "address": "a" * 180, "phone": "0" * 60, "paper_number": "9" * 60}
    long = {
        "organ": organ, "to": "！" * 160, "subject": "https://example.com/" + "x" * 300, "petitioners": [person], "window": "w" * 90,
        "received_by": organ, "served_by": organ, "address": "b" * 200, "first_unit": organ, "first_receiver": "c" * 90, "copies": [organ] * 5,
        "volume_number": "V" * 80, "archived_by": "d" * 90, "approved_by": organ, "sent_to": organ, "review_organ": "e" * 120,
        "host": organ, "place": organ, "lead": organ, "body": organ, "body_address": "h" * 120, "respondent": organ, "signed_by": organ,
        "rereview_organ": organ, "handed_over_by": organ, "envelope_number": "9" * 60, "opinion_number": "i" * 80, "panel": [organ] * 3,
        "contact": {"office": organ, "phone": "0" * 80, "address": "f" * 200}, "follow_url": "https://example.com/" + "g" * 80,
    }  # fmt: skip

    pdf = render(code, SAMPLES[code] | {key: value for key, value in long.items() if key in SAMPLES[code]})

    assert outside(pdf, margin=17) == []
    assert squeezed(organ) in text_of(pdf)


def test_four_threads_draw_what_one_draws():
    alone = {code: render(code, SAMPLES[code]) for code in KINDS}

    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda code: (code, render(code, SAMPLES[code])), list(KINDS) * 4))

    assert [code for code, pdf in together if pdf != alone[code]] == []
    assert len(together) == 4 * len(KINDS)


@EVERY_KIND
def test_a_draft_shows_its_gaps_and_that_it_is_one(code):
    def is_amber(red, green, blue):
        return red > 240 and 210 < green < 240 and 140 < blue < 180

    organ = {"organ": "江安市信访局"}
    pages = {
        name: [Image.open(io.BytesIO(page)) for page in preview(code, payload, ppi=48)]
        for name, payload in {"full": SAMPLES[code], "empty": organ}.items()
    }

    assert count(pages["full"][0], is_amber) == 0
    assert count(pages["empty"][0], is_amber) > 30
    watermark = [
        count(picture, lambda r, g, b: r == g == b and 190 < r < 235)
        for picture in (pages["full"][0], first_page(render(code, SAMPLES[code]), 48 / 72))
    ]
    assert watermark[0] > watermark[1] + 1000


def test_the_seal_is_pressed_over_the_signature_and_its_absence_leaves_a_place(tmp_path):
    seal = Image.new("RGBA", (400, 400))
    ImageDraw.Draw(seal).ellipse((10, 10, 390, 390), outline=(0, 160, 0, 255), width=20)
    seal.save(tmp_path / "seal.png")

    plain, sealed = render("D14", SAMPLES["D14"]), render("D14", SAMPLES["D14"] | {"seal": str(tmp_path / "seal.png")})

    def green(pdf):
        with closing(pypdfium2.PdfDocument(pdf)) as document:
            return sum(
                count(page.render(scale=1).to_pil(), lambda red, green, blue: green > red + 60 and green > blue + 60) for page in document
            )

    assert (green(plain), "（盖章）" in text_of(plain)) == (0, True)
    assert green(sealed) > 300
    assert "（盖章）" not in text_of(sealed)


def test_a_seal_that_is_no_picture_is_named(tmp_path):
    (tmp_path / "seal.png").write_text("no picture")

    assert check("D14", SAMPLES["D14"] | {"seal": str(tmp_path / "seal.png")}) == ["The seal's picture cannot be read."]
    assert check("D14", SAMPLES["D14"] | {"seal": str(tmp_path / "gone.png")}) == ["The seal's picture cannot be read."]


def test_a_translation_stands_on_a_page_of_its_own():
    english = {"title": "Opinion on a petition", "paragraphs": ["Your first claim is supported.", "Your second claim is explained."]}

    before, after = pages_of(render("D17", SAMPLES["D17"])), pages_of(render("D17", SAMPLES["D17"] | {"english": english}))

    assert after[:-1] == before
    assert "Your second claim is explained." in after[-1]
    assert "The Chinese text prevails." in after[-1]


def test_the_office_s_own_articles_replace_the_national_ones():
    local = SAMPLES["D07"] | {"articles": {"handling": "《浙江省信访条例》第三十一条"}, "days": 30}

    text = text_of(render("D07", local))

    assert "依据：《浙江省信访条例》第三十一条" in text
    assert "《信访工作条例》第三十四条" not in text
    assert "自受理之日起30日内" in text


def test_the_head_bears_the_full_name_and_the_title_can_be_made_to_fit():
    payload = SAMPLES["D34"] | {"organ_full": "河东省江安市住房和城乡建设局", "title": "关于错时共享停车建议的复函"}

    text = text_of(render("D34", payload))

    assert text.count("河东省江安市住房和城乡建设局") == 2
    assert "关于错时共享停车建议的复函" in text
    assert "建议意见回复函" not in text
