"""One petition becomes several or joins another, is not taken in, goes elsewhere, or was none."""

from datetime import date

import pytest

from accounts.models import Level, OrganKind, Role
from petitions import repeats
from petitions.models import Claim, Contact, Document, Evidence, Petition
from petitions.workflow import State, StepNotOpen
from tests.factories import at, make_duty, make_organ, make_party, make_petition

MIXED = "我家的拆迁补偿款两年没有到账。建设局局长张三收了开发商二十万元。请把补偿款发给我。"
BRIBE = "建设局局长张三收了开发商二十万元。"
DAY = date(2026, 3, 4)


def clocks(petition):
    return {clock.rule: (clock.result, clock.started_on, clock.strict_on) for clock in petition.clocks.all()}


def step(client, petition, name, **answers):
    return client.post(f"/cases/{petition.number}/steps/{name}/", answers)


def errors(response):
    return {name: list(sentences) for name, sentences in response.context["form"].errors.items()}


def fresh(petition):
    return Petition.objects.get(pk=petition.pk)


def mixed(cast):
    file = Evidence(name="转账记录.txt", path="evidence/aa/bb", content_type="text/plain", size=3, sha256="0" * 64, is_from_petitioner=True)
    petition = make_petition(
        cast.bureau, cast.clerk, subject="补偿款和张三受贿", text=MIXED, claims=("请把补偿款发给我", "请查处张三"), files=[file]
    )
    petition.advance("take", by=cast.dispatcher, at=at(date(2026, 3, 2)))
    return petition


def split_mixed(client, petition, **more):
    first = petition.claims.first()
    answers = {f"claim_{first.slug}": "1", "subject_1": "补偿款没有到账", "is_mixed": "on", "sentences": ["0", "2"], "accused": "张三"}
    return step(client, petition, "split", **answers | more)


# ── Splitting ──


def test_after_a_split_nobody_without_clearance_finds_the_accusation(cast, sign_in, on):
    """Scenario 49, by page, search and file, for everybody in the office."""
    on(2026, 3, 4)
    petition = mixed(cast)
    file = petition.evidence.get()
    dispatcher = sign_in(cast.dispatcher)

    assert split_mixed(dispatcher, petition).status_code == 302

    petition, claim_part = fresh(petition), Petition.objects.get(split_from=petition)
    assert (petition.is_sealed, petition.petition_class, petition.state, claim_part.is_sealed) == (True, "ACCUSATION", State.TRIAGE, False)
    assert [party.name for party in petition.parties.filter(role="ACCUSED")] == ["张三"]
    assert list(claim_part.claims.values_list("text", flat=True)) == ["请把补偿款发给我"]
    assert list(claim_part.contacts.values_list("text", flat=True)) == ["我家的拆迁补偿款两年没有到账。……请把补偿款发给我。"]
    everybody = [cast.clerk, cast.dispatcher, cast.bureau_leader, cast.supervisor, cast.liaison, cast.leader, cast.handler]
    for duty in everybody:
        client = sign_in(duty)
        assert client.get(f"/cases/{petition.number}/").status_code == 404
        assert client.get(f"/cases/{petition.number}/evidence/{file.slug}/").status_code == 404
        for words in ("张三", "开发商二十万元", "查处张三", petition.number):
            found = client.post("/search/", {"q": words})
            assert found.status_code == 200
            assert found.context["lines"] == []
            assert "收了开发商" not in found.content.decode()
    page = dispatcher.get(f"/cases/{claim_part.number}/").content.decode()
    assert "补偿款" in page
    assert not [words for words in ("张三", "受贿", "二十万", petition.number, petition.grouped_number, file.name) if words in page]
    officer = sign_in(cast.accusation_officer)
    assert "张三" in officer.get(f"/cases/{petition.number}/").content.decode()
    assert officer.get(f"/cases/{claim_part.number}/").status_code == 404


