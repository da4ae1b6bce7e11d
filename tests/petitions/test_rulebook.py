"""Is an article cited as the reader's language cites a law?"""

import pytest
from django.utils import translation

from petitions.explanation import article_words
from petitions.rulebook import cite, numeral


@pytest.mark.parametrize(
    ("number", "chinese"),
    [
        ("1", "一"),
        ("10", "十"),
        ("14", "十四"),
        ("20", "二十"),
        ("31", "三十一"),
        ("105", "一百零五"),
        ("110", "一百一十"),
        ("203", "二百零三"),
    ],
)
def test_an_articles_number_is_written_as_chinese_laws_write_it(number, chinese):
    with translation.override("zh-hans"):
        assert numeral(number) == chinese
    with translation.override("en"):
        assert numeral(number) == number


def test_a_source_is_cited_with_article_paragraph_and_item():
    with translation.override("zh-hans"):
        assert cite("R22-22 ¶1(3)") == "《信访工作条例》第二十二条第一款第（三）项"
        assert cite("R22-34") == "《信访工作条例》第三十四条"
        assert cite("") == "本单位自定"
    with translation.override("en"):
        assert cite("R22-22 ¶1(3)") == "Regulations on Petition Work (2022), art. 22 para. 1 item 3"


def test_the_articles_of_a_step_are_cited_one_by_one():
    with translation.override("zh-hans"):
        assert article_words("R22-22(1)(2)") == "《信访工作条例》第二十二条第（一、二）项"
        assert article_words("R22-31(6), 32") == "《信访工作条例》第三十一条第（六）项、第三十二条"
        assert article_words("R22-29…31") == "《信访工作条例》第二十九至三十一条"
        assert article_words("ARCH-13, 37") == "《档案法》第十三条、第三十七条"
    with translation.override("en"):
        assert article_words("R22-22(1)(2)") == "Regulations on Petition Work (2022), art. 22 item 1, 2"
    assert article_words("R22") == ""
