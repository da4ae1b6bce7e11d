"""Which official papers are there, and what must each of them say?"""

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

# Papers are Chinese whatever language the officer reads, so coded values have their official word here and not in the catalogues.
WORDS = {
    "channel": {"LETTER": "来信", "VISIT": "来访", "ONLINE": "网上", "PHONE": "来电", "OTHER": "其他"},
    "petition_class": {"SUGGESTION": "建议意见", "ACCUSATION": "检举控告", "CLAIM": "申诉求决"},
    "role": {"PETITIONER": "信访人", "REPRESENTATIVE": "代表", "CO_SIGNER": "联名人", "AGENT": "代理人", "ACCUSED": "被反映人"},
    "paper": {
        "RESIDENT_ID": "居民身份证",
        "PASSPORT": "护照",
        "HKMT_PERMIT": "港澳台居民证件",
        "FOREIGN_PERMIT": "外国人永久居留身份证",
        "OTHER": "其他证件",
    },
    "leg": {"TRANSFER": "转送", "ASSIGN": "交办", "REFER": "转送", "REPORT_UP": "呈报", "RETURN": "退回"},
    "track": {
        "T1_LITIGATION": "诉讼、法律监督或者公安机关法律程序",
        "T2_ARBITRATION": "仲裁程序",
        "T3_PARTY_APPEAL": "党员申诉、申请复审程序",
        "T4_ADMIN_PROCEDURE": "行政复议、行政裁决、行政确认、行政许可、行政处罚等行政程序",
        "T5_DUTY": "查处违法行为、履行法定职责程序",
        "T6_PETITION": "信访程序",
        "SUGGESTION": "建议意见研究论证程序",
    },
    "result": {"SUPPORT": "支持", "EXPLAIN": "解释说明", "REJECT": "不予支持"},
    "adoption": {"ADOPTED": "采纳", "PARTLY": "部分采纳", "NOT_ADOPTED": "未采纳"},
    "decision": {"AGREED": "同意", "REFUSED": "不同意"},
    "mode": {
        "PERSONAL": "直接送达",
        "FAMILY": "成年家属签收",
        "MAIL": "邮寄送达",
        "ELECTRONIC": "电子送达",
        "LEFT": "留置送达",
        "PUBLIC_NOTICE": "公告送达",
    },
}

# What a paper cites where its payload names no article of its own ("articles": {…}); the regulations of 2022.
ARTICLES = {
    "registration": "《信访工作条例》第二十二条",
    "notice": "《信访工作条例》第二十三条",
    "objection": "《信访工作条例》第二十三条第三款",
    "merge": "《信访工作条例》第十九条",
    "recusal": "《信访工作条例》第二十八条",
    "suggestion": "《信访工作条例》第二十九条",
    "tracks": "《信访工作条例》第三十一条",
    "opinion": "《信访工作条例》第三十二条",
    "handling": "《信访工作条例》第三十四条",
    "review": "《信访工作条例》第三十五条",
}

ORGAN = {"organ": _("the issuing organ"), "issued_on": _("the date of issue")}
CASE = {"petition_number": _("the petition's number")}
ADDRESSEE = {"to": _("the addressee")}
CONTACT = {"contact.office": _("the office to ask"), "contact.phone": _("the telephone number to ask")}


@dataclass(frozen=True)
class Kind:
    """One official paper (domain reference §2.6).

    ``required`` maps a path in the payload to the words for it: ``"to"`` a value, ``"contact.phone"`` a value in a dict, ``"claims.request"`` a value
    in every row of a list that must have at least one row. Keys ending in ``_on`` are ISO dates, in ``_at`` ISO instants (shown in the
    office's time zone); coded values are those of ``WORDS``. ``optional`` is what the template also prints.

    Any payload may carry: ``organ_full`` (the name in the red head and under the text; else ``organ``), ``number`` (文号), ``title`` (else the
    kind's), ``seal`` (path of the organ's seal picture, or None), ``articles`` ({key of ARTICLES: text}), ``attachments`` [text], ``copies`` [organ],
    ``contact`` {office, phone, address}, ``head_hash`` (the petition's chain head), ``english`` {title, paragraphs: [text]} (a translation on a page of its own).
    """

    code: str
    title: str
    name: str
    word: str = ""
    required: dict = field(default_factory=dict)
    optional: tuple = ()

    @property
    def template(self) -> str:
        return f"{self.code}.typ"

    @property
    def is_numbered(self) -> bool:
        return bool(self.word)


