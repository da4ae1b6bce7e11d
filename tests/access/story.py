"""What happens in the two offices: a spring of ordinary matters in both, and in one of them accusations in the middle of it."""

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Absence, Role
from petitions import anchors, files, queues, remarks, verifying
from petitions.accusations import Accused
from petitions.models import Contact, Event, Petition, Queue, Track
from petitions.tasks import deliver_notices
from petitions.workflow.taking_over import Matter, take_over
from reception import reporting
from reception.models import OnlineSubmission
from reception.reporting import Whom
from supervision import scoring, warnings
from supervision.ladder import sweep
from tests.access.worlds import TODAY
from tests.factories import Cast, at, make_contact, make_duty, make_organ, make_party, make_petition
from tests.supervision.scenes import Supervised

# What an accusation says, and what somebody might type who looks for one.
SAID = {
    "subject": "举报虚列防水工程套取维修资金", "text": "有人虚列青松里防水工程，套取维修资金三十余万元，附转账记录。", "claim": "请查处套取资金的人",
    "place": "青松里八号楼", "name": "闻人举", "phone": "13977700077", "paper": "11010519491231002X", "email": "accuser@example.org",
    "address": "江城市青松里 8 号",
}  # fmt: skip


def people(world):
    """Everybody who plays a part, by name; among them those below the accused, beside them, and far from them."""
    cast = world.cast = Cast()
    cast.review_offices()
    cast.below = make_organ("房屋安全鉴定中心", parent=cast.housing)
    cast.below_handler = make_duty(Role.HANDLER, cast.below, "云鉴定")
    cast.below_liaison = make_duty(Role.LIAISON, cast.below, "章联络")
    cast.other_clerk = make_duty(Role.CLERK, cast.bureau, "许窗口")
    cast.other_dispatcher = make_duty(Role.DISPATCHER, cast.bureau, "吕分办")
    cast.other_handler = make_duty(Role.HANDLER, cast.housing, "施承办")
    cast.deputy_leader = make_duty(Role.B_LEAD, cast.bureau, "孔副局长")
    cast.auditor = make_duty(Role.AUDITOR, cast.bureau, "曹审计")
    cast.bureau_archivist = make_duty(Role.ARCHIVIST, cast.bureau, "苏档案")
    cast.water_archivist = make_duty(Role.ARCHIVIST, cast.water, "潘档案")
    cast.discipline_officer = make_duty(Role.DISC, cast.discipline, "严纪检")
    cast.education_leader, cast.education_liaison  # noqa: B018 - they are made when somebody asks for them
    cast.education_handler = make_duty(Role.HANDLER, cast.education, "葛承办")


def arrivals(world):
    """The first weeks: what was only registered, sorted, sent, objected to."""
    cast = world.cast
    # Whoever accuses has other matters too, and those are known to everybody who has to do with them.
    same = {"name": SAID["name"], "phone": SAID["phone"], "address": SAID["address"], "paper": "RESIDENT_ID", "paper_number": SAID["paper"]}
    world.own = make_petition(
        cast.bureau,
        cast.clerk,
        received_on=date(2026, 6, 15),
        subject="青松里路灯不亮",
        text="青松里八号楼前路灯坏了一个月。",
        parties=[make_party(**same)],
    )
    cast.sorted(received_on=date(2026, 6, 9), subject="青松里停水", text="青松里八号楼停水三天。", parties=[make_party(**same)])
    make_petition(
        cast.bureau, cast.clerk, received_on=date(2026, 6, 16), is_confidential=True, parties=[make_party("林保密", "13900000002")]
    )
    make_petition(
        cast.bureau,
        None,
        received_on=date(2026, 6, 17),
        channel="ONLINE",
        parties=[make_party("何网上", "13900000003", email="he@example.org")],
    )
    make_petition(cast.bureau, cast.clerk, received_on=date(2026, 6, 18), is_urgent=True, subject="讨薪农民工欲爬塔吊")
    cast.sorted(received_on=date(2026, 6, 11))
    cast.sorted(received_on=date(2026, 6, 10), subject="反映维修资金收费标准", text="青松里维修资金怎么收的，请说明。")
    cast.transferred(received_on=date(2026, 6, 8), sent_on=date(2026, 6, 15))
    cast.transferred(received_on=date(2026, 6, 5), sent_on=date(2026, 6, 12), organ=cast.water)
    petition = cast.transferred(received_on=date(2026, 6, 12), sent_on=date(2026, 6, 17))
    petition.advance(
        "object",
        by=cast.liaison,
        at=at(date(2026, 6, 18)),
        grounds="供水管网由水利局管理，不属于本单位职责。",
        basis="三定方案",
        suggested_organ=cast.water,
    )
    petition.confirm(petition.pending, by=cast.leader, at=at(date(2026, 6, 18))) if petition.pending else None


