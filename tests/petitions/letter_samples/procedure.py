"""Full payloads of the papers of the longer ways: refusal, other channels, dispute, hearing, agreement, review, ending, and the counted date."""

from .scene import BUREAU, CLAIMS, HEAD, LEG, LETTER, MATERIALS, PERSON, SUBJECT, SUMMARY

GOVERNMENT = HEAD | {
    "organ": "江安市人民政府",
    "contact": {"office": "复查复核办公室", "phone": "0311-5550 3300", "address": "江安市政府路1号"},
}
OPINION = {"respondent": "江安市住房和城乡建设局", "opinion_number": "江住建答〔2026〕41号", "opinion_on": "2026-04-28"}
HEARING = {
    "hearing_at": "2026-04-08T14:30:00+08:00", "place": "江安市住房和城乡建设局二楼听证室", "host": "刘振华", "panel": ["马兰", "周学文", "阿依古丽·艾山"],
    "issues": ["和苑小区地面停车费是否超出备案标准", "多收费用的退还范围和期限"], "stage": "HANDLING",
}  # fmt: skip
REQUEST = {
    "petitioners": [PERSON], **OPINION, "subject": SUBJECT, "served_on": "2026-04-29", "received_by": "李文静",
    "request": "撤销原处理意见中关于第二项、第三项诉求的意见，责令重新办理。",
    "grounds": "一、业主大会表决时没有向全体业主公告，表决程序不合法。\n二、物业公司在2023年已经因同一行为被约谈，不属于首次违规。",
}  # fmt: skip
RULING = {
    **OPINION, "to": "欧阳淑芬", "subject": SUBJECT, "admitted_on": "2026-05-22", "claims": CLAIMS[1:],
    "opinion_said": "对恢复北门机动车出入口的诉求作出解释说明，对罚款的诉求不予支持。",
    "investigation": "本机关调取了原办理卷宗，询问业主委员会成员3名，并约见您听取意见。",
    "evidence": ["原办理卷宗", "业主大会公告照片", "询问笔录3份"], "copies": ["江安市住房和城乡建设局", "江安市信访局"],
}  # fmt: skip

