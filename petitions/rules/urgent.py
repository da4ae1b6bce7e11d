"""Who has to be told of a major or urgent matter, by whom (Regulations 2022 art. 25)? Data, nothing else.

`by`: the kind of organ that owes the report; "BUREAU" alone, or "*" for every organ. `word`: the addressee on the paper.
"""

ADDRESSEES = {
    "GOVERNMENT": {"by": "*", "word": "本级党委和人民政府"},
    "DEPARTMENTS": {"by": "*", "word": "有关主管部门"},
    "JOINT_CONFERENCE": {"by": "*", "word": "本级信访工作联席会议办公室"},
    "HIGHER_BUREAU": {"by": "BUREAU", "word": "上一级党委和政府信访部门"},
    "NATIONAL_BUREAU": {"by": "BUREAU", "word": "国家信访局"},
}
