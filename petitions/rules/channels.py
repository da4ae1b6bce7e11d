"""Into which other legal procedures is a matter guided, who decides there, and until when must one apply? Data, nothing else.

`length` and `unit` count from the event (`since`); no length: the procedure knows no limit. What stands in the paper is Chinese
(`word`, `body`, `since_word`, `act`, `article`); the rest is said in the reader's language. `materials`: what is usually asked for there.
Sources, as in force in 2026: Administrative Reconsideration Law art. 20; Administrative Litigation Law arts 45, 46; Civil Code art. 188;
Civil Procedure Law art. 216; Labour Dispute Mediation and Arbitration Law arts 27, 50; Law on Mediation and Arbitration of Rural Land
Contract Disputes art. 18; Civil Servants Law art. 95; Regulations on Work-Related Injury Insurance art. 17; State Compensation Law art. 39.
"""

from django.utils.translation import gettext_lazy as _

CHANNELS = {
    "RECONSIDERATION": {
        "track": "T4_ADMIN_PROCEDURE", "name": _("administrative reconsideration"), "word": "申请行政复议", "body": "作出行政行为的机关的本级人民政府",
        "length": 60, "unit": "day", "since": _("the day on which the petitioner learned of the administrative act"), "since_word": "知道或者应当知道该行政行为之日",
        "article": "《中华人民共和国行政复议法》第二十条", "law": _("Administrative Reconsideration Law, art. 20"),
        "materials": ["行政复议申请书", "身份证明", "行政行为的证明材料"],
    },
    "WORK_INJURY": {
        "track": "T4_ADMIN_PROCEDURE", "name": _("recognition of a work-related injury"), "word": "申请工伤认定", "body": "统筹地区社会保险行政部门",
        "length": 12, "unit": "month", "since": _("the day of the accident, or of the finding of an occupational disease"),
        "since_word": "事故伤害发生之日或者被诊断、鉴定为职业病之日", "article": "《工伤保险条例》第十七条",
        "law": _("Regulations on Work-Related Injury Insurance, art. 17"), "materials": ["工伤认定申请表", "劳动关系证明", "医疗诊断证明"],
    },
    "STATE_COMPENSATION": {
        "track": "T4_ADMIN_PROCEDURE", "name": _("state compensation"), "word": "请求国家赔偿", "body": "赔偿义务机关",
        "length": 24, "unit": "month", "since": _("the day on which the petitioner learned of the violation"), "since_word": "知道或者应当知道侵权行为之日",
        "article": "《中华人民共和国国家赔偿法》第三十九条", "law": _("State Compensation Law, art. 39"), "materials": ["赔偿申请书", "身份证明", "损害证明材料"],
    },
    "ADMIN_SUIT": {
        "track": "T1_LITIGATION", "name": _("administrative suit"), "word": "提起行政诉讼", "body": "有管辖权的人民法院",
        "length": 6, "unit": "month", "since": _("the day on which the petitioner learned of the administrative act"), "since_word": "知道或者应当知道作出行政行为之日",
        "article": "《中华人民共和国行政诉讼法》第四十六条", "law": _("Administrative Litigation Law, art. 46"), "materials": ["行政起诉状及副本", "身份证明", "证据材料"],
    },
    "ADMIN_SUIT_AFTER_RECONSIDERATION": {
        "track": "T1_LITIGATION", "name": _("administrative suit against a reconsideration"), "word": "不服复议决定提起行政诉讼", "body": "有管辖权的人民法院",
        "length": 15, "unit": "day", "since": _("the day on which the decision on reconsideration was received"), "since_word": "收到复议决定书之日",
        "article": "《中华人民共和国行政诉讼法》第四十五条", "law": _("Administrative Litigation Law, art. 45"), "materials": ["行政起诉状及副本", "复议决定书", "身份证明"],
    },
    "CIVIL_SUIT": {
        "track": "T1_LITIGATION", "name": _("civil suit"), "word": "提起民事诉讼", "body": "有管辖权的人民法院",
        "length": 36, "unit": "month", "since": _("the day on which the petitioner learned of the damage and of who is liable"),
        "since_word": "知道或者应当知道权利受到损害以及义务人之日", "article": "《中华人民共和国民法典》第一百八十八条", "law": _("Civil Code, art. 188"),
        "materials": ["民事起诉状及副本", "身份证明", "证据材料"],
    },
    "RETRIAL": {
        "track": "T1_LITIGATION", "name": _("application for retrial of a civil case"), "word": "申请再审", "body": "作出生效裁判的人民法院的上一级人民法院",
        "length": 6, "unit": "month", "since": _("the day on which the judgment took effect"), "since_word": "判决、裁定发生法律效力之日",
        "article": "《中华人民共和国民事诉讼法》第二百一十六条", "law": _("Civil Procedure Law, art. 216"), "materials": ["再审申请书", "生效裁判文书", "身份证明"],
    },
    "SUIT_AFTER_LABOUR_AWARD": {
        "track": "T1_LITIGATION", "name": _("suit against a labour award"), "word": "不服劳动争议仲裁裁决提起诉讼", "body": "有管辖权的人民法院",
        "length": 15, "unit": "day", "since": _("the day on which the award was received"), "since_word": "收到仲裁裁决书之日",
        "article": "《中华人民共和国劳动争议调解仲裁法》第五十条", "law": _("Labour Dispute Mediation and Arbitration Law, art. 50"),
        "materials": ["民事起诉状及副本", "仲裁裁决书", "身份证明"],
    },
    "LABOUR_ARBITRATION": {
        "track": "T2_ARBITRATION", "name": _("labour arbitration"), "word": "申请劳动争议仲裁", "body": "劳动合同履行地或者用人单位所在地的劳动争议仲裁委员会",
        "length": 12, "unit": "month", "since": _("the day on which the petitioner learned of the violation"), "since_word": "知道或者应当知道权利被侵害之日",
        "article": "《中华人民共和国劳动争议调解仲裁法》第二十七条", "law": _("Labour Dispute Mediation and Arbitration Law, art. 27"),
        "materials": ["仲裁申请书及副本", "身份证明", "劳动关系证明"],
    },
    "LAND_ARBITRATION": {
        "track": "T2_ARBITRATION", "name": _("arbitration of a rural land contract"), "word": "申请农村土地承包仲裁", "body": "当地农村土地承包仲裁委员会",
        "length": 24, "unit": "month", "since": _("the day on which the petitioner learned of the violation"), "since_word": "知道或者应当知道权利被侵害之日",
        "article": "《中华人民共和国农村土地承包经营纠纷调解仲裁法》第十八条", "law": _("Law on Mediation and Arbitration of Rural Land Contract Disputes, art. 18"),
        "materials": ["仲裁申请书", "身份证明", "土地承包合同"],
    },
    "CIVIL_SERVANT_REVIEW": {
        "track": "T3_PARTY_APPEAL", "name": _("re-examination of a personnel decision"), "word": "申请复核", "body": "作出人事处理的原处理机关",
        "length": 30, "unit": "day", "since": _("the day on which the personnel decision became known"), "since_word": "知道该人事处理之日",
        "article": "《中华人民共和国公务员法》第九十五条", "law": _("Civil Servants Law, art. 95"), "materials": ["复核申请书", "原处理决定"],
    },
    "PARTY_APPEAL": {
        "track": "T3_PARTY_APPEAL", "name": _("appeal of a party member"), "word": "提出党员申诉", "body": "作出处分决定的党组织或者纪律检查机关",
        "length": None, "unit": "day", "since": "", "since_word": "", "article": "《中国共产党章程》第四十三条",
        "law": _("Constitution of the Communist Party of China, art. 43"), "materials": ["申诉书", "处分决定"],
    },
}  # fmt: skip
