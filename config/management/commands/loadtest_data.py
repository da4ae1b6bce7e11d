"""How does the office behave with a hundred thousand petitions, or ten million? Rows in bulk, in shapes and shares as in life."""

import time

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from accounts.models import Duty, Organ, OrganKind, Role
from petitions.models import Petition

# Of a hundred matters six are open where nothing else is asked for, as in an office that closes what it opens; the texts are about 200 characters long.
OPEN_PERCENT = 6
STATEMENTS = [
    """
    CREATE TEMP TABLE born ON COMMIT DROP AS
    SELECT n, nextval(pg_get_serial_sequence('petitions_petition', 'id')) AS id, nextval(pg_get_serial_sequence('petitions_contact', 'id')) AS contact,
           upper(substr(md5(%(seed)s || n::text), 1, 13)) AS number,
           current_date - CASE WHEN n %% 100 < %(open)s THEN n %% 75 ELSE 30 + n %% 1400 END AS received_on,
           n %% 100 < %(open)s AS is_open,
           (%(departments)s::bigint[])[1 + n %% array_length(%(departments)s::bigint[], 1)] AS organ,
           (%(handlers)s::bigint[])[1 + n %% array_length(%(handlers)s::bigint[], 1)] AS handler,
           (ARRAY['LETTER','VISIT','ONLINE','ONLINE','PHONE'])[1 + n %% 5] AS channel,
           (ARRAY['湖滨路','柳林新村','人民路','青石镇','解放桥','河西','翠园小区','城南'])[1 + n %% 8] AS place,
           (ARRAY['屋顶漏水','拖欠工资','征地补偿','油烟扰民','道路破损','学区划分','停水','违章搭建','电梯故障','物业收费','噪音'])[1 + n %% 11] AS matter
    FROM generate_series(%(first)s, %(last)s) n
    """,
    """
    INSERT INTO petitions_petition (id, number, query_code, state, subject, petition_class, track, channel, received_on, first_organ_id, holder_organ_id,
        holder_id, due_on, due_rule, is_sealed, is_confidential, is_urgent, is_repeat, headcount, finality, closure_type, closed_on, days_to_reply,
        is_taken_over, is_restricted, is_offline, profile)
    SELECT id, number, '', CASE WHEN is_open THEN 'HANDLING' ELSE 'CLOSED' END, place || matter, 'CLAIM', 'T6_PETITION', channel, received_on, %(bureau)s,
        organ, CASE WHEN is_open THEN handler END, CASE WHEN is_open THEN received_on + 70 END, CASE WHEN is_open THEN 'C06' ELSE '' END, false, false,
        false, n %% 7 = 0, 1, CASE WHEN is_open THEN 'OPEN' ELSE 'WINDOW_LAPSED' END, CASE WHEN is_open THEN '' ELSE 'ANSWERED' END,
        CASE WHEN NOT is_open THEN received_on + 30 END, CASE WHEN NOT is_open THEN 20 + n %% 60 END, false, false, false, 'CN_2022'
    FROM born
    """,
    """
    INSERT INTO petitions_contact (id, slug, channel, received_at, recorded_at, subject, text, place, language, organ_id, source)
    SELECT contact, substr(md5('c' || number), 1, 12), channel, received_on + time '10:00', now(), place || matter,
        '我家住在' || place || n || '号，' || matter || '的问题已经持续了半年，多次向有关部门反映没有结果。' || repeat('希望尽快派人现场查看并给予书面答复，' , 1 + n %% 9)
        || md5(n::text), '江城市' || place, '', %(bureau)s, ''
    FROM born
    """,
    "INSERT INTO petitions_arrival (petition_id, contact_id, kind) SELECT id, contact, 'ORIGIN' FROM born",
    """
    INSERT INTO petitions_party (petition_id, role, name, name_sort, paper, paper_number, paper_index, phone, phone_index, email, address)
    SELECT id, 'PETITIONER', substr('陈李王张刘赵孙周吴郑', 1 + n %% 10, 1) || substr('建国秀英志强丽华海燕文博', 1 + n %% 12, 2), '', '', '', '', '',
        substr(md5('p' || (n %% 60000)::text), 1, 22), '', ''
    FROM born
    """,
    "INSERT INTO petitions_involvement (petition_id, organ_id, since) SELECT id, %(bureau)s, received_on FROM born UNION ALL SELECT id, organ, received_on FROM born",
    """
    INSERT INTO petitions_event (petition_id, seq, step, from_state, to_state, happened_at, actor, organ_id, reason, details, article)
    SELECT id, 0, 'register', '', 'REGISTERED', received_on + time '10:00', 'OFFICER', %(bureau)s, '', '{}', 'R22-22' FROM born
    """,
    """
    INSERT INTO petitions_event (petition_id, seq, step, from_state, to_state, happened_at, actor, organ_id, reason, details, article)
    SELECT id, 0, 'transfer', 'TRIAGE', 'ROUTING', received_on + time '15:00', 'OFFICER', %(bureau)s, '', '{}', 'R22-22' FROM born
    """,
    """
    INSERT INTO petitions_claim (petition_id, slug, seq, text)
    SELECT id, substr(md5(seq || number), 1, 12), seq, CASE seq WHEN 1 THEN '解决' || matter ELSE '书面答复处理结果' END FROM born, generate_series(1, 2) seq
    """,
    """
    INSERT INTO petitions_proceeding (petition_id, kind, organ_id, handler_id, track, is_simple, received_on, accepted_on, closed_on)
    SELECT id, 'HANDLING', organ, handler, 'T6_PETITION', false, received_on, received_on + 10, CASE WHEN NOT is_open THEN received_on + 30 END FROM born
    """,
    """
    INSERT INTO petitions_clock (petition_id, organ_id, rule, profile, version, started_on, is_deemed, base_on, strict_on, rolled_on, extension_days,
        is_provisional, result, stopped_on, days_late, reason)
    SELECT id, %(bureau)s, 'C01', 'CN_2022', 'CN_2022.1', received_on, false, received_on + 15, received_on + 15, received_on + 15, 0, false, 'MET',
        received_on + 9, 0, '' FROM born
    UNION ALL
    SELECT id, organ, 'C06', 'CN_2022', 'CN_2022.1', received_on + 10, false, received_on + 70, received_on + 70,
        received_on + 70 + CASE extract(isodow FROM received_on + 70)::int WHEN 6 THEN 2 WHEN 7 THEN 1 ELSE 0 END, 0, false,
        CASE WHEN is_open THEN 'RUNNING' WHEN n %% 9 = 0 THEN 'LATE' ELSE 'MET' END, CASE WHEN NOT is_open THEN received_on + 60 + n %% 9 END,
        CASE WHEN NOT is_open AND n %% 9 = 0 THEN 3 ELSE 0 END, '' FROM born
    """,
]  # fmt: skip


