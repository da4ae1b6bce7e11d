"""What does somebody from outside promise before a matter is shown to them? A version is never changed once somebody signed it."""

import hashlib

PLEDGES = {
    "2026-1": (
        "一、本人受邀参与本信访事项，仅为邀请所载明的目的查阅有关材料、发表意见。\n"
        "二、对知悉的国家秘密、工作秘密、商业秘密和个人隐私、个人信息，本人予以保密，不向任何单位和个人泄露、转述，不截屏、复制、传播。\n"
        "三、本人与本信访事项或者当事人没有可能影响公正的利害关系；如有，立即告知邀请单位并退出。\n"
        "四、本人不私下接触当事人，不收受财物，不利用所知悉的情况谋取利益。\n"
        "五、参与结束、期限届满或者邀请被撤回后，本人继续履行保密义务。\n"
        "六、本人知悉每次查阅均有记录；违反承诺的，依法承担责任。"
    ),
}
CURRENT = "2026-1"


def words(version=CURRENT) -> str:
    return PLEDGES[version]


def checksum(version=CURRENT) -> str:
    return hashlib.sha256(words(version).encode()).hexdigest()
