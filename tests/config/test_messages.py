"""Is every sentence found as Django looks it up, and does a broken translation fail the check?"""

import pytest
from babel.messages import Catalog
from django.conf import settings
from django.core.management import CommandError, call_command
from django.template import Context, Template
from django.utils import translation
from django.utils.translation import gettext, ngettext, npgettext, pgettext, trans_real

from config.management.commands import messages

CODE = """
from django.utils.translation import gettext, gettext_lazy as _, ngettext, npgettext, pgettext, pgettext_lazy

# Translators: said at the door
plain = _("Please wait")
long = gettext(
    "A sentence in "
    "two pieces"
)
person = pgettext("a person", "Party")
group = pgettext_lazy("a feast", "Party")
days = ngettext("%(days)d day left", "%(days)d days left", 3)
late = npgettext("clock", "one late", "%d late", 3)
not_ours = _(plain)
for _, name in []:
    print("nobody translates me")
"""
PAGE = """{% load i18n %}
<p title="it's a trap">    {% translate "Please wait" %} (unclosed
  {% translate "100% sure" %}
   {% translate "Party" context "a person" %}
{% blocktranslate trimmed with who=person.name %}
    Dear {{ who }},
    your share is 50%.
{% endblocktranslate %}
{% blocktranslate trimmed count n=days %}
    {{ n }} day of yours
{% plural %}
    {{ n }} days of yours
{% endblocktranslate %}
{{ nothing|default:_("Not given") }}{% include "x.html" with title=_("In a tag") %}
"""
CHINESE = {
    ("Please wait", None): "请稍候",
    ("A sentence in two pieces", None): "一句话分两段",
    ("Party", "a person"): "当事人",
    ("Party", "a feast"): "聚会",
    (("%(days)d day left", "%(days)d days left"), None): ("还剩%(days)d天",),
    (("one late", "%d late"), "clock"): ("%d件超期",),
    ("100%% sure", None): "百分之百确定",
    ("Dear %(who)s, your share is 50%%.", None): "%(who)s您好，您占50%%。",
    (("%(n)s day of yours", "%(n)s days of yours"), None): ("您的%(n)s天",),
    ("Not given", None): "未填写",
    ("In a tag", None): "标签里",
}


@pytest.fixture
def house(tmp_path, settings):
    """A small project of one module and one page, whose catalogue is complete."""
    (tmp_path / "accounts").mkdir()
    (tmp_path / "accounts" / "views.py").write_text(CODE, encoding="utf-8")
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(PAGE, encoding="utf-8")
    settings.BASE_DIR = tmp_path
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    call_command("messages", verbosity=0)
    translate(tmp_path, CHINESE)
    yield tmp_path
    trans_real._translations.pop("zh-hans", None)


def catalogue(house):
    return house / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"


def translate(house, words):
    catalog = messages.read(catalogue(house), "zh_Hans")
    for (message, context), string in words.items():
        catalog.get(message, context).string = string
    catalogue(house).write_bytes(messages.written(catalog))


def complaint(house):
    with pytest.raises(CommandError) as refused:
        call_command("messages", check=True)
    return str(refused.value)


def test_every_kind_of_message_is_found_and_nothing_else(house):
    found = messages.said(messages.extracted(house))

    assert {(message.id, message.context) for message in found} == set(CHINESE)
    assert {name for message in found for name, _line in message.locations} == {"accounts/views.py", "templates/page.html"}


def test_a_message_inside_an_f_string_is_a_fault(house):
    module = house / "accounts" / "views.py"
    call_command("messages", check=True)
    module.write_text(CODE + """\nname = f"{_('Please wait')}.txt"\n""", encoding="utf-8")

    assert "inside an f-string, and so not found: accounts/views.py" in complaint(house)