# fmt: off
KINDS = {
    kind.code: kind
    for kind in [
        Kind(
            "D01", "信访事项登记表", _("Registration sheet"),
            required={
                **ORGAN, **CASE,
                "channel": _("the channel"), "received_at": _("the time of receipt"), "headcount": _("the number of people"),
                "petitioners.name": _("the petitioner's name"), "claims.request": _("the request"), "facts": _("the facts"),
                "first_receiver": _("the first receiver"), "first_unit": _("the first unit"),
            },
            optional=(
                "petitioners[].role paper paper_number phone address", "subject", "reasons", "place", "category", "petition_class",
                "is_repeat", "prior_number", "accused[]", "materials[]", "language", "is_confidential", "is_sealed", "flags[]",
            ),
        ),
        Kind(
            "D02", "来访接谈记录", _("Visit interview record"),
            required={
                **ORGAN, **CASE,
                "visited_at": _("the time of the visit"), "window": _("the window"), "received_by": _("the receiving officer"),
                "petitioners.name": _("the petitioner's name"), "statement": _("what the petitioner stated"),
                "explained": _("what was explained"), "outcome": _("the outcome"),
            },
            optional=(
                "ended_at", "headcount", "recorded_by", "subject", "claims[].request", "materials[]",
                "petitioners[].role paper paper_number phone address",
            ),
        ),
        Kind(
            "D03", "收件回执", _("Receipt"),
            required={
                **ORGAN, **CASE, **CONTACT,
                "query_code": _("the query code"), "received_at": _("the time of receipt"), "channel": _("the channel"),
                "next_step": _("what happens next"), "next_due_on": _("the latest date of the next step"),
                "follow_url": _("the address of the follow page"),
            },
            optional=("to", "subject", "next_organ", "claims[].request", "materials[]", "english.organ next_organ next_step"),
        ),
        Kind(
            "D04", "信访事项转送函", _("Transfer letter"), "转",
            required={
                **ORGAN, **CASE, **ADDRESSEE,
                "received_on": _("the date of receipt"), "petitioners.name": _("the petitioner's name"), "petition_class": _("the class"),
                "summary": _("the summary of the matter"), "materials": _("the list of materials"),
            },
            optional=(
                "channel", "subject", "headcount", "requirements", "notice_due_on", "objection_due_on", "petitioners[].phone address", "copies[]",
            ),
        ),
        Kind(
            "D05", "信访事项交办函", _("Assignment letter"), "交",
            required={
                **ORGAN, **CASE, **ADDRESSEE, **CONTACT,
                "received_on": _("the date of receipt"), "petitioners.name": _("the petitioner's name"), "petition_class": _("the class"),
                "summary": _("the summary of the matter"), "materials": _("the list of materials"),
                "result_due_on": _("the date for the result"),
            },
            optional=(
                "channel", "subject", "headcount", "requirements", "notice_due_on", "objection_due_on", "petitioners[].phone address",
                "copies[]",
            ),
        ),
        Kind(
            "D06", "信访事项去向告知书", _("Where-it-went notice"), "告",
            required={
                **ORGAN, **CASE, **ADDRESSEE,
                "received_on": _("the date of receipt"), "leg": _("how it was passed on"), "sent_to": _("the organ it went to"),
                "sent_on": _("the date it was passed on"), "sent_to_phone": _("that organ's telephone number"),
                "next_step": _("what happens next"), "next_due_on": _("the latest date of the next step"),
            },
            optional=("channel", "subject", "sent_to_address", "follow_url"),
        ),
        Kind(
            "D07", "信访事项受理告知书", _("Acceptance notice"), "受",
            required={
                **ORGAN, **CASE, **ADDRESSEE, **CONTACT,
                "received_on": _("the date of receipt"), "accepted_on": _("the date of acceptance"), "claims.request": _("the request"),
                "claims.track": _("the procedure"), "due_on": _("the date the answer is due"),
            },
            optional=("received_from", "subject", "days", "claims[].due_on article", "is_simple", "review_organ", "follow_url", "copies[]"),
        ),
        Kind(
            "D11", "信访事项转送异议函", _("Objection"), "异",
            required={
                **ORGAN, **CASE, **ADDRESSEE,
                "transfer_number": _("the number of the transfer letter"), "transferred_on": _("the date of the transfer"),
                "received_on": _("the date of receipt"), "summary": _("the summary of the matter"), "grounds": _("the detailed reasons"),
                "basis": _("the legal basis"), "materials": _("the list of materials"),
            },
            optional=("leg", "subject", "petitioners[].name", "suggested_organ"),
        ),
        Kind(
            "D12", "信访事项异议审核意见", _("Decision on an objection"), "核",
            required={
                **ORGAN, **CASE, **ADDRESSEE,
                "objection_number": _("the number of the objection"), "objected_on": _("the date of the objection"),
                "decision": _("the decision"), "reason": _("the reason"),
            },
            optional=("subject", "transfer_number", "new_organ", "notice_due_on", "copies[]"),
        ),
        Kind(
            "D14", "延长办理期限告知书", _("Extension notice"), "延",
            required={
                **ORGAN, **CASE, **ADDRESSEE, **CONTACT,
                "accepted_on": _("the date of acceptance"), "reason": _("the reason"), "due_on": _("the date the answer was due"),
                "extended_due_on": _("the new date"), "approved_by": _("who approved it"),
            },
            optional=("subject", "claims[].request", "days", "approved_on", "follow_url", "copies[]"),
        ),
        Kind(
            "D17", "信访处理意见书", _("Opinion letter"), "答",
            required={
                **ORGAN, **CASE, **ADDRESSEE,
                "received_on": _("the date of receipt"), "received_from": _("from whom it was received"),
                "claims.request": _("the request"), "claims.facts": _("the facts found"), "claims.result": _("the opinion"),
                "claims.basis": _("the legal or policy basis"), "review_organ": _("the organ of review"),
            },
            optional=(
                "accepted_on", "subject", "claims[].opinion", "investigation", "evidence[]", "review_days (30)", "review_address",
                "extended_due_on", "copies[]",
            ),
        ),
        Kind(
            "D23", "送达回证", _("Proof of service"),
            required={
                **ORGAN, **CASE, **ADDRESSEE,
                "papers.title": _("the served document"), "mode": _("the mode of service"), "served_by": _("the serving officer"),
            },
            # Printed empty to be signed by hand, or filled when the service has been recorded: then the mode decides what must be said.
            optional=(
                "papers[].number", "address", "served_on", "received_by", "relation", "witnesses[]", "mail_number", "electronic_address",
                "note",
            ),
        ),
        Kind(
            "D34", "建议意见回复函", _("Reply to a suggestion"), "复",
            required={
                **ORGAN, **CASE, **ADDRESSEE,
                "received_on": _("the date of receipt"), "claims.request": _("the suggestion"),
                "claims.adoption": _("whether it is adopted"), "claims.reason": _("the reason"),
            },
            optional=("channel", "received_from", "subject", "measures", "copies[]"),
        ),
        Kind(
            "D36", "信访事项并案说明", _("Merge note"), "并",
            required={
                **ORGAN, **CASE,
                "merged.number": _("the number of the merged petition"), "merged.received_on": _("its date of receipt"),
                "person_basis": _("why it is the same person"), "matter_basis": _("why it is the same matter"),
                "decided_by": _("who decided it"),
            },
            optional=("to", "subject", "holder", "due_on", "merged[].channel subject", "new_facts"),
        ),
        Kind(
            "D37", "信访卷宗目录", _("File index"),
            required={
                **ORGAN, **CASE,
                "volume_number": _("the number of the volume"), "retention": _("the time of keeping"), "items.title": _("the item's title"),
                "items.sha256": _("the item's checksum"), "archived_by": _("the archivist"), "archived_on": _("the date of filing"),
            },
            optional=("subject", "petitioners[].name", "received_on", "closed_on", "items[].number dated_on pages note"),
        ),
    ]
}
# fmt: on