SAMPLES = {
    "D08": LETTER | BUREAU | {
        "number": "江信不受〔2026〕5号", "channel": "ONLINE", "refusal": "PENDING_ELSEWHERE_SAME_MATTER", "article": "《信访工作条例》第十九条第三款",
        "reason": "您反映的事项已由江安市住房和城乡建设局于2026年3月12日受理，现在办理期限内。", "pending_with": "江安市住房和城乡建设局",
        "pending_due_on": "2026-05-11", "guidance": "请向办理机关查询进度、补充材料；对处理意见不服的，可以依法请求复查。",
        "guidance_phone": "0311-5550 2231", "guidance_address": "江安市人民路18号3号窗口", "copies": ["江安市住房和城乡建设局"],
    },
    "D09": LETTER | BUREAU | {
        "number": "江信不再〔2026〕2号", "received_on": "2026-12-01", "issued_on": "2026-12-10", "channel": "LETTER", "prior_number": "2P8S41XY0C6R9", "finality": "REREVIEW_FINAL",
        "final_organ": "河东省人民政府", "final_number": "河政复核〔2026〕19号", "final_on": "2026-09-18", "served_on": "2026-09-22",
        "would_count": "（一）在复核意见作出后新发现、足以改变事实认定的材料；\n（二）人民法院裁判、行政复议决定与复核意见认定的事实不一致；\n（三）作为处理依据的规定被撤销或者变更。",
    },
    "D10": LETTER | {
        "number": "江住建径〔2026〕7号", "received_from": "江安市信访局转送", "claims": CLAIMS[2:], "track": "T4_ADMIN_PROCEDURE",
        "reason": "您要求对物业公司予以行政处罚，属于行政处罚程序处理的事项。", "basis": "《中华人民共和国行政复议法》第二十条；《物业管理条例》第五条。",
        "body": "江安市市场监督管理局", "body_address": "江安市解放路66号政务服务中心2楼", "body_phone": "0311-5550 4410",
        "limits": "市场监督管理部门应当自收到投诉之日起7个工作日内决定是否受理，自受理之日起60日内作出处理。\n对处理决定不服的，可以自知道之日起60日内申请行政复议。",
        "materials": ["投诉书1份", "居民身份证复印件1份", "缴费票据复印件"], "limitation_on": "2026-05-06",
        "limitation": "请于该日前向江安市人民政府申请行政复议，或者向市场监督管理部门提出投诉。", "follow_url": "https://xinfang.jiangan.example/follow/",
        "copies": ["江安市信访局"],
    },
    "D13": GOVERNMENT | {
        "number": "江政指〔2026〕3号", "to": "江安市住房和城乡建设局、江安市发展和改革委员会", "subject": SUBJECT, "received_on": "2026-03-02",
        "requested_by": "江安市信访局", "declared_on": "2026-03-16", "decided_at_meeting": "市信访工作联席会议", "issued_on": "2026-03-20",
        "dispute": "市住房和城乡建设局认为停车收费标准由价格主管部门负责；市发展和改革委员会认为超标准收费的查处由住房和城乡建设主管部门负责，两次协商没有达成一致。",
        "lead": "江安市住房和城乡建设局", "reason": "信访人的主要诉求是退还物业服务企业多收的费用，属于物业服务监督管理职责。",
        "assisting": [
            {"name": "江安市发展和改革委员会", "task": "提供停车收费备案资料，说明收费标准", "due_on": "2026-04-03"},
            {"name": "江安市公安局交通警察支队", "task": "就北门恢复机动车通行提出意见", "due_on": "2026-04-10"},
        ],
        "notice_due_on": "2026-04-04", "answer_due_on": "2026-05-19", "copies": ["江安市信访局"],
    },
    "D13A": LEG | HEAD | {
        "number": "江住建协〔2026〕2号", "to": "江安市发展和改革委员会", "lead": "江安市住房和城乡建设局", "task": "提供停车收费备案资料，说明收费标准。",
        "due_on": "2026-04-03", "issued_on": "2026-03-20",
    },
    "D15A": LETTER | HEARING | {
        "number": "江住建听〔2026〕2号", "recorder": "孙慧", "third_parties": ["市人大代表何平", "律师高远"], "is_public": True, "reply_by_on": "2026-04-03",
        "issued_on": "2026-03-27", "copies": ["江安市信访局"],
    },
    "D15B": HEAD | HEARING | {"number": "江住建听告〔2026〕2号", "seats": 20, "apply_by_on": "2026-04-03", "issued_on": "2026-03-27"},
    "D15C": HEAD | HEARING | {
        "ended_at": "2026-04-08T17:05:00+08:00", "subject": SUBJECT, "recorder": "孙慧", "issued_on": "2026-04-08",
        "attendees": [
            {"name": "欧阳淑芬", "part": "信访人"},
            {"name": "高远（江安正平律师事务所）", "part": "信访人的代理人"},
            {"name": "陈立、王晓东", "part": "承办人"},
            {"name": "何平（市人大代表）", "part": "第三方"},
        ],
        "absent": "江安和苑物业服务有限公司经通知，没有派人参加。",
        "statements": "信访人陈述：2024年全年按每月255元缴费，备案价为每月155元。\n承办人陈述：经查账册，超收情况属实，共涉及业主312户。",
        "questioning": "主持人问：超收费用如何计算？\n承办人答：按备案价与实收价的差额，自2024年1月起逐月计算。",
        "debate": "信访人认为应当一并退还2023年的费用；承办人认为2023年的收费未超过当时的备案价。",
        "assessment": "听证员一致认为：2024年超收事实清楚，应当退还；2023年的费用没有证据证明超收。",
    },
    "D15D": HEAD | HEARING | {
        "number": "江住建听结〔2026〕2号", "to": "江安市住房和城乡建设局", "subject": SUBJECT, "held_on": "2026-04-08", "issued_on": "2026-04-13", "stage": "REREVIEW",
        "facts": "2024年1月至12月，和苑小区地面停车费实收每月255元，备案价每月155元，涉及业主312户。",
        "conclusion": "应当责令物业公司退还2024年超收的停车费；没有证据证明2023年超收。", "basis": "《物业服务收费管理办法》第十八条。",
        "votes": "听证员3名，同意3名", "dissent": "周学文认为应当同时公示退费明细。", "pause_from_on": "2026-03-27", "pause_until_on": "2026-04-13",
        "copies": ["江安市信访局"],
    },
    "D16": HEAD | {
        "number": "江住建调〔2026〕6号", "agreement": "MEDIATION", "subject": SUBJECT, "reached_on": "2026-04-20", "issued_on": "2026-04-20",
        "parties": [
            PERSON | {"part": "甲方", "agent": "高远律师"},
            {"name": "江安和苑物业服务有限公司", "part": "乙方", "paper_number": "91130100MA0EXAMPLE", "address": "江安市东湖区和苑小区1号楼", "phone": "0311-5550 7788"},
        ],
        "facts": "2024年1月至12月，乙方按每月255元向甲方收取地面停车费，超出备案价每月100元，共多收1,200元。",
        "terms": [
            {"text": "乙方退还甲方2024年多收的停车费1,200元", "due_on": "2026-04-30"},
            {"text": "乙方自2026年5月起按备案价收费，并在小区公告栏公示收费标准"},
            {"text": "甲方收到退款后，双方就2024年停车费不再有其他争议"},
        ],
        "perform_by_on": "2026-05-01", "mediated_by": "江安市东湖区人民调解委员会", "mediators": ["郑国栋", "吴桂英"], "place": "和苑社区居民委员会",
        "court": "江安市东湖区人民法院", "confirmation_due_on": "2026-05-20", "sets": "四",
    },
    "D18": GOVERNMENT | REQUEST | {
        "to": "江安市人民政府", "requested_on": "2026-05-20", "issued_on": "2026-05-20",
        "materials": ["信访处理意见书复印件1份", "居民身份证复印件1份", "业主大会公告照片4张"],
    },
    "D19": GOVERNMENT | OPINION | {
        "number": "江政查受〔2026〕14号", "to": "欧阳淑芬", "subject": SUBJECT, "stage": "REVIEW", "admission": "ADMITTED", "requested_on": "2026-05-20",
        "due_on": "2026-06-19", "issued_on": "2026-05-22", "follow_url": "https://xinfang.jiangan.example/follow/", "copies": ["江安市住房和城乡建设局"],
        "guidance": "如有补充材料，请于2026年5月29日前提交。",
    },
    "D20": GOVERNMENT | RULING | {
        "number": "江政复查〔2026〕9号", "requested_on": "2026-05-20", "issued_on": "2026-06-16", "ruling": "REDO", "redo_due_on": "2026-08-15",
        "facts": "业主大会2025年6月表决前，没有在小区显著位置公告表决事项，与原意见认定的事实不符。\n物业公司2023年被约谈的行为与本次行为不同。",
        "reason": "原意见对表决程序的认定缺乏证据，应当重新调查；对罚款诉求的意见事实清楚、依据正确。",
        "basis": "《信访工作条例》第三十五条，《中华人民共和国民法典》第二百七十八条", "rereview_organ": "河东省人民政府", "rereview_days": 30,
        "rereview_materials": ["复核申请书", "身份证明复印件", "信访处理意见书和本复查意见书复印件"],
    },
    "D21": GOVERNMENT | REQUEST | {
        "organ": "河东省人民政府", "to": "河东省人民政府", "requested_on": "2026-07-10", "served_on": "2026-06-18", "issued_on": "2026-07-10",
        "review_organ": "江安市人民政府", "review_number": "江政复查〔2026〕9号", "review_on": "2026-06-16", "received_by": "贺兰",
        "materials": ["复查意见书复印件1份", "信访处理意见书复印件1份", "居民身份证复印件1份"],
    },
    "D22": GOVERNMENT | RULING | {
        "organ": "河东省人民政府", "number": "河政复核〔2026〕19号", "requested_on": "2026-07-10", "admitted_on": "2026-07-13", "issued_on": "2026-09-18",
        "review_organ": "江安市人民政府", "review_number": "江政复查〔2026〕9号", "review_on": "2026-06-16", "held_on": "2026-08-20", "ruling": "CHANGE",
        "facts": "复核查明的事实与复查意见认定的事实一致。", "reason": "复查意见认定事实清楚，但没有明确退费的期限，应当予以变更。",
        "basis": "《信访工作条例》第三十六条", "changed_to": "由江安市住房和城乡建设局督促物业公司于2026年10月31日前完成退费，其余诉求维持原意见。",
        "opinion_said": "撤销关于第二项诉求的意见，责令重新办理；其余予以维持。",
    },
    "D32": BUREAU | {
        "number": "江信移〔2026〕1号", "to": "中共江安市纪律检查委员会江安市监察委员会", "received_on": "2026-02-10", "channel": "LETTER", "envelopes": 1,
        "sheets": 14, "envelope_number": "JA-M-2026-0003", "handed_over_by": "赵明", "handed_over_on": "2026-02-11", "issued_on": "2026-02-11",
    },
    "D33": LEG | BUREAU | {
        "number": "江信政〔2026〕4号", "to": "江安市人民法院", "subject": "反映物业服务合同纠纷一案久拖不决的问题",
        "summary": SUMMARY, "reason": "该事项已由江安市东湖区人民法院立案，尚未依法终结，应当在诉讼程序中解决。", "track": "T1_LITIGATION",
        "case_numbers": ["（2026）河0102民初311号"], "materials": MATERIALS, "copies": ["中共江安市委政法委员会"],
    },
    "D35": LETTER | {
        "number": "江住建止〔2026〕3号", "ending": "WITHDRAWAL", "requested_on": "2026-04-02", "ended_on": "2026-04-08", "issued_on": "2026-04-08",
        "statement": "我与物业公司已经自行解决停车费争议，现自愿撤回第一项诉求。没有人要求我撤回。", "recorded_by": "陈立",
        "reason": "双方已经自行和解，多收的费用已退还。", "scope": "第一项诉求（退还2024年度停车费）。其他两项诉求继续办理。",
        "consequence": "撤回的诉求不再办理。有新的事实或者理由的，可以再次提出。", "copies": ["江安市信访局"],
    },
    "CC": BUREAU | {
        "subject": SUBJECT, "rule": "C15", "rule_title": "复核", "article": "《信访工作条例》（2022）第三十六条第二款", "profile": "CN_2022", "profile_title": "国家规定（2022）",
        "version": "CN_2022.1", "length": "30个自然日", "whose": "河东省人民政府", "note": "听证所需时间不计算在内。", "started_on": "2026-07-10",
        "start_event": "复核机关收到复核请求", "started_by": "2026年7月10日09:12，请求复核，河东省人民政府", "base_on": "2026-08-09", "strict_on": "2026-09-26",
        "rolled_on": "2026-09-28", "issued_on": "2026-09-30", "verdict": "MET", "stopped_on": "2026-09-18",
        "stop_event": "作出复核意见", "asked_by": "周凯",
        "counted": ["自2026年7月10日起算，当日不计入。", "30个自然日，含休息日，2026-7-11至2026-8-9：2026年8月9日。"],
        "skipped": ["2026年9月26日至2026年9月27日：周末。"],
        "pauses": ["自2026年8月3日起中止，自2026年9月20日起恢复：48日不计入。"],
        "last_days": ["2026年9月26日是休息日（周末），下一个工作日是2026年9月28日。", "2026年9月26日后提醒，2026年9月28日后超期。"],
    },
}  # fmt: skip