def test_the_claim_part_goes_on_with_the_first_clock_and_its_letters_never_name_the_accused(cast, sign_in, on):
    on(2026, 3, 4)
    petition = mixed(cast)
    split_mixed(sign_in(cast.dispatcher), petition)
    part = Petition.objects.get(split_from=petition)

    part.advance("classify", by=cast.dispatcher, petition_class="CLAIM")
    part.advance("transfer", by=cast.dispatcher, organ=cast.housing)

    assert part.clocks.get(rule="C01").started_on == date(2026, 3, 2)
    assert (part.received_on, part.first_receiver, part.first_organ) == (date(2026, 3, 2), cast.clerk, cast.bureau)
    assert part.petitioner.name == petition.petitioner.name
    letter = str(Document.objects.get(petition=part, kind="D04").payload)
    assert "补偿款" in letter
    assert "张三" not in letter


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"sentences": [], "passages": ""}, "passages"),
        ({"sentences": [], "passages": "李四收钱"}, "passages"),
        ({"sentences": [], "passages": "收了开发商二十万元"}, "passages"),  # the name would still stand there
        ({"accused": ""}, "accused"),
        ({"subject_1": "补偿款和张三"}, "__all__"),
    ],
    ids=["nothing-marked", "not-in-the-text", "name-left", "nobody-accused", "name-in-the-subject"],
)
def test_what_others_will_read_is_looked_through_before_anything_is_split(cast, sign_in, on, more, field):
    on(2026, 3, 4)
    petition = mixed(cast)

    answer = split_mixed(sign_in(cast.dispatcher), petition, **more)

    assert answer.status_code == 422
    assert list(errors(answer)) == [field]
    assert not fresh(petition).is_sealed
    assert Petition.objects.count() == 1


def test_claims_of_two_organs_go_on_in_two_petitions_and_come_back_by_two_persons(cast, sign_in, on):
    on(2026, 3, 4)
    petition = cast.sorted()
    _roof, damages = petition.claims.all()
    dispatcher, leader = sign_in(cast.dispatcher), sign_in(cast.bureau_leader)

    assert step(dispatcher, petition, "split", **{f"claim_{damages.slug}": "1"}).status_code == 302

    part = petition.split_into.get()
    assert (part.state, part.subject, part.petition_class, part.holder) == (State.TRIAGE, "请赔偿损失", "CLAIM", cast.dispatcher)
    assert part.contacts.get() == petition.contacts.get()
    assert list(petition.claims.values_list("seq", "text")) == [(1, "请修理屋顶")]
    assert list(part.claims.values_list("seq", "text")) == [(1, "请赔偿损失")]
    assert clocks(part) == {"C01": ("RUNNING", date(2026, 3, 2), date(2026, 3, 17))}
    assert part.events.get().step == "split_off"
    assert part.grouped_number in dispatcher.get(f"/cases/{petition.number}/").content.decode()

    assert step(dispatcher, petition, "undo_split", reason="同一事项").status_code == 302
    assert fresh(part).state == State.TRIAGE
    leader.post(f"/cases/{petition.number}/proposals/{petition.pending.slug}/", {"decision": "confirm"})

    assert list(petition.claims.values_list("seq", "text")) == [(1, "请修理屋顶"), (3, "请赔偿损失")]
    assert (fresh(part).state, part.claims.count(), clocks(part)["C01"][0]) == (State.VOID, 0, "NA")
    assert Claim.ever.filter(petition=petition).count() == 3


def test_a_split_is_not_undone_when_a_part_has_gone_on(cast):
    petition = cast.sorted()
    claim = petition.claims.last()
    petition.advance("split", by=cast.dispatcher, at=at(DAY), parts=[{"subject": "赔偿", "claims": [claim], "files": []}])
    petition.split_into.get().advance("transfer", by=cast.dispatcher, at=at(DAY), organ=cast.water)

    with pytest.raises(StepNotOpen):
        petition.advance("undo_split", by=cast.dispatcher, at=at(DAY), reason="误分")