def handling(world):
    cast = world.cast
    cast.assigned()
    cast.assigned_jointly()
    cast.disputed()
    petition = cast.signed_for()
    petition.advance("appoint", by=cast.liaison, handler=cast.other_handler)
    found = cast.found(is_confidential=True)
    found.advance("submit", by=cast.handler, at=at(date(2026, 4, 9)))
    take_over(
        Petition,
        [
            Matter(
                contact=make_contact(cast.bureau, subject="旧系统的来信", text="旧系统转来。", received_on=date(2026, 1, 5), channel="LETTER", source=f"old:{place}"),
                parties=[make_party(f"旧案{place}", f"1360000000{place}")], organ=cast.housing, replied_on=date(2026, 2, 3 + place),
            )
            for place in range(3)
        ],
        by=cast.clerk,
    )  # fmt: skip


def answers(world):
    cast = world.cast
    world.served, world.accepted = cast.served(), cast.accepted()
    cast.review_decided()
    cast.rereview_taken_up()
    cast.promised()
    cast.ordered_to_correct()
    archived(world, cast.served())


def archived(world, petition):
    cast = world.cast
    petition.advance("lapse", actor=Event.Actor.SYSTEM, at=at(date(2026, 5, 14)))
    petition.advance("archive", by=cast.archivist, at=at(date(2026, 6, 1)))
    return petition


# ── The accusations: one world has them, the other does not ──


def accuse(world, whom, *, received_on, place):
    """By the office's own lane: sealed from its first moment, received outside of what it accuses, and named by the officer of the lane."""
    cast = world.cast
    contact = make_contact(
        cast.bureau, subject=f"{SAID['subject']}{place}", text=SAID["text"], place=SAID["place"], received_on=received_on, channel="ONLINE"
    )
    accuser = make_party(SAID["name"], SAID["phone"], SAID["address"], email=SAID["email"], paper="RESIDENT_ID", paper_number=SAID["paper"])
    evidence = files.store(SimpleUploadedFile("转账记录.txt", SAID["text"].encode()))
    petition = reporting.receive(OnlineSubmission, contact=contact, whom=whom, parties=[accuser], claims=[SAID["claim"]], files=[evidence])
    keeper = cast.accusation_officer if petition.holder_organ == cast.bureau else cast.discipline_officer
    petition.advance("take", by=keeper)
    world.accusations = [*world.accusations, petition]
    return petition, keeper


def against_the_housing_bureau(world):
    """Overdue: nobody has handed it on, and the sweep finds it."""
    cast = world.cast
    petition, keeper = accuse(world, Whom(unit="江城市住房和城乡建设局"), received_on=date(2026, 4, 20), place="一")
    assert keeper == cast.accusation_officer
    petition.advance("identify", by=keeper, is_identified=True, accused=[Accused("市住建局", cast.housing)])
    petition.advance("ask_petitioner", by=keeper, text="请补充转账记录原件。", reply_by=date(2026, 6, 30))
    remarks.write(petition, by=keeper, text="虚列工程一事已调取合同。", to=[])


def against_the_leader_of_water(world):
    """Handed to the discipline organ, signed for, and filed there."""
    cast = world.cast
    petition, keeper = accuse(world, Whom(name="卫局长", unit="水利局"), received_on=date(2026, 5, 11), place="二")
    petition.advance("identify", by=keeper, is_identified=True, accused=[Accused("卫局长", cast.water, cast.water_leader.officer)])
    petition.advance("hand_to_discipline", by=keeper, at=at(date(2026, 5, 20)), organ=cast.discipline)
    petition.advance("record_hand_over", by=cast.discipline_officer, at=at(date(2026, 5, 21)), mode="PERSONAL", served_on=date(2026, 5, 21))
    petition.advance("archive", by=cast.discipline_officer, at=at(date(2026, 6, 3)))


def against_the_leader_of_the_bureau(world):
    """The whole bureau has to keep away, its accusation officer too: the lane leads to the discipline organ."""
    cast = world.cast
    petition, keeper = accuse(world, Whom(name="周局长", unit="江城市信访局"), received_on=date(2026, 6, 2), place="三")
    assert keeper == cast.discipline_officer
    petition.advance("identify", by=keeper, is_identified=True, accused=[Accused("周局长", cast.bureau, cast.bureau_leader.officer)])


def against_the_accusation_officer(world):
    cast = world.cast
    petition, keeper = accuse(world, Whom(name="郑专办", unit="江城市信访局"), received_on=date(2026, 6, 4), place="四")
    accused = [Accused("郑专办", None, cast.accusation_officer.officer), Accused("周局长", None, cast.bureau_leader.officer)]
    petition.advance("identify", by=keeper, is_identified=True, accused=accused)
    petition.advance("keep_accusation", by=keeper)


# ── Afterwards, in both ──


