"""Who is one level up: by kind of organ, level and line (domain.md §4.7)."""

import pytest

from accounts.models import Level, OrganKind
from petitions.letters import papers
from petitions.review_authorities import review_organs_of, reviewed_by
from tests.factories import make_organ


@pytest.fixture
def tree(db):
    """A province with a city, a county and a township, a department on each level, and one that is led by its line alone."""
    nation = make_organ("国家信访局", OrganKind.BUREAU, Level.NATIONAL)
    province = make_organ("省政府", OrganKind.GOVERNMENT, Level.PROVINCE, parent=nation)
    city = make_organ("市政府", OrganKind.GOVERNMENT, Level.CITY, parent=province)
    county = make_organ("县政府", OrganKind.GOVERNMENT, Level.COUNTY, parent=city)
    township = make_organ("镇政府", OrganKind.GOVERNMENT, Level.TOWNSHIP, parent=county)
    upper = make_organ("省住建厅", level=Level.PROVINCE, parent=province)
    middle = make_organ("市住建局", level=Level.CITY, parent=city, line_superior=upper)
    lower = make_organ("县住建局", level=Level.COUNTY, parent=county, line_superior=middle)
    taxes = make_organ("市税务局", level=Level.CITY, parent=city, line_superior=upper, is_vertical=True)
    bureau = make_organ("县信访局", OrganKind.BUREAU, Level.COUNTY, parent=county)
    names = "nation province city county township upper middle lower taxes bureau"
    return dict(zip(names.split(), (nation, province, city, county, township, upper, middle, lower, taxes, bureau), strict=True))


@pytest.mark.parametrize(
    ("organ", "above"),
    [
        ("township", ["county"]),
        ("lower", ["middle", "county"]),
        ("county", ["city"]),
        ("middle", ["city", "upper"]),
        ("city", ["province"]),
        ("upper", ["province"]),
        ("taxes", ["upper"]),
        ("bureau", ["county"]),
    ],
)
def test_the_organ_one_level_up(tree, organ, above):
    assert list(review_organs_of(tree[organ]).organs) == [tree[name] for name in above]


def test_above_a_province_there_is_nobody_and_it_says_so(tree):
    authority = review_organs_of(tree["province"])

    assert (authority.organ, authority.is_final, bool(str(authority.note))) == (None, True, True)


def test_where_the_tree_ends_below_the_province_somebody_stands_above_but_not_here(tree):
    tree["city"].parent = None

    authority = review_organs_of(tree["city"])

    assert (authority.organs, authority.is_final, bool(str(authority.note))) == ((), False, True)


def test_a_closed_organ_is_not_asked_any_more(tree):
    tree["middle"].closed_on = "2026-01-01"

    assert review_organs_of(tree["lower"]).organs == (tree["county"],)


def test_the_rule_the_other_way_round_leaves_nobody_out(tree):
    """What a review officer may find is never narrower than what can be asked of the organ."""
    below = {
        name: set(type(organ).objects.filter(reviewed_by(organ.pk)).values_list("pk", flat=True)) for name, organ in tree.items()
    }  # fmt: skip

    for organ in tree.values():
        for above in review_organs_of(organ).organs:
            assert organ.pk in below[next(name for name, found in tree.items() if found == above)]


def test_the_opinion_letter_names_whom_one_may_ask(tree):
    assert papers.review_organ(tree["lower"]) == f"{tree['middle'].name}或者{tree['county'].name}"
    assert papers.review_organ(tree["province"]) == "上一级机关、单位"