class Command(BaseCommand):
    help = "Add N petitions in bulk to an office that has organs (seed_demo first). For measuring; never in an office that works."

    def add_arguments(self, parser):
        parser.add_argument("count", type=int, help="how many petitions")
        parser.add_argument(
            "--open",
            dest="percent",
            type=int,
            default=OPEN_PERCENT,
            metavar="PERCENT",
            help=f"how many of a hundred are open ({OPEN_PERCENT})",
        )
        parser.add_argument("--chunk", type=int, default=50_000, help="petitions a transaction (50000)")

    def handle(self, count, chunk, *, percent, **options):
        if not 0 <= percent <= 100:
            raise CommandError("--open is a number of a hundred.")
        bureau = Organ.objects.filter(kind=OrganKind.BUREAU, duties__role=Role.DISPATCHER).order_by("level", "id").first()
        handlers = dict(Duty.objects.current().filter(role=Role.HANDLER).values_list("organ", "pk"))
        if not bureau or not handlers:
            raise CommandError("There is nobody to hold the petitions. Run seed_demo first.")
        began = time.monotonic()
        already = Petition.objects.count()
        for first in range(already + 1, already + count + 1, chunk):
            last = min(first + chunk - 1, already + count)
            values = {
                "first": first, "last": last, "open": percent, "bureau": bureau.pk, "departments": list(handlers), "handlers": list(handlers.values()),
                "seed": "load",
            }  # fmt: skip
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL statement_timeout = 0")
                for statement in STATEMENTS:
                    cursor.execute(statement, values)
            self.stderr.write(f"  {last - already} of {count} petitions, {time.monotonic() - began:.0f} s")
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