def test_django_finds_each_message_in_the_compiled_catalogue(house):
    call_command("messages", compile=True, verbosity=0)
    trans_real._translations.pop("zh-hans", None)

    with translation.override("zh-hans"):
        assert gettext("Please wait") == "请稍候"
        assert gettext("A sentence in two pieces") == "一句话分两段"
        assert (pgettext("a person", "Party"), pgettext("a feast", "Party")) == ("当事人", "聚会")
        assert ngettext("%(days)d day left", "%(days)d days left", 1) % {"days": 1} == "还剩1天"
        assert npgettext("clock", "one late", "%d late", 3) % 3 == "3件超期"
        page = Template(PAGE.replace('{% include "x.html" with title=_("In a tag") %}', "{% firstof nothing _('In a tag') %}"))
        text = page.render(Context({"person": {"name": "王秀英"}, "days": 5}))
    for sentence in ("请稍候", "百分之百确定", "当事人", "王秀英您好，您占50%。", "您的5天", "未填写", "标签里"):
        assert sentence in text


def test_a_complete_catalogue_passes_and_a_new_sentence_fails_it(house):
    call_command("messages", check=True)

    (house / "accounts" / "forms.py").write_text('label = _("Telephone")', encoding="utf-8")

    assert "missing: “Telephone” (accounts/forms.py)" in complaint(house)


@pytest.mark.parametrize(
    ("message", "context", "string", "fault"),
    [
        ("Dear %(who)s, your share is 50%%.", None, "您好，您占50%%。", "placeholders differ"),
        ("Dear %(who)s, your share is 50%%.", None, "%(whom)s您好，您占50%%。", "placeholders differ"),
        (("one late", "%d late"), "clock", ("%s件超期",), "placeholders differ"),
        (("%(n)s day of yours", "%(n)s days of yours"), None, ("您的天",), "placeholders differ"),
        ("Please wait", None, "<b>请稍候", "tags differ"),
        ("Please wait", None, "", "not translated: “Please wait”"),
    ],
)
def test_a_broken_translation_fails_the_check(house, message, context, string, fault):
    translate(house, {(message, context): string})

    assert fault in complaint(house)


def test_a_sentence_nobody_says_any_more_is_obsolete_until_the_next_update(house):
    (house / "templates" / "page.html").write_text(PAGE.replace("Not given", "Not known"), encoding="utf-8")

    assert "obsolete: “Not given”" in complaint(house)

    call_command("messages", verbosity=0)
    assert "not translated: “Not known”" in complaint(house)
    translate(house, {("Not known", None): "不详"})
    call_command("messages", check=True)
    assert "未填写" not in catalogue(house).read_text(encoding="utf-8")


def test_a_fuzzy_entry_and_a_chinese_original_fail_the_check(house):
    text = catalogue(house).read_text(encoding="utf-8")
    catalogue(house).write_text(text.replace('msgid "Not given"', '#, fuzzy\nmsgid "Not given"'), encoding="utf-8")
    (house / "accounts" / "forms.py").write_text('label = _("信访")', encoding="utf-8")

    said = complaint(house)

    assert "fuzzy, and so not used: “Not given”" in said
    assert "not English in the code: “信访”" in said


def test_an_update_keeps_translations_and_changes_nothing_twice(house):
    before = catalogue(house).read_bytes()

    call_command("messages", verbosity=0)

    assert catalogue(house).read_bytes() == before
    text = before.decode()
    assert "POT-Creation-Date" not in text
    originals = [line for line in text.splitlines() if line.startswith("msgid ") and line != 'msgid ""']
    assert originals == sorted(originals)


def test_a_damaged_catalogue_is_named(house):
    catalogue(house).write_text('msgid "Please wait"\nthe cat walked here\nmsgstr ""', encoding="utf-8")

    assert "django.po" in complaint(house)


def test_the_english_of_a_page_is_never_replaced_by_the_default_language(house):
    call_command("messages", compile=True, verbosity=0)

    with translation.override("en"):
        assert gettext("Please wait") == "Please wait"


def test_a_catalogue_is_compiled_again_only_when_it_is_newer(house):
    assert [path.name for path in messages.compile_catalogues()] == ["django.mo"]
    assert messages.compile_catalogues() == []


def test_the_languages_of_the_product_are_chinese_by_default_and_english():
    assert [code for code, _name in settings.LANGUAGES] == ["zh-hans", "en"]
    assert settings.LANGUAGE_CODE == "zh-hans"
    assert Catalog(locale="zh_Hans").num_plurals == 1