def test_every_claim_goes_on_in_one_petition_and_one_has_to_stay(cast):
    petition = cast.sorted()
    first, last = petition.claims.all()
    wrong = [
        [{"subject": "a", "claims": [first], "files": []}, {"subject": "b", "claims": [first], "files": []}],
        [{"subject": "a", "claims": [first, last], "files": []}],
        [{"subject": "a", "claims": [], "files": []}],
        [],
    ]

    for parts in wrong:
        with pytest.raises(StepNotOpen):
            petition.advance("split", by=cast.dispatcher, at=at(DAY), parts=parts)
    petition.advance("split", by=cast.dispatcher, at=at(DAY), parts=[{"subject": "a", "claims": [last], "files": []}])

    assert petition.split_into.count() == 1


# ── Merging and linking ──


def second(cast, **fields):
    petition = make_petition(cast.bureau, cast.clerk, received_on=date(2026, 3, 9), **fields)
    petition.advance("take", by=cast.dispatcher, at=at(date(2026, 3, 9)))
    return petition


def test_a_repeat_is_merged_its_clock_stops_and_the_other_petition_keeps_its_dates(cast, sign_in, on):
    on(2026, 3, 10)
    master, again = cast.accepted(accepted_on=date(2026, 3, 9), sent_on=date(2026, 3, 4), signed_on=date(2026, 3, 5)), second(cast)
    before = clocks(master)
    assert [other.pk for other in repeats.of_same_people(again, cast.dispatcher)] == [master.pk]
    dispatcher = sign_in(cast.dispatcher)
    answers = {"other": master.number, "person_basis": "同一手机号码", "matter_basis": "同一屋顶", "new_facts": "三月八日又漏了一次"}

    assert step(dispatcher, again, "merge", **answers).status_code == 302

    again, master = fresh(again), fresh(master)
    assert (again.state, again.repeats, again.is_repeat, clocks(again)["C01"][0]) == (State.MERGED, master, True, "MET")
    assert (clocks(master), master.state, master.times_brought) == (before, State.HANDLING, 2)
    assert [contact.text for contact in master.contacts.all()] == ["我家公租房屋顶漏水半年，请修理。", "三月八日又漏了一次"]
    assert master.events.last().step == "gain_repeat"
    note = again.documents.get()
    assert (note.kind, note.payload["petition_number"], note.is_for_petitioner) == ("D36", master.grouped_number, True)

    assert step(dispatcher, again, "undo_merge", reason="不是同一屋顶").status_code == 302
    sign_in(cast.bureau_leader).post(f"/cases/{again.number}/proposals/{again.pending.slug}/", {"decision": "confirm"})

    again = fresh(again)
    assert (again.state, again.repeats, again.holder) == (State.TRIAGE, None, cast.dispatcher)
    assert [clock.strict_on for clock in again.clocks.running()] == [date(2026, 3, 24)]
    assert (fresh(master).times_brought, fresh(master).events.last().step) == (1, "lose_repeat")


def test_another_persons_petition_is_linked_and_never_merged(cast):
    master, other = cast.sorted(), second(cast, parties=[make_party("刘大海", "13900000009", address="南湖区")])
    basis = {"person_basis": "—", "matter_basis": "同一屋顶"}

    with pytest.raises(StepNotOpen):
        other.advance("merge", by=cast.dispatcher, at=at(date(2026, 3, 10)), other=master, **basis)
    other.advance("link", by=cast.dispatcher, at=at(date(2026, 3, 10)), other=master)

    assert (other.state, other.repeats, master.times_brought) == (State.TRIAGE, master, 2)


def test_nothing_is_merged_into_itself_or_into_what_does_not_count(cast):
    void, merged, again = second(cast), second(cast), second(cast)
    void.advance("void", by=cast.clerk, at=at(date(2026, 3, 9)), reason="误登")
    void.confirm(void.pending, by=cast.bureau_leader, at=at(date(2026, 3, 9)))
    basis = {"person_basis": "同一人", "matter_basis": "同一事"}
    merged.advance("merge", by=cast.dispatcher, at=at(date(2026, 3, 10)), other=again, **basis)
    sealed = second(cast)
    sealed.advance("classify", by=cast.dispatcher, at=at(date(2026, 3, 10)), petition_class="ACCUSATION")

    for other in (again, void, merged, sealed):
        with pytest.raises(StepNotOpen):
            again.advance("merge", by=cast.dispatcher, at=at(date(2026, 3, 10)), other=other, **basis)

    assert again.state == State.TRIAGE


