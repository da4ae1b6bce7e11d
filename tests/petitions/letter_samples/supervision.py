"""Full payloads of the papers between a bureau, the organs it watches over and those above it."""

from .scene import BUREAU, CLAIMS, HEAD, PERSON, SUBJECT, SUMMARY

ORDER = BUREAU | {"to": "江安市住房和城乡建设局", "subject": SUBJECT}
# A report on many petitions has no petition's number and no petition's chain.
OFFICE = {key: value for key, value in BUREAU.items() if key not in ("petition_number", "head_hash")}
FIGURES = [
    {"label": "信访总量（件）", "value": "1,204", "before": "1,371"},
    {"label": "其中：初次", "value": "861", "before": "902"},
    {"label": "其中：重复", "value": "343", "before": "469"},
    {"label": "及时受理率", "value": "98.6%", "before": "97.9%"},
    {"label": "按期办结率", "value": "96.2%", "before": "95.0%"},
]

SAMPLES = {
    "D24": HEAD | {
        "number": "江住建报〔2026〕11号", "to": "江安市信访局", "subject": SUBJECT, "assignment_number": "江信交〔2026〕12号", "assigned_on": "2026-03-05",
        "petitioners": [PERSON], "claims": CLAIMS, "summary": SUMMARY, "issued_on": "2026-05-06", "signed_by": "韩伟", "signer_post": "局长", "signer_is_head": True,
        "investigation": "2026年3月18日约见信访人；3月20日至4月15日查阅物业公司账册，询问相关人员5名，现场核查一次。",
        "outcome": "已责令物业公司退还多收的停车费，涉及业主312户，退款已于2026年4月30日全部到账。", "opinion_number": "江住建答〔2026〕41号",
        "served_on": "2026-04-29", "audit": "经审核，事实清楚，处理适当，同意上报。", "handler": "陈立",
        "attachments": ["信访处理意见书（经信访人签收）", "退款明细表"], "copies": ["江安市人民政府"],
    },
    "D25": ORDER | {
        "number": "江信督〔2026〕7号", "triggers": ["DELAY", "PERFUNCTORY"], "supervision_mode": "LETTER", "received_on": "2026-03-05", "repeated": "二",
        "was_due_on": "2026-05-11", "days_late": 9, "due_on": "2026-06-05", "issued_on": "2026-05-20",
        "problem": "办理期限届满后没有作出处理意见，也没有告知信访人延长的理由；信访人两次询问，答复内容前后不一致。",
        "requirement": "由主要负责人组织研究，约见信访人当面说明情况，对每一项诉求作出明确意见。", "copies": ["江安市人民政府"],
    },
    "D26": ORDER | {
        "number": "江信建〔2026〕3号", "subject": "小区停车收费", "suggestion_kind": "IMPROVE_POLICY", "feedback_due_on": "2026-07-31", "issued_on": "2026-07-01",
        "facts": "2026年上半年，本机关收到反映住宅小区停车收费的信访事项126件，涉及小区41个，重复率37%。",
        "analysis": "收费备案信息没有公开，业主不知道备案标准；备案价与实际收费的核对没有固定的责任单位。",
        "suggestions": ["公开全部小区的停车收费备案标准", "明确由街道每半年核对一次实际收费"], "copies": ["江安市人民政府"],
    },
    "D27": HEAD | {
        "number": "江住建馈〔2026〕2号", "to": "江安市信访局", "suggestion_kind": "IMPROVE_POLICY", "subject": "小区停车收费", "suggestion_number": "江信建〔2026〕3号",
        "suggested_on": "2026-07-01", "adoption": "PARTLY", "issued_on": "2026-07-28",
        "reason": "公开备案标准的建议符合政府信息公开的要求，予以采纳；每半年核对的建议需要街道同意，先在两个街道试点。",
        "measures": "2026年9月底前在本局网站公布全市小区停车收费备案标准；在东湖街道、文昌街道试点核对。", "measures_due_on": "2026-09-30",
        "copies": ["江安市人民政府"],
    },
    "D28": ORDER | {
        "organ": "江安市人民政府", "number": "江政改〔2026〕4号", "defect": "FACTS_UNCLEAR", "opinion_number": "江住建答〔2026〕41号", "opinion_on": "2026-04-28",
        "article": "《信访工作条例》第四十五条", "proposed_by": "江安市信访局", "due_on": "2026-08-09", "issued_on": "2026-07-10",
        "defect_facts": "处理意见认定业主大会表决程序合法，但卷宗内没有公告记录和表决票，事实不清。",
        "correction": "重新调查业主大会的公告和表决情况，对第二项诉求重新作出处理意见并送达信访人。", "copies": ["江安市信访局"],
    },
    "D29": BUREAU | {
        "number": "江信急〔2026〕2号", "addressees": ["中共江安市委", "江安市人民政府", "河东省信访局", "国家信访局"], "subject": "和苑小区业主集体来访",
        "occurred_at": "2026-03-16T08:40:00+08:00", "known_at": "2026-03-16T08:45:00+08:00", "phoned_at": "2026-03-16T09:05:00+08:00", "place": "江安市群众来访接待中心", "headcount": 86,
        "situation": "和苑小区业主八十余人因物业公司拟于3月20日停供车库电力，到接待中心集体来访，秩序平稳。", "demand": "要求停止停电，退还多收的停车费。",
        "risk": "如3月20日停电，可能引发新的集体来访和道路堵塞。", "measures": "由分管负责人现场接谈，推选代表5名；市住房和城乡建设局约谈物业公司，暂停停电计划。",
        "follow_up": "3月18日前召开协调会，结果于会后两小时内续报。", "reported_by": "周凯", "approved_by": "赵明", "installment": "一", "issued_on": "2026-03-16",
    },
    "D30": OFFICE | {
        "number": "江信通〔2026〕7号", "to": "各区人民政府，市政府各部门", "period_from_on": "2026-04-01", "period_until_on": "2026-06-30", "issued_on": "2026-07-08",
        "figures": FIGURES, "analysis": "城乡建设领域的信访事项占38%，居各领域首位；重复信访同比下降27%。",
        "problems": ["住宅小区停车收费没有公示", "告知书没有写明具体的办理程序", "个别单位超过期限没有作出处理意见"],
        "requirements": "各单位要逐件核对超期事项，7月底前全部办结，并将结果报市信访局。", "copies": ["中共江安市委办公室", "江安市人民政府办公室"],
    },
    "D31": OFFICE | {
        "to": "江安市住房和城乡建设局",
        "number": "江信警〔2026〕1号", "measure": "INTERVIEW", "subject": "一个季度内三件信访事项超期", "article": "《信访工作条例》第三十九条第三款",
        "facts": "2026年第二季度，你单位承办的信访事项中有3件超过办理期限，最长超期21日，且没有报告理由。",
        "interview_at": "2026-07-14T15:00:00+08:00", "place": "江安市信访局三楼会议室", "interviewer": "市信访工作联席会议召集人", "attendees": ["主要负责人", "分管负责人"],
        "requirement": "超期事项全部办结；建立到期前十日提醒和每周检查的制度。", "due_on": "2026-08-14", "next_measure": "通报", "issued_on": "2026-07-07",
        "copies": ["江安市人民政府"],
    },
    "D38": OFFICE | {
        "number": "江信年〔2027〕1号", "to": "中共江安市委、江安市人民政府、河东省信访局", "year": 2026, "issued_on": "2027-01-20", "counts": FIGURES,
        "fields": [{"label": "城乡建设", "value": 1830}, {"label": "劳动和社会保障", "value": 967}, {"label": "农业农村", "value": 604}],
        "complained": [{"label": "江安市住房和城乡建设局", "value": 1211}, {"label": "江安市人力资源和社会保障局", "value": 640}],
        "analysis": "停车收费、房屋质量、拖欠工资三类问题合计占全部信访事项的46%。",
        "routing_analysis": "转送后五个工作日内提出异议的有41件。", "suggestions_analysis": "未采纳的建议均已说明理由。",
        "routing": [{"label": "转送（件）", "value": 3120}, {"label": "交办（件）", "value": 214}, {"label": "督办（件）", "value": 57}],
        "suggestions": [
            {"label": "改进工作的建议", "made": 21, "adopted": 18},
            {"label": "完善政策的建议", "made": 6, "adopted": 4},
            {"label": "追究责任的建议", "made": 2, "adopted": 2},
        ],
        "other": "网上信访占全部信访事项的71%。下一年度重点做好重复信访的化解。", "copies": ["江安市人民代表大会常务委员会"],
    },
}  # fmt: skip
