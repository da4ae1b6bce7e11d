"""Which clock runs how long, by whose rule and since when: the data behind petitions/clocks.py, nothing else.

A source is written "LAW-article(item) ¶paragraph". Lengths are in the clock's unit. "*" stands for both national profiles. An entry that
changes later becomes a list: the old one stays, the new one gets its own valid_from and version. Local regulations were read as published
(Beijing 2006, Shanghai 2018, Shandong 2015, Zhejiang 2016, Henan 2012, Weifang 2021); an office asks its lawyer whether they still stand
beside the national Regulations of 2022 before it chooses one.
"""

from datetime import date

from django.utils.translation import gettext_lazy as _

LAWS = {
    "R22": _("Regulations on Petition Work (2022)"),
    "R05": _("Regulations on Letters and Visits (2005)"),
    "BJ": _("Beijing Regulations on Letters and Visits (2006)"),
    "SH": _("Shanghai Regulations on Letters and Visits (2018)"),
    "SD": _("Shandong Regulations on Letters and Visits (2015)"),
    "ZJ": _("Zhejiang Regulations on Letters and Visits (2016)"),
    "HN": _("Henan Regulations on Letters and Visits (2012)"),
    "WF": _("Weifang Regulations on the 12345 Hotline (2021)"),
    "SIMPLE": _("Measures for Handling Petitions Simply (2016)"),
    "RATING": _("Measures for Rating Petition Work (2014)"),
    "DISCIPLINE": _("Rules of Discipline Organs on Accusations (2020)"),
    "ALL": _("Administrative Litigation Law"),
    "PML": _("People's Mediation Law"),
    "SECRETS": _("Law on Guarding State Secrets (2024)"),
}

# representatives: (headcount up to, most representatives of a visit); None: any headcount.
PROFILES = {
    "CN_2022": {
        "title": _("National, 2022"),
        "is_national": True,
        "valid_from": date(2022, 5, 1),
        "representatives": [(None, 5)],
        "representatives_source": "R22-20",
    },
    "CN_2005": {
        "title": _("National, 2005"),
        "is_national": True,
        "valid_from": date(2005, 5, 1),
        "valid_until": date(2022, 4, 30),
        "representatives": [(None, 5)],
        "representatives_source": "R05-18",
    },
    "BEIJING_2006": {
        "title": _("Beijing, 2006"),
        "valid_from": date(2007, 1, 1),
        "representatives": [(None, 5)],
        "representatives_source": "BJ-25 ¶2",
    },
    "SHANGHAI_2018": {
        "title": _("Shanghai, 2018"),
        "valid_from": date(2018, 5, 24),
        "representatives": [(None, 5)],
        "representatives_source": "SH-18",
    },
    "SHANDONG_2015": {
        "title": _("Shandong, 2015"),
        "valid_from": date(2016, 1, 1),
        "representatives": [(None, 5)],
        "representatives_source": "SD-27",
    },
    "ZHEJIANG_2016": {
        "title": _("Zhejiang, 2016"),
        "valid_from": date(2016, 8, 1),
        "representatives": [(10, 3), (None, 5)],
        "representatives_source": "ZJ-15 ¶2",
    },
    "HENAN_2012": {
        "title": _("Henan, 2012"),
        "valid_from": date(2012, 11, 29),
        "representatives": [(None, 5)],
        "representatives_source": "HN-11",
    },
    "HOTLINE_WEIFANG": {"title": _("Weifang hotline, 2021"), "valid_from": date(2021, 12, 15)},
}

NO_REVIEW = {"applies": False, "source": "WF-20", "note": _("A hotline order has no review; the caller may file a petition.")}
NO_STAGE = {"applies": False, "source": "WF-18", "note": _("The hotline answers or passes a matter on at once; no period is named.")}
ONE_LEVEL = {"applies": False, "source": "HN-27", "note": _("Henan knows one level of review only.")}
AS_NAMED = _("The law names no period; the date named in the letter binds.")
OWN_DEFAULT = _("The law names no period; this is the office's own target.")
WITH_REASONS = _("With the reasons where it is not adopted.")
NO_OBJECTION = {"applies": False, "source": "R05-21", "note": _("The Regulations of 2005 know no objection to a transfer.")}
OWN_RETURN = {"applies": False, "source": "WF-22", "note": _("A hotline order is returned as the hotline's own rules say.")}
JUSTIFIED_DELAY = _("A petitioner with a justified reason may file later.")

