"""Full payloads of the papers from the window to the file."""

from .scene import BUREAU, CLAIMS, HEAD, LEG, LETTER, MATERIALS, PERSON, SUBJECT, SUGGESTIONS, SUMMARY

SAMPLES = {
    "D01": BUREAU | {
        "channel": "VISIT", "received_at": "2026-03-02T01:35:00+00:00", "headcount": 3, "is_repeat": True, "prior_number": "2P8S41XY0C6R9",
        "petitioners": [PERSON, {"name": "买买提·吐尔逊", "role": "CO_SIGNER", "phone": "138****9917"}], "petition_class": "CLAIM",
        "category": "城乡建设 › 物业服务 › 收费", "place": "江安市东湖区", "subject": SUBJECT, "claims": CLAIMS, "facts": SUMMARY,
        "reasons": "收费标准没有公示，超出备案价。", "accused": ["江安和苑物业服务有限公司"], "materials": MATERIALS, "language": "普通话",
        "is_confidential": True, "flags": ["集体来访"], "first_unit": "江安市信访局", "first_receiver": "李文静",
    },
    "D02": BUREAU | {
        "visited_at": "2026-03-02T09:35:00+08:00", "ended_at": "2026-03-02T10:12:00+08:00", "window": "3号窗口", "received_by": "李文静",
        "recorded_by": "周凯", "petitioners": [PERSON], "headcount": 3, "subject": SUBJECT, "statement": SUMMARY, "claims": CLAIMS,
        "explained": "已说明该事项由市住房和城乡建设局处理，告知转送期限、受理告知期限和查询办法。", "materials": MATERIALS,
        "outcome": "予以登记，转市住房和城乡建设局处理。来访人表示同意。",
    },
    "D03": BUREAU | {
        "to": "欧阳淑芬", "received_at": "2026-03-02T09:35:00+08:00", "channel": "VISIT", "query_code": "8N4TQ2VW", "subject": SUBJECT,
        "next_step": "甄别分类后，转送或者交办有权处理的机关，并告知您去向。", "next_organ": "江安市信访局", "next_due_on": "2026-03-17",
        "follow_url": "https://xinfang.jiangan.example/follow/", "claims": CLAIMS, "materials": MATERIALS,
        "english": {
            "organ": "Jiang'an City Letters and Visits Bureau",
            "next_organ": "Jiang'an City Letters and Visits Bureau",
            "next_step": "It will be classified and sent to the organ that is competent. You will be told which.",
        },
    },
    "D04": LEG | {"number": "江信转〔2026〕87号", "requirements": "请注意保护信访人信息"},
    "D05": LEG | {"number": "江信交〔2026〕12号", "result_due_on": "2026-05-08", "requirements": "请主要负责人阅批，约见信访人当面听取意见"},
    "D06": LETTER | BUREAU | {
        "number": "江信告〔2026〕131号", "channel": "VISIT", "leg": "TRANSFER", "sent_to": "江安市住房和城乡建设局", "sent_on": "2026-03-05",
        "sent_to_phone": "0311-5550 2231", "sent_to_address": "江安市人民路18号", "follow_url": "https://xinfang.jiangan.example/follow/",
        "next_step": "江安市住房和城乡建设局应当将接收情况以及处理途径和程序书面告知您。", "next_due_on": "2026-03-20", "issued_on": "2026-03-05",
    },
    "D07": LETTER | {
        "number": "江住建受〔2026〕58号", "received_from": "江安市信访局转送", "received_on": "2026-03-05", "accepted_on": "2026-03-12", "claims": CLAIMS, "due_on": "2026-05-11", "days": 60,
        "review_organ": "江安市人民政府", "follow_url": "https://xinfang.jiangan.example/follow/", "copies": ["江安市信访局"],
    },
    "D11": LEG | HEAD | {
        "to": "江安市信访局", "number": "江住建异〔2026〕3号", "leg": "TRANSFER", "transfer_number": "江信转〔2026〕87号", "transferred_on": "2026-03-05",
        "received_on": "2026-03-05", "issued_on": "2026-03-10", "suggested_organ": "江安市发展和改革委员会", "copies": [],
        "grounds": "停车服务收费的标准制定、备案和监督检查由价格主管部门负责，本局没有价格检查和处理的职权。\n该小区停车收费备案件由市发展和改革委员会出具。",
        "basis": "《江安市定价目录》第七项；《中华人民共和国价格法》第三十三条。",
    },
    "D12": BUREAU | {
        "to": "江安市住房和城乡建设局", "number": "江信核〔2026〕2号", "objection_number": "江住建异〔2026〕3号", "objected_on": "2026-03-10",
        "transfer_number": "江信转〔2026〕87号", "decision": "REFUSED", "subject": SUBJECT, "notice_due_on": "2026-03-20",
        "reason": "物业服务企业超出约定收费的查处由住房和城乡建设主管部门负责，你单位提出的备案事宜不影响该项职责。",
    },
    "D14": LETTER | {
        "number": "江住建延〔2026〕4号", "accepted_on": "2026-03-12", "due_on": "2026-05-11", "extended_due_on": "2026-06-10", "days": 30, "issued_on": "2026-05-06",
        "reason": "本事项涉及业主三百余户，缴费明细需要逐户核对，委托的专项审计预计于2026年5月28日完成。", "approved_by": "本机关分管负责人",
        "approved_on": "2026-05-06", "claims": CLAIMS, "copies": ["江安市信访局"],
    },
    "D17": LETTER | {
        "number": "江住建答〔2026〕41号", "received_from": "江安市信访局转送", "received_on": "2026-03-05", "accepted_on": "2026-03-12", "issued_on": "2026-04-28",
        "claims": CLAIMS, "investigation": "2026年3月18日，本机关约见您当面听取意见；3月20日至4月15日，查阅物业公司账册，询问相关人员5名。",
        "evidence": ["缴费票据12张", "价格备案表", "业主大会表决记录"], "review_organ": "江安市人民政府", "review_address": "江安市政府路1号复查复核办公室",
        "copies": ["江安市人民政府", "江安市信访局"], "attachments": ["停车费退还明细表", "业主大会表决结果公告（复印件）"],
    },
    "D17R": LETTER | {
        "number": "江住建答〔2026〕52号", "received_from": "江安市信访局转送", "received_on": "2026-04-13", "accepted_on": "2026-04-16", "issued_on": "2026-05-29",
        "claims": [CLAIMS[0] | {"track": "T5_DUTY"}], "remedy": "LAWSUIT", "copies": ["江安市信访局"],
    },
    "D23": HEAD | {
        "to": "欧阳淑芬", "papers": [{"title": "信访处理意见书", "number": "江住建答〔2026〕41号"}], "address": PERSON["address"], "mode": "PERSONAL",
        "served_by": "陈立、王晓东", "served_on": "2026-04-29", "received_by": "欧阳淑芬", "note": "本人签收。",
    },
    "D34": LETTER | {
        "number": "江住建复〔2026〕6号", "channel": "ONLINE", "claims": SUGGESTIONS, "measures": "试点情况将于2026年9月底前在市政府网站公布，欢迎您继续提出意见。",
        "subject": "关于老旧小区错时共享停车的建议",
    },
    "D36": BUREAU | {
        "number": "江信并〔2026〕9号", "to": "欧阳淑芬", "subject": SUBJECT, "holder": "江安市住房和城乡建设局", "due_on": "2026-05-11", "decided_by": "赵明",
        "merged": [
            {"number": "C5T0M9ZE81H2K", "received_on": "2026-03-16", "channel": "LETTER", "subject": "再次反映和苑小区停车收费过高"},
            {"number": "N6W3F7PB20Q4J", "received_on": "2026-03-18", "channel": "ONLINE", "subject": "和苑小区物业乱收费"},
        ],
        "person_basis": "信访人姓名、居民身份证号码和联系电话均与原事项一致。", "matter_basis": "反映的事实和请求与原事项基本相同。",
        "new_facts": "提交2025年1月的缴费票据1张",
    },
    "D37": BUREAU | {
        "volume_number": "JA-XF-2026-0087", "retention": "30年", "petitioners": [PERSON], "subject": SUBJECT, "received_on": "2026-03-02",
        "closed_on": "2026-06-08", "archived_by": "孙慧", "archived_on": "2026-06-20", "issued_on": "2026-06-20",
        "items": [
            {"title": title, "number": number, "dated_on": dated_on, "pages": pages, "sha256": digest * 8}
            for title, number, dated_on, pages, digest in [
                ("信访事项登记表", "", "2026-03-02", 1, "4be0c19a"),
                ("来访接谈记录", "", "2026-03-02", 2, "0d77a3f5"),
                ("信访事项转送函", "江信转〔2026〕87号", "2026-03-05", 2, "91e2b6c8"),
                ("信访事项受理告知书", "江住建受〔2026〕58号", "2026-03-12", 2, "5a30f1d4"),
                ("信访处理意见书", "江住建答〔2026〕41号", "2026-04-28", 3, "c8126e9b"),
                ("送达回证", "", "2026-04-29", 1, "7f45d0a2"),
            ]
        ],
    },
}  # fmt: skip
