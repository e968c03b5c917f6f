"""A store with the same of everything in two places: what somebody of one place sees of the other is a leak."""

from datetime import date

from sqlalchemy import text

from hub.db import Store
from hub.security.scope import Fence, Scope, of_employer, of_institution, of_office, of_person, of_territory
from schemas.records import RECORDS
from tests.hub.intake.messages import TESTER
from tests.hub.surveillance.records import put

DAY = date(2026, 11, 25)
# division, employer, credit code, institution, worker; the third place has nothing at all
PLACES = (
    ("370102", 1, "C1", "370102001", 11),
    ("370202", 2, "C2", "370202001", 22),
    ("370302", 3, "C3", "370302001", 33),
)
DOCUMENTS = ("examination", "diagnosis", "assessment")
NOBODY = "\\x00"

REST = """
insert into batch (source, sha256, size_bytes, state, received_by, organisation, received, accepted)
values ('national', sha256('{credit}'), 1, 'interpreted', 'system:test', '{credit}', 1, 1),
    ('national', sha256('{org}'), 1, 'interpreted', 'system:test', '{org}', 1, 1),
    ('insurance', sha256('{division}'), 1, 'interpreted', 'system:test', '{division}', 1, 1);
insert into payload_chunk select batch_id, 0, '{nobody}' from batch
    where organisation in ('{credit}', '{org}', '{division}');
insert into arrival select batch_id, 1, 'examination', 'add', 'accepted', 1 from batch
    where organisation in ('{credit}', '{org}', '{division}');
insert into arrival_issue select batch_id, 1, 0, 'field_unexpected', 'x', 'note', '{{}}' from batch
    where organisation in ('{credit}', '{org}', '{division}');
insert into held_row select batch_id, 1, null, '{nobody}' from batch
    where organisation in ('{credit}', '{org}', '{division}');
insert into vault.identity (worker_id, id_type, name_index, sealed, batch_id)
    values ({worker}, '01', '{nobody}', '{nobody}', 1);
insert into vault.alias select identity_id, '{nobody}', '{nobody}', 1 from vault.identity where worker_id = {worker};
insert into vault.personal_part select record_id, version, '{nobody}' from record_version where worker_id = {worker};
insert into finding (analysis, rule, subject, period, worker_id, employer_id, division_code, evidence, raised_on,
    seen_on) values ('gaps', 'G03', '{worker}', 'x', {worker}, {employer}, '{division}', '{{}}', now(), now());
insert into task (finding_id, analysis, rule, worker_id, employer_id, division_code, state, agency, bureau, due_on)
    select finding_id, analysis, rule, worker_id, employer_id, division_code, 'new', 'health', division_code, now()
    from finding where worker_id = {worker};
insert into task_event (task_id, actor, kind, remark) select task_id, 'system:test', 'created', '{nobody}' from task
    where worker_id = {worker};
insert into task_attachment select gen_random_uuid(), task_id, now(), 'system:test', 'x', 1, '{nobody}', '{nobody}'
    from task where worker_id = {worker};
insert into saved_filter values ('{credit}', 'x', 'x');
insert into form_draft values ('{credit}', 'x', '{nobody}');
insert into link_decision (worker_id, other_id, probability, state, decided_by, decided_at)
    values ({worker}, {worker}, 1, 'review', 'x', now());
insert into pull_cursor values ('national', '{division}', 'x', 1, now());
insert into analysis_run (analysis, as_of, engine, started_at, seconds, rows_read, findings)
    values ('gaps', now(), 'duckdb', now(), 1, 1, 1);
"""


def fill(store: Store) -> None:
    """The first two places, with a row in every table of the store that is theirs."""
    for place, (division, employer, credit, org, worker) in enumerate(PLACES[:2]):
        for n, document in enumerate(DOCUMENTS):
            body = {RECORDS[document].event_field: DAY}
            put(store, 10 * place + n + 1, document, worker_id=worker, employer_id=employer, **body)
        values = {"division": division, "employer": employer, "org": org, "worker": worker}
        with store.transaction(TESTER) as connection:
            connection.execute(
                text("update employer set division_code = :division where employer_id = :employer"), values
            )
            connection.execute(
                text("update record_version set division_code = :division, org_code = :org where worker_id = :worker"),
                values,
            )
            connection.exec_driver_sql(REST.format(**values, credit=credit, nobody=NOBODY))


def scope(fence: Fence, place: int) -> Scope:
    """Somebody of that kind in one of the places."""
    division, employer, credit, org, worker = PLACES[place]
    return {
        Fence.PROVINCE: Scope(Fence.PROVINCE),
        Fence.TERRITORY: of_territory(division, DAY, organisation=division),
        Fence.INSURANCE: of_territory(division, DAY, Fence.INSURANCE, organisation=division),
        Fence.EMPLOYER: of_employer(employer, credit),
        Fence.INSTITUTION: of_institution(org),
        Fence.PERSON: of_person(worker),
    }.get(fence) or of_office(fence)