# ── Not taken in ──


def county(cast):
    """A county below the city: its bureau with its people, and a department."""
    seat = make_organ("东湖区人民政府", OrganKind.GOVERNMENT, level=Level.COUNTY, parent=cast.city)
    bureau = make_organ("东湖区信访局", OrganKind.BUREAU, level=Level.COUNTY, parent=seat, phone="0999-7770000")
    return bureau, make_duty(Role.CLERK, bureau), make_duty(Role.DISPATCHER, bureau)


def test_a_matter_pending_in_time_at_the_county_is_not_taken_in_again_at_the_city(cast, sign_in, on):
    """Scenario 45."""
    on(2026, 3, 10)
    bureau, clerk, county_dispatcher = county(cast)
    pending = make_petition(bureau, clerk)
    pending.advance("take", by=county_dispatcher, at=at(date(2026, 3, 3)))
    before, again = clocks(pending), second(cast)
    dispatcher = sign_in(cast.dispatcher)
    page = dispatcher.get(f"/cases/{again.number}/steps/decline/").content.decode()
    assert pending.grouped_number in page
    assert dispatcher.get(f"/cases/{pending.number}/").status_code == 404  # that it is there, not what it says

    answers = {"refusal": "PENDING_ELSEWHERE_SAME_MATTER", "other": pending.number, "reason": "东湖区正在办理", "mode": "PERSONAL"}
    assert step(dispatcher, again, "decline", **answers, notified_on="2026-03-10", received_by="王秀英").status_code == 302

    again, pending = fresh(again), fresh(pending)
    assert (again.state, again.repeats, again.closed_on) == (State.NOT_ACCEPTED, pending, date(2026, 3, 10))
    assert (clocks(again)["C01"][0], clocks(pending), pending.times_brought) == ("MET", before, 2)
    notice = again.documents.get(kind="D08")
    assert (notice.payload["pending_with"], notice.payload["article"]) == (bureau.name, "《信访工作条例》第十九条第三款")
    assert notice.services.get().served_on == date(2026, 3, 10)


def test_a_reason_that_the_profile_does_not_know_is_not_offered_and_a_late_matter_is_not_pending_in_time(cast, sign_in, on):
    on(2026, 4, 20)
    late, again = cast.transferred(), second(cast)
    dispatcher = sign_in(cast.dispatcher)
    told = {"mode": "PERSONAL", "notified_on": "2026-04-20", "reason": "理由"}

    unknown = step(dispatcher, again, "decline", refusal="OTHER_CHANNEL_ONLY", guidance="请向法院起诉", **told)
    overdue = step(dispatcher, again, "decline", refusal="PENDING_ELSEWHERE_SAME_MATTER", other_number=late.number, **told)

    assert (unknown.status_code, list(errors(unknown))) == (422, ["refusal"])
    assert (overdue.status_code, list(errors(overdue))) == (422, ["other"])
    assert fresh(again).state == State.TRIAGE


def test_what_is_no_petition_is_refused_with_where_to_go(cast, sign_in, on):
    on(2026, 3, 10)
    again = second(cast)

    step(sign_in(cast.dispatcher), again, "decline", refusal="NOT_A_PETITION", reason="咨询政策", mode="MAIL", notified_on="2026-03-10")

    notice = fresh(again).documents.get(kind="D08")
    assert (notice.payload["refusal"], notice.payload["guidance"]) == (
        "NOT_A_PETITION",
        "您的咨询可以在接待窗口或者本机关网站的咨询栏目得到解答。",
    )


