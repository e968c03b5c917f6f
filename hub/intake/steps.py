"""The steps of storing a chunk, each one statement over the staging table `arriving`. `%(batch)s` is the batch.

Order matters: a row is first matched with what is known of its record, so that a duplicate makes no worker.
"""

# The staging table has no statistics; a thousand rows are always best looked up by index in the big tables.
PLANNER = "set local enable_hashjoin = off; set local enable_mergejoin = off"

MATCH = """
update arriving a
set record_id = r.record_id, old_version = r.version, old_event_on = r.event_on, version = r.version + 1,
    outcome = case
        when a.operation = 'delete' then case when r.deleted then 'duplicate' end
        when r.content = a.content and not r.deleted then 'duplicate'
        when a.operation = 'add' and not r.deleted or a.operation = 'update' and r.deleted then 'held'
    end,
    code = case
        when a.operation = 'add' and not r.deleted and r.content <> a.content then 'add_exists'
        when a.operation = 'update' and r.deleted then 'update_deleted'
    end
from record r
where r.key = a.key and a.outcome is null
"""

WAIT = """
update arriving
set outcome = 'held', code = case operation when 'delete' then 'delete_unknown' else 'update_before_add' end
where outcome is null and record_id is null and operation in ('update', 'delete')
"""

CONFLICT = """
update arriving a
set outcome = 'held', code = 'identity_conflict'
from vault.identity i join worker w using (worker_id)
where i.id_index = a.id_index and a.outcome is null and (w.sex <> a.sex or w.birth_date <> a.birth_date)
"""

# The same within the chunk: what the first row with a number says of its holder stands until a person decides.
CONFLICT_WITHIN = """
update arriving set outcome = 'held', code = 'identity_conflict'
where n = any(array(
    select n from (
        select n, sex, birth_date, first_value(sex) over first as sex_1, first_value(birth_date) over first as birth_1
        from arriving where outcome is null and id_index is not null
        window first as (partition by id_index order by n)
    ) seen
    where sex <> sex_1 or birth_date <> birth_1
))
"""

EMPLOYERS = """
insert into employer (credit_code, name, division_code, industry_code, economic_type, size, batch_id)
select distinct on (employer_code)
    employer_code, employer_name, division_code, industry_code, economic_type, size, %(batch)s
from arriving a
where outcome is null and employer_code is not null
    and not exists (select from employer e where e.credit_code = a.employer_code)
order by employer_code, n
on conflict (credit_code) do nothing
"""

# A worker is new when nobody has its number yet; of several rows with one new number the first makes the worker.
# Another transaction that makes the same worker meanwhile ends this one, which is then done again.
NEWCOMERS = """
update arriving set newcomer = true, worker_id = nextval('worker_worker_id_seq')
where outcome is null and id_type is not null and (id_index is null or n = any(array(
    select min(n) from arriving a
    where outcome is null and id_index is not null
        and not exists (select from vault.identity i where i.id_index = a.id_index)
    group by id_index
)))
"""

WORKERS = """
insert into worker (worker_id, sex, birth_date, batch_id)
select worker_id, sex, birth_date, %(batch)s from arriving where newcomer
"""

IDENTITIES = """
insert into vault.identity (worker_id, id_type, id_index, name_index, sealed, batch_id)
select worker_id, id_type, id_index, name_index, identity, %(batch)s from arriving where newcomer
"""

LINK = """
update arriving a
set worker_id = coalesce(a.worker_id, (select worker_id from vault.identity i where i.id_index = a.id_index)),
    employer_id = (select employer_id from employer e where e.credit_code = a.employer_code),
    code = case when exists (
        select from vault.identity i where i.id_index = a.id_index and i.name_index <> a.name_index
    ) then 'name_differs' end
where outcome is null
"""

ALIASES = """
insert into vault.alias (identity_id, name_index, sealed, batch_id)
select distinct on (i.identity_id, a.name_index) i.identity_id, a.name_index, a.identity, %(batch)s
from arriving a join vault.identity i using (id_index)
where a.outcome is null and a.code = 'name_differs'
order by i.identity_id, a.name_index, a.n
on conflict do nothing
"""

ENTER = """
update arriving set record_id = nextval('record_record_id_seq'), version = 1
where outcome is null and record_id is null
"""

RECORDS = """
insert into record (record_id, key, source, document, version, content, event_on, deleted)
select record_id, key, %(source)s, document, 1, content, event_on, false
from arriving where outcome is null and old_version is null order by key
"""

CLOSE = """
update record_version v
set known_to = now(), closed_by = %(batch)s, closed_xid = pg_current_xact_id()::text::bigint
from arriving a
where a.outcome is null and v.record_id = a.record_id and v.version = a.old_version and v.document = a.document
    and v.event_on = a.old_event_on and v.known_to = 'infinity'
"""

VERSIONS = """
insert into record_version (record_id, version, document, event_on, source, worker_id, employer_id, org_code,
    division_code, known_from, batch_id, row, body, results)
select record_id, version, document, event_on, %(source)s, worker_id, employer_id, org_code,
    division_code, now(), %(batch)s, n, body, results
from arriving where outcome is null and operation <> 'delete'
"""

PERSONAL = """
insert into vault.personal_part (record_id, version, sealed)
select record_id, version, personal from arriving where outcome is null and operation <> 'delete'
"""

ADVANCE = """
update record r
set version = case a.operation when 'delete' then r.version else a.version end,
    content = coalesce(a.content, r.content), event_on = coalesce(a.event_on, r.event_on),
    deleted = a.operation = 'delete'
from arriving a
where r.record_id = a.record_id and a.outcome is null and a.old_version is not null
"""

ARRIVALS = """
insert into arrival (batch_id, row, document, operation, outcome, record_id, sender)
select %(batch)s, n, document, operation, coalesce(outcome, 'accepted'), record_id, sender from arriving
on conflict (batch_id, row) do update set outcome = excluded.outcome, record_id = excluded.record_id
"""

NOTED = "select n, outcome, code from arriving where code is not null order by n"

# Behind MATCH, which says whether any record was known before; only then is there a version to end.
OF_KNOWN_RECORDS = {CLOSE, ADVANCE}
STORING = (
    *(WAIT, CONFLICT, CONFLICT_WITHIN),
    *(EMPLOYERS, NEWCOMERS, WORKERS, IDENTITIES, LINK, ALIASES),
    *(ENTER, RECORDS, CLOSE, VERSIONS, PERSONAL, ADVANCE),
    ARRIVALS,
)