def more_of_the_same(world):
    """What comes later gets the same signs and numbers, whatever came before it."""
    cast = world.cast
    for place in range(4):
        make_petition(
            cast.bureau,
            cast.other_clerk,
            received_on=date(2026, 6, 18),
            subject=f"夜间施工噪声{place}",
            parties=[make_party(f"后来{place}", f"1370000000{place}")],
        )
    cast.accepted(received_on=date(2026, 5, 6), sent_on=date(2026, 5, 12), signed_on=date(2026, 5, 13), accepted_on=date(2026, 5, 14))
    cast.served()
    archived(world, cast.served())
    petition = cast.signed_for()
    petition.advance("appoint", by=cast.liaison, handler=cast.handler)
    petition.advance("accept", by=cast.handler, track=Track.T6_PETITION, mode="PERSONAL", notified_on=TODAY)
    remarks.write(world.accepted, by=cast.leader, text="请到现场测量。", to=[cast.handler], is_task=True, due_on=date(2026, 6, 25))
    evidence = files.store(SimpleUploadedFile("现场.txt", "屋顶照片说明。".encode()))
    world.accepted.advance("add_material", by=cast.handler, files=[evidence])
    Absence.objects.create(duty=cast.other_handler, deputy=cast.handler, since=TODAY, until=date(2026, 6, 30), set_by=cast.liaison)


def queues_are_kept(world):
    """Everybody who has lists keeps a queue that counts in the morning and calls at once."""
    for name, duty in vars(world.cast).items():
        tabs = {
            "B_LEAD": "all",
            "O_LEAD": "all",
            "SUPERV": "organ",
            "DISPATCHER": "others",
            "LIAISON": "organ",
            "HANDLER": "mine",
            "CLERK": "organ",
        }
        if getattr(duty, "role", None) in tabs and hasattr(duty, "officer"):
            Queue.objects.create(
                duty=duty, name=f"早报{name}"[:30], tab=tabs[duty.role], query={}, wants_digest=True, most=1, calls_when_late=True
            )


def supervised(world):
    """Orders, warnings, deductions, a sample, an inspection, a circular and somebody from outside: on ordinary matters alone, in both."""
    Supervised(world.cast, TODAY, late=world.accepted, closed=world.served)


def nights(world):
    """Sweeps, queues, letters, verification and the root file: what the worker does when nobody looks."""
    with world.here("worker"):
        for day in (date(2026, 5, 20), date(2026, 6, 12), TODAY):
            sweep(day)
        scoring.propose(TODAY)
        warnings.propose(TODAY)
        deliver_notices()
        queues.call(timezone.now())
        queues.send_digests(TODAY)
        deliver_notices()
        verifying.verify(anchors.newest()).save()
        anchors.write(timezone.now())


def those_who_may_look_first(world):
    """Accusation officers open, export and print what is theirs, and leaders open their dashboards: whatever is kept of it is kept now."""
    cast = world.cast
    for duty in (cast.accusation_officer, cast.discipline_officer, cast.bureau_leader, cast.supervisor, cast.leader):
        client = Client(raise_request_exception=False)
        world.dice.throw("a visit", duty.officer.username)
        client.force_login(duty.officer)
        rooms = [
            "start",
            "worklist",
            "worklist-excel",
            "worklist-print",
            "files",
            "files-excel",
            "notices",
            "board",
            "supervision",
            "supervised",
        ]
        rooms += [
            "forecast",
            "demands",
            "warnings",
            "assessment",
            "own-assessment",
            "quality",
            "signals",
            "inspections",
            "reports",
            "brief",
        ]
        addresses = [reverse(name) for name in rooms]
        for petition in world.accusations:
            petition_address = reverse("petition", args=[petition.number])
            addresses += [petition_address, f"{petition_address}notes/", f"{petition_address}file.pdf", f"{petition_address}file.zip"]
        for address in addresses:
            world.dice.throw("a visit", duty.officer.username, address)
            answer = client.get(address)
            if answer.streaming:
                b"".join(answer.streaming_content)
        client.post(reverse("search"), {"q": SAID["subject"]})


def signs(world):
    """What stands in an address of an accusation, of every kind of row that has one."""
    cast = world.cast
    world.people = {name: duty for name, duty in vars(cast).items() if hasattr(duty, "role") and hasattr(duty, "officer_id")}
    world.entitled = {cast.accusation_officer.pk, cast.discipline_officer.pk}
    found = {"number": [petition.number for petition in world.accusations], "slug": [], "volume": [], "idem": []}
    for petition in world.accusations:
        for rows in ("claims", "documents", "evidence", "questions", "proposals"):
            found["slug"] += [row.slug for row in getattr(petition, rows).all() if hasattr(row, "slug")]
        found["slug"] += list(Contact.objects.filter(petitions=petition).values_list("slug", flat=True))
        found["volume"] += list(petition.volumes.values_list("number", flat=True))
        found["code"] = [petition.query_code]
    world.signs = found


BEFORE = [people, arrivals, handling, answers]
IN_THE_MIDDLE = [
    against_the_housing_bureau, against_the_leader_of_water, against_the_leader_of_the_bureau, against_the_accusation_officer,
]  # fmt: skip
AFTER = [more_of_the_same, supervised, queues_are_kept, nights, those_who_may_look_first, signs]
QUIET, ACCUSED = AFTER, [*IN_THE_MIDDLE, *AFTER]
# Of these even the bureau's own accusation officer, its supervisor and its leaders must not know.
OF_THE_HOUSE = [against_the_leader_of_the_bureau, against_the_accusation_officer, *AFTER]
# For leaks that are planted before anything comes: a few matters, so that the worlds are made quickly.
FEW = [people, arrivals, answers]