def final(cast, finality):
    """A matter of the same person that came to that end."""
    master = cast.served()
    master.advance("lapse", actor="SYSTEM", at=at(date(2026, 5, 14)))
    Petition.objects.filter(pk=master.pk)
    return master


def test_what_was_decided_to_the_end_is_refused_by_two_where_the_profile_lets_it(cast, sign_in, on):
    on(2026, 6, 2)
    master = final(cast, "WINDOW_LAPSED")
    again = second(cast)
    details = {"other": master, "would_count": "新的事实", "reason": "同一事实和理由"}

    with pytest.raises(StepNotOpen):  # CN_2022 names the re-review alone (art. 36)
        again.advance("decline_final", by=cast.dispatcher, at=at(date(2026, 6, 2)), **details)
    cast.bureau.profile = "SHANDONG_2015"
    cast.bureau.save()
    again = second(cast)
    step(sign_in(cast.dispatcher), again, "decline_final", other=master.number, reason="同一事实和理由", would_count="新的事实")
    assert fresh(again).state == State.TRIAGE
    sign_in(cast.bureau_leader).post(f"/cases/{again.number}/proposals/{again.pending.slug}/", {"decision": "confirm"})

    again = fresh(again)
    assert (again.state, again.repeats) == (State.NO_LONGER_ACCEPTED, master)
    notice = again.documents.get(kind="D09")
    assert notice.payload["final_number"] == master.documents.get(kind="D17").number
    assert notice.payload["lapsed_on"] == "2026-05-13"

    step(sign_in(cast.dispatcher), again, "serve_notice", mode="MAIL", served_on="2026-06-02")
    assert notice.services.get().mode == "MAIL"


def test_an_urgent_matter_is_never_refused_as_final(cast):
    cast.bureau.profile = "SHANDONG_2015"
    cast.bureau.save()
    master = final(cast, "WINDOW_LAPSED")
    again = second(cast, is_urgent=True)

    with pytest.raises(StepNotOpen):
        again.advance("decline_final", by=cast.dispatcher, at=at(date(2026, 6, 2)), other=master, would_count="新的事实", reason="同一事实")

    assert again.state == State.TRIAGE


# ── Guided into another procedure ──


@pytest.mark.parametrize(
    ("channel", "event_on", "last_day", "papers"),
    [
        ("RECONSIDERATION", "2026-02-20", "2026-04-21", ["D10"]),
        ("ADMIN_SUIT", "2025-10-31", "2026-04-30", ["D10", "D33"]),
        ("LABOUR_ARBITRATION", "2025-06-30", "2026-06-30", ["D10"]),
        ("CIVIL_SERVANT_REVIEW", "2026-03-01", "2026-03-31", ["D10"]),
        ("PARTY_APPEAL", "", None, ["D10"]),
    ],
)
def test_who_is_guided_elsewhere_is_told_the_day_that_must_not_be_missed(cast, sign_in, on, client, channel, event_on, last_day, papers):
    on(2026, 3, 10)
    petition = cast.sorted(received_on=date(2026, 3, 9))
    answers = {"channel": channel, "event_on": event_on, "body_address": "江城市中山路 1 号", "reason": "依法应当由该程序处理"}

    sent = step(sign_in(cast.dispatcher), petition, "guide", **answers, mode="PERSONAL", notified_on="2026-03-10")

    assert sent.status_code == 302
    petition = fresh(petition)
    assert (petition.state, [document.kind for document in petition.documents.all()]) == (State.ROUTED_LEGAL, papers)
    assert petition.documents.get(kind="D10").payload["limitation_on"] == last_day
    assert clocks(petition)["C01"][0] == "MET"
    client.post("/follow/", {"number": petition.number, "code": petition.query_code, "tail": "0001"})
    page = client.get("/follow/petition/", headers={"accept-language": "en"}).content.decode()
    assert ("Do not miss" in page) == bool(last_day)
    assert ("art. 20" in page) == (channel == "RECONSIDERATION")