# What holds for a clock in every profile, and then per profile what differs. Defaults: unit day, whose organ, counts statutory.
RULES = {
    "C01": {
        "whose": "bureau",
        "starts": _("the bureau receives the item"),
        "stops": _("the matter is transferred, assigned, reported or routed"),
        "profiles": {
            "CN_2022": {"length": 15, "source": "R22-22 ¶1"},
            "CN_2005": {"length": 15, "source": "R05-21"},
            "BEIJING_2006": {"length": 15, "source": "BJ-34"},
            "SHANGHAI_2018": {"length": 15, "source": "SH-34"},
            "SHANDONG_2015": {"length": 15, "source": "SD-33"},
            "ZHEJIANG_2016": {"length": 5, "unit": "workday", "source": "ZJ-20 ¶1"},
            "HENAN_2012": {"length": 5, "source": "HN-26(1)"},
            "HOTLINE_WEIFANG": NO_STAGE,
        },
    },
    "C02": {
        "starts": _("the organ receives the item from the petitioner"),
        "stops": _("the written notice is served"),
        "note": _("On the spot where possible; not without a clear name and address."),
        "profiles": {
            "CN_2022": {"length": 15, "source": "R22-23 ¶2"},
            "CN_2005": {"length": 15, "source": "R05-22 ¶2"},
            "BEIJING_2006": {"length": 15, "source": "BJ-35(1)"},
            "SHANGHAI_2018": {"length": 15, "source": "SH-35(2)"},
            "SHANDONG_2015": {"length": 15, "source": "SD-33"},
            "ZHEJIANG_2016": {"length": 5, "unit": "workday", "source": "ZJ-20 ¶1"},
            "HOTLINE_WEIFANG": NO_STAGE,
        },
    },
    "C03": {
        "starts": _("the organ receives the transfer"),
        "stops": _("the written notice is served"),
        "profiles": {
            "CN_2022": {"length": 15, "source": "R22-23 ¶3"},
            "CN_2005": {"length": 15, "source": "R05-21 ¶2"},
            "BEIJING_2006": {"length": 15, "source": "BJ-35(2)"},
            "SHANGHAI_2018": {"length": 15, "source": "SH-35(1)"},
            "SHANDONG_2015": {"length": 15, "source": "SD-33"},
            "ZHEJIANG_2016": {"length": 5, "unit": "workday", "source": "ZJ-20 ¶2"},
            "HOTLINE_WEIFANG": NO_STAGE,
        },
    },
    "C04": {
        "unit": "workday",
        "starts": _("the organ receives the transfer"),
        "stops": _("the objection is lodged"),
        "profiles": {
            "CN_2022": {"length": 5, "source": "R22-23 ¶3"},
            "CN_2005": NO_OBJECTION,
            "BEIJING_2006": {"length": 5, "source": "BJ-35(2)"},
            "HENAN_2012": {"length": 5, "unit": "day", "source": "HN-26(5)"},
            "HOTLINE_WEIFANG": OWN_RETURN,
        },
    },
    "C05": {
        "unit": "workday",
        "whose": "bureau",
        "counts": "internal",
        "starts": _("the objection is lodged"),
        "stops": _("the sender agrees or refuses"),
        "note": OWN_DEFAULT,
        "profiles": {"*": {"length": 3}, "CN_2022": {"length": 3, "source": "R22-23 ¶3"}},
    },
    "C06": {
        "starts": _("the matter is accepted"),
        "stops": _("the opinion is issued"),
        "profiles": {
            "CN_2022": {"length": 60, "longest_extension": 30, "source": "R22-34"},
            "CN_2005": {"length": 60, "longest_extension": 30, "source": "R05-33"},
            "BEIJING_2006": {"length": 60, "longest_extension": 30, "source": "BJ-40"},
            "SHANGHAI_2018": {"length": 60, "longest_extension": 30, "source": "SH-37"},
            "SHANDONG_2015": {
                "length": 60,
                "longest_extension": 30,
                "source": "SD-42",
                "asks_assigner": True,
                "note": _("The extension of an assigned matter needs the assigner's approval."),
            },
            "ZHEJIANG_2016": {"length": 30, "longest_extension": 60, "source": "ZJ-23 ¶1"},
            "HENAN_2012": {
                "length": 30,
                "longest_extension": 60,
                "source": "HN-26(2)",
                "note": _("Ninety days at the longest, extension included."),
            },
            "HOTLINE_WEIFANG": {
                "length": 5,
                "unit": "workday",
                "may_be_named": True,
                "source": "WF-20(1)",
                "note": _("Where a law gives a longer period for the matter, that period holds."),
            },
        },
    },
    "C07": {
        "starts": _("the original due date"),
        "stops": _("the opinion is issued"),
        "note": _("Once; approved, and the petitioner told, before the original due date."),
        "profiles": {
            "CN_2022": {"length": 30, "source": "R22-34"},
            "CN_2005": {"length": 30, "source": "R05-33"},
            "BEIJING_2006": {"length": 30, "source": "BJ-40"},
            "SHANGHAI_2018": {"length": 30, "source": "SH-37"},
            "SHANDONG_2015": {"length": 30, "source": "SD-42"},
            "ZHEJIANG_2016": {"length": 60, "source": "ZJ-23 ¶1"},
            "HENAN_2012": {"length": 60, "source": "HN-26(2)"},
            "HOTLINE_WEIFANG": {"applies": False, "source": "WF-20", "note": _("The hotline knows no extension.")},
        },
    },
    "C08": {
        "unit": "workday",
        "starts": _("the organ receives the matter"),
        "stops": _("simple procedure is decided on"),
        "profiles": {"*": {"length": 3, "source": "SIMPLE"}},
    },
    "C09": {
        "unit": "workday",
        "starts": _("the matter is accepted"),
        "stops": _("the reply is given"),
        "note": _("At once where possible; on paper only when the petitioner asks."),
        "profiles": {"*": {"length": 10, "source": "SIMPLE"}},
    },
    "C10": {
        "unit": "workday",
        "whose": "bureau",
        "starts": _("the level in between receives the matter"),
        "stops": _("it is passed on"),
        "profiles": {"*": {"length": 1, "source": "SIMPLE"}},
    },
    "C11": {
        "may_be_named": True,
        "starts": _("the organ receives the assignment"),
        "stops": _("the assigner accepts the completion report"),
        "note": AS_NAMED,
        "profiles": {
            "CN_2022": {"source": "R22-22 ¶1(3)"},
            "CN_2005": {"source": "R05-21(4)"},
            "BEIJING_2006": {"source": "BJ-46"},
            "SHANDONG_2015": {"source": "SD-42 ¶2", "note": _("The assigner names the date, and may approve a later one.")},
            "HENAN_2012": {"length": 90, "source": "HN-26(3)", "note": _("Ninety days, or the date that the assigner names.")},
        },
    },
    "C12": {
        "whose": "petitioner",
        "starts": _("the petitioner receives the written opinion"),
        "stops": _("the request for review is filed or posted"),
        "profiles": {
            "CN_2022": {"length": 30, "source": "R22-35"},
            "CN_2005": {"length": 30, "source": "R05-34"},
            "BEIJING_2006": {"length": 30, "source": "BJ-47"},
            "SHANGHAI_2018": {"length": 30, "source": "SH-39"},
            "SHANDONG_2015": {"length": 30, "source": "SD-43", "excuses_delay": True, "note": JUSTIFIED_DELAY},
            "ZHEJIANG_2016": {"length": 30, "source": "ZJ-24", "excuses_delay": True, "note": JUSTIFIED_DELAY},
            "HENAN_2012": {"length": 30, "source": "HN-27(1)"},
            "HOTLINE_WEIFANG": NO_REVIEW,
        },
    },
    "C13": {
        "starts": _("the review organ receives the request"),
        "stops": _("the review opinion is issued"),
        "profiles": {
            "CN_2022": {"length": 30, "source": "R22-35"},
            "CN_2005": {"length": 30, "source": "R05-34"},
            "BEIJING_2006": {"length": 30, "longest_extension": 30, "source": "BJ-50", "note": _("Extended by the review committee only.")},
            "SHANGHAI_2018": {"length": 30, "source": "SH-39"},
            "SHANDONG_2015": {"length": 30, "source": "SD-43"},
            "HENAN_2012": {"length": 30, "source": "HN-27(1)"},
            "HOTLINE_WEIFANG": NO_REVIEW,
        },
    },
    "C14": {
        "whose": "petitioner",
        "starts": _("the petitioner receives the review opinion"),
        "stops": _("the request for re-review is filed or posted"),
        "profiles": {
            "CN_2022": {"length": 30, "source": "R22-36 ¶1"},
            "CN_2005": {"length": 30, "source": "R05-35 ¶1"},
            "BEIJING_2006": {"length": 30, "source": "BJ-47"},
            "SHANGHAI_2018": {"length": 30, "source": "SH-40"},
            "SHANDONG_2015": {"length": 30, "source": "SD-44", "excuses_delay": True, "note": JUSTIFIED_DELAY},
            "ZHEJIANG_2016": {"length": 30, "source": "ZJ-24", "excuses_delay": True, "note": JUSTIFIED_DELAY},
            "HENAN_2012": ONE_LEVEL,
            "HOTLINE_WEIFANG": NO_REVIEW,
        },
    },
    "C15": {
        "pause_reasons": ("HEARING",),
        "starts": _("the re-review organ receives the request"),
        "stops": _("the re-review opinion is issued"),
        "note": _("The time that a hearing takes is not counted."),
        "profiles": {
            "CN_2022": {"length": 30, "source": "R22-36 ¶2"},
            "CN_2005": {"length": 30, "source": "R05-35 ¶2"},
            "BEIJING_2006": {"length": 30, "longest_extension": 30, "source": "BJ-50", "note": _("Extended by the review committee only.")},
            "SHANGHAI_2018": {"length": 30, "source": "SH-40"},
            "SHANDONG_2015": {"length": 30, "source": "SD-44"},
            "HENAN_2012": ONE_LEVEL,
            "HOTLINE_WEIFANG": NO_REVIEW,
        },
    },
    "C16": {
        "may_be_named": True,
        "starts": _("the review organ receives the request"),
        "stops": _("acceptance or refusal is decided"),
        "note": _("No national rule names a period for this decision."),
        "profiles": {
            "*": {},
            "SHANDONG_2015": {"length": 3, "unit": "workday", "may_be_named": False, "source": "SD-43", "note": ""},
            "HOTLINE_WEIFANG": NO_REVIEW,
        },
    },
    "C17": {
        "unit": "minute",
        "counts": "internal",
        "starts": _("the office becomes aware"),
        "stops": _("the written report has gone to every addressee"),
        "note": _("The Regulations of 2022 say in time, those of 2005 at once; two hours are the office's own limit."),
        "profiles": {"CN_2022": {"length": 120, "source": "R22-25 ¶1"}, "CN_2005": {"length": 120, "source": "R05-26"}},
    },
    "C18": {
        "may_be_named": True,
        "starts": _("the organ receives the suggestion"),
        "stops": _("written feedback on its adoption is given"),
        "profiles": {
            "CN_2022": {"source": "R22-40 ¶4", "note": AS_NAMED},
            "CN_2005": {"length": 30, "source": "R05-36 ¶2", "may_be_named": False, "note": WITH_REASONS},
            "BEIJING_2006": {"source": "BJ-52", "note": _("On the date named; reasons for not adopting it within three working days.")},
            "SHANGHAI_2018": {"length": 30, "source": "SH-41 ¶2", "may_be_named": False, "note": WITH_REASONS},
            "SHANDONG_2015": {"length": 30, "source": "SD-59", "may_be_named": False, "note": WITH_REASONS},
        },
    },
    "C19": {
        "counts": "internal",
        "may_be_named": True,
        "starts": _("the order is served"),
        "stops": _("the corrected work is accepted"),
        "note": _("As ordered; thirty days where the order names no date."),
        "profiles": {"CN_2022": {"length": 30, "source": "R22-43–46"}, "CN_2005": {"length": 30, "source": "R05-41–43"}},
    },
    "C20": {
        "counts": "internal",
        "may_be_named": True,
        "starts": _("the order is served"),
        "stops": _("the new opinion is issued"),
        "note": _("As ordered; sixty days where the order names no date."),
        "profiles": {"*": {"length": 60}, "SHANDONG_2015": {"length": 60, "source": "SD-45"}},
    },
    "C21": {
        "whose": "bureau",
        "may_be_named": True,
        "starts": _("the end of the year"),
        "stops": _("the report is submitted"),
        "note": _("The date is set locally."),
        "profiles": {"CN_2022": {"source": "R22-41"}, "CN_2005": {"source": "R05-39"}},
    },
    "C22": {
        "whose": "bureau",
        "by_level": {1: 5, 2: 3, 3: 3, 4: 4},
        "starts": _("the level receives the matter"),
        "stops": _("it is forwarded"),
        "note": _("The stages lie within the fifteen days of registration; the rule of 2014 may have been superseded."),
        "profiles": {"*": {"source": "RATING-6"}},
    },
    "C23": {
        "may_be_named": True,
        "starts": _("the opinion is served"),
        "stops": _("performance is proved"),
        "note": _("The date stands in the opinion or the agreement."),
        "profiles": {"CN_2022": {"source": "R22-32 ¶2"}, "CN_2005": {"source": "R05-32 ¶2"}},
    },
    "C24": {
        "whose": "petitioner",
        "starts": _("the mediation agreement takes effect"),
        "stops": _("both parties apply to the court"),
        "profiles": {"*": {"length": 30, "source": "PML-33"}},
    },
    "C25": {
        "unit": "month",
        "starts": _("the organ receives the request to act"),
        "stops": _("the duty is performed or a reply given"),
        "note": _("A special law may name another period; after two months the citizen may sue."),
        "profiles": {"*": {"length": 2, "source": "ALL-47"}},
    },
    "C26": {
        "counts": "internal",
        "may_be_named": True,
        "starts": _("the suggestion is accepted"),
        "stops": _("the reply is issued"),
        "note": OWN_DEFAULT,
        "profiles": {"CN_2022": {"length": 60, "source": "R22-29"}, "CN_2005": {"length": 60, "source": "R05-29"}},
    },
    "C27": {
        "unit": "workday",
        "whose": "bureau",
        "counts": "internal",
        "starts": _("the dispute is declared"),
        "stops": _("the competent organ is named"),
        "note": OWN_DEFAULT,
        "profiles": {"CN_2022": {"length": 5, "source": "R22-24"}, "CN_2005": {"length": 5, "source": "R05-24"}},
    },
    "C28": {
        "unit": "workday",
        "counts": "internal",
        "starts": _("the discipline organ receives the accusation"),
        "stops": _("it tells the accuser, who gave a name, about acceptance"),
        "note": _("For information: the discipline organ's own rule, not the office's."),
        "profiles": {"*": {"length": 15, "source": "DISCIPLINE"}},
    },
    "C29": {
        "unit": "workday",
        "counts": "internal",
        "starts": _("the document is issued"),
        "stops": _("its service is proved"),
        "note": OWN_DEFAULT,
        "profiles": {"*": {"length": 5}},
    },
    "C30": {
        "unit": "minute",
        "counts": "internal",
        "starts": _("the office becomes aware"),
        "stops": _("the superiors were told by telephone"),
        "note": OWN_DEFAULT,
        "profiles": {"*": {"length": 30}},
    },
    "C31": {
        "counts": "internal",
        "may_be_named": True,
        "starts": _("the assisting organ is asked"),
        "stops": _("its leader confirms the part"),
        "note": _("The date stands in the letter that asks; the lead answers for the whole within its own period."),
        "profiles": {"CN_2022": {"source": "R22-24"}, "CN_2005": {"source": "R05-24"}},
    },
}
