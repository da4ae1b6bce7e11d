"""Who asks what of whom, in the payloads of all official papers?"""

HEAD = {
    "organ": "江安市住房和城乡建设局",
    "issued_on": "2026-03-12",
    "petition_number": "7K3Q92MD4XWB0",
    "contact": {"office": "信访接待室", "phone": "0311-5550 2231", "address": "江安市人民路18号3号窗口"},
    "head_hash": "3f9a 01bc 77de 4402 91aa 5c1e 08b7 e6d3",
}
BUREAU = HEAD | {
    "organ": "江安市信访局",
    "contact": {"office": "办信科", "phone": "0311-5550 1100", "address": "江安市新华街2号群众来访接待中心"},
}
CLAIMS = [
    {
        "request": "要求退还物业公司多收的2024年度停车费1,860元",
        "track": "T6_PETITION",
        "facts": "2024年1月至12月，江安和苑物业服务有限公司按每月255元收取地面停车费，高于备案价每月100元。\n上述事实有缴费票据、价格备案表和现场询问笔录证明。",
        "result": "SUPPORT",
        "opinion": "已责令该公司于2026年4月10日前退还多收的1,860元，由本机关督促执行。",
        "basis": "《物业服务收费管理办法》第十八条；《江安市住宅小区停车服务收费备案办法》第六条。",
    },
    {
        "request": "要求将小区北门恢复为机动车出入口",
        "track": "T6_PETITION",
        "facts": "北门于2025年6月经业主大会表决，改为行人和非机动车通道，表决程序符合规定。",
        "result": "EXPLAIN",
        "basis": "《中华人民共和国民法典》第二百七十八条。",
    },
    {
        "request": "要求对物业公司处以二十万元罚款",
        "track": "T4_ADMIN_PROCEDURE",
        "facts": "经查，该公司系首次违规，且在调查期间主动改正。",
        "result": "REJECT",
        "basis": "《中华人民共和国行政处罚法》第三十三条第一款。",
    },
]
SUGGESTIONS = [
    {"request": "老旧小区周边机关停车场夜间向居民开放", "adoption": "ADOPTED", "reason": "方案科学可行，已列入2026年老旧小区改造计划。"},
    {"request": "在文昌路两侧增设夜间限时停车位", "adoption": "PARTLY", "reason": "部分路段不具备条件，先行试点两处。\n试点结束后评估。"},
    {"request": "对占用消防通道的车辆加倍处罚", "adoption": "NOT_ADOPTED", "reason": "现行法律没有设定加倍处罚，本机关无权增设。"},
]
SUMMARY = (
    "信访人反映江安和苑小区物业服务企业2024年1月至12月超出备案标准收取地面停车费，多次与企业协商没有结果，要求退还多收费用、恢复北门机动车出入口并处罚该企业。\n"
    "信访人已提交缴费票据和小区公告照片。"
)
MATERIALS = ["信访事项登记表1份", "来访接谈记录1份", "缴费票据复印件12张", "小区公告照片3张"]
PERSON = {
    "name": "欧阳淑芬",
    "role": "REPRESENTATIVE",
    "paper": "RESIDENT_ID",
    "paper_number": "31**************26",
    "phone": "139****2046",
    "address": "江安市东湖区和苑小区5号楼2单元401室",
}
SUBJECT = "反映江安和苑小区停车收费过高的问题"
LETTER = HEAD | {"to": "欧阳淑芬", "subject": SUBJECT, "received_on": "2026-03-02"}
LEG = BUREAU | {
    "to": "江安市住房和城乡建设局", "received_on": "2026-03-02", "channel": "VISIT", "headcount": 3, "petitioners": [PERSON], "petition_class": "CLAIM",
    "subject": SUBJECT, "summary": SUMMARY, "materials": MATERIALS, "notice_due_on": "2026-03-20", "objection_due_on": "2026-03-12",
    "copies": ["江安市东湖区信访局"], "issued_on": "2026-03-05",
}  # fmt: skip