def test_nobody_is_guided_into_a_procedure_whose_time_is_over(cast, sign_in, on):
    on(2026, 3, 10)
    petition = cast.sorted(received_on=date(2026, 3, 9))
    answers = {"channel": "RECONSIDERATION", "event_on": "2025-12-01", "body_address": "中山路", "reason": "复议", "mode": "MAIL"}

    late = step(sign_in(cast.dispatcher), petition, "guide", **answers, notified_on="2026-03-10")
    undated = step(sign_in(cast.dispatcher), petition, "guide", **answers | {"event_on": ""}, notified_on="2026-03-10")

    assert [list(errors(answer)) for answer in (late, undated)] == [["event_on"], ["event_on"]]
    assert fresh(petition).state == State.TRIAGE


# ── To where it belongs ──


def test_a_first_unit_refers_the_matter_and_the_bureau_gets_its_copy(cast, sign_in, on):
    on(2026, 3, 10)
    clerk = make_duty(Role.CLERK, cast.water)
    petition = make_petition(cast.water, clerk, received_on=date(2026, 3, 9))
    liaison = sign_in(cast.water_liaison)
    step(liaison, petition, "take")
    step(liaison, petition, "classify", petition_class="CLAIM", subject="漏水")

    assert step(liaison, petition, "refer", organ=cast.housing.name, organ_slug=cast.housing.slug).status_code == 302

    petition = fresh(petition)
    assert (petition.state, petition.holder_organ, petition.current_transfer.kind) == (State.ROUTING, cast.housing, "REFER")
    assert {"C03", "C04"} <= {clock.rule for clock in petition.clocks.running()}
    assert sign_in(cast.dispatcher).get(f"/cases/{petition.number}/").status_code == 200
    assert [document.kind for document in petition.documents.all()] == ["D04", "D06"]


def test_a_lower_bureau_sorts_what_it_was_sent_within_its_stage(cast, sign_in, on):
    on(2026, 3, 10)
    bureau, _clerk, county_dispatcher = county(cast)
    petition = cast.sorted(received_on=date(2026, 3, 9))

    step(sign_in(cast.dispatcher), petition, "transfer", organ=bureau.name, organ_slug=bureau.slug)
    assert {clock.rule: clock.strict_on for clock in petition.clocks.running()} == {
        "C22": date(2026, 3, 14),
        "C10": date(2026, 3, 11),  # passed on by then, simple procedure stays possible
    }
    assert step(sign_in(county_dispatcher), petition, "receive").status_code == 302
    assert (fresh(petition).state, fresh(petition).holder) == (State.TRIAGE, county_dispatcher)
    fresh(petition).advance("transfer", by=county_dispatcher, organ=cast.water)

    petition = fresh(petition)
    assert (petition.state, petition.holder_organ, clocks(petition)["C22"][0]) == (State.ROUTING, cast.water, "MET")
    assert [leg.to_organ for leg in petition.transfers.all()] == [bureau, cast.water]


def test_the_leader_reports_up_to_what_stands_above_and_to_nothing_else(cast):
    bureau, clerk, dispatcher = county(cast)
    leader = make_duty(Role.B_LEAD, bureau)
    petition = make_petition(bureau, clerk, received_on=date(2026, 3, 9))
    petition.advance("take", by=dispatcher, at=at(date(2026, 3, 9)))
    petition.advance("classify", by=dispatcher, at=at(date(2026, 3, 9)), petition_class="CLAIM")

    with pytest.raises(StepNotOpen):
        petition.advance("report_up", by=leader, at=at(date(2026, 3, 10)), organ=cast.housing, reason="重大事项")
    petition.advance("report_up", by=leader, at=at(date(2026, 3, 10)), organ=cast.bureau, reason="重大事项，建议市级协调")

    assert (petition.state, petition.holder_organ, petition.current_transfer.kind) == (State.ROUTING, cast.bureau, "REPORT_UP")
    assert clocks(petition)["C01"][0] == "MET"


def test_a_mistaken_registration_is_void_by_two_and_keeps_its_number(cast):
    petition = make_petition(cast.bureau, cast.clerk)
    number = petition.number

    petition.advance("void", by=cast.clerk, at=at(DAY), reason="重复扫描")
    assert petition.state == State.REGISTERED
    petition.confirm(petition.pending, by=cast.bureau_leader, at=at(DAY))

    assert (petition.state, petition.number, clocks(petition)["C01"][0]) == (State.VOID, number, "NA")


def test_the_envelope_goes_to_the_discipline_organ_and_its_clock_is_for_information(cast):
    petition = cast.sorted(petition_class="ACCUSATION", received_on=date(2026, 2, 9))

    petition.advance("identify", by=cast.accusation_officer, at=at(date(2026, 2, 10)), is_identified=False, reason="材料未写明单位和姓名")

    petition.advance("hand_to_discipline", by=cast.accusation_officer, at=at(date(2026, 2, 10)), organ=cast.discipline, envelopes=2)

    paper = petition.documents.get()
    assert (paper.kind, paper.payload["envelopes"]) == ("D32", 2)
    assert "漏水" not in str(paper.payload)
    assert "密移〔2026〕1号" in paper.number
    assert clocks(petition)["C28"] == ("RUNNING", date(2026, 2, 10), date(2026, 3, 9))  # scenario 38


# ── Who may ──

ALLOWED_AND_REFUSED = {
    "split": ("dispatcher", "supervisor", lambda petition: {"parts": [{"subject": "a", "claims": [petition.claims.last()], "files": []}]}),
    "link": ("dispatcher", "clerk", lambda petition: {}),
    "merge": ("dispatcher", "clerk", lambda petition: {"person_basis": "同一人", "matter_basis": "同一事"}),
    "decline": ("dispatcher", "bureau_leader", lambda petition: {
        "refusal": "NOT_A_PETITION", "guidance": "咨询窗口", "reason": "咨询", "mode": "MAIL", "notified_on": DAY,
    }),
    "guide": ("dispatcher", "handler", lambda petition: {
        "channel": "ADMIN_SUIT", "event_on": date(2026, 2, 2), "body": "法院", "body_address": "中山路", "materials": ["起诉状"], "mode": "MAIL",
        "notified_on": DAY,
    }),
    "void": ("clerk", "dispatcher", lambda petition: {"reason": "误登"}),
    "terminate": ("bureau_leader", "leader", lambda petition: {"ground": "UNIDENTIFIABLE", "reason": "查无此人"}),
    "flag_urgent": ("clerk", "liaison", lambda petition: {"reason": "扬言自杀"}),
    "ask_withdrawal": ("clerk", "dispatcher", lambda petition: {"parties": petition.petitioners, "statement": "本人自愿撤回"}),
}  # fmt: skip


@pytest.mark.parametrize("name", ALLOWED_AND_REFUSED)
def test_each_step_of_sorting_has_one_who_may_and_one_who_may_not(cast, name):
    allowed, refused, details = ALLOWED_AND_REFUSED[name]
    petition = cast.sorted()
    details = details(petition)
    if name in ("link", "merge"):
        details["other"] = make_petition(cast.bureau, cast.clerk)
    last = petition.events.last()

    with pytest.raises(StepNotOpen):
        petition.advance(name, by=getattr(cast, refused), at=at(DAY), **details)
    assert petition.events.last() == last
    petition.advance(name, by=getattr(cast, allowed), at=at(DAY), **details)

    assert petition.events.count() == last.seq + 1


def test_the_copy_that_others_read_is_a_row_of_its_own_and_cannot_be_changed(cast, sign_in, on):
    on(2026, 3, 4)
    petition = mixed(cast)
    split_mixed(sign_in(cast.dispatcher), petition)
    copy = Petition.objects.get(split_from=petition).contacts.get()

    assert copy.pk != petition.contacts.get().pk
    assert Contact.objects.count() == 2
    assert (copy.channel, copy.received_at, copy.duty) == ("VISIT", petition.contacts.get().received_at, cast.clerk)
