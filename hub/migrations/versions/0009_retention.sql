-- Tables and functions of retention. Only retention_take removes anything, and nothing the rules do not let go.
create table legal_hold (
    hold_id bigint generated always as identity primary key,
    worker_id bigint references worker,
    employer_id bigint references employer,
    reason text not null,
    placed_at timestamptz not null default now(),
    placed_by text not null,
    until date,
    constraint of_one_thing check (num_nonnulls(worker_id, employer_id) = 1)
);
create table hold_release (
    hold_id bigint primary key references legal_hold,
    reason text not null,
    released_at timestamptz not null default now(),
    released_by text not null
);
create table retention_run (
    run_id bigint generated always as identity primary key,
    as_of date not null,
    rules jsonb not null,
    expected bigint not null,
    begun_at timestamptz not null default now(),
    begun_by text not null,
    ended_at timestamptz
);
create table retention_list (
    run_id bigint not null references retention_run,
    record_id bigint not null,
    primary key (run_id, record_id)
);
create table tombstone (
    record_id bigint primary key,
    run_id bigint not null references retention_run,
    document text not null,
    year int not null,
    taken_at timestamptz not null default now()
);
-- Numbers of records rise with those of batches, so this small index finds the arrivals of a record.
create index ix_arrival_record_id on arrival using brin (record_id);

-- Until when a version of a record speaks: a payment for the months it is for, a spell until its last month or as long
-- as it was known to go on.
create function retention_clock(document text, event_on date, known_to timestamptz, body jsonb)
returns date language sql stable as $$
select greatest(event_on, case
    when document = 'examination' then event_on
    when document = 'insured_spell'
        then coalesce(((body ->> 'last_month')::date + interval '1 month')::date, known_to::date)
    else greatest((body ->> 'decided_on')::date, (body ->> 'served_on')::date,
        ((body ->> 'last_month')::date + interval '1 month')::date)
end)
$$;

-- What stands under `rules` ({document: years}) on a day: of all records of these documents, or of those `among`.
-- Every version counts, with every person it ever named: a record is past its time when it is so for all of them. The
-- time of an examination runs from the last one of the person, of the others from the last word of insurance on them.
create function retention_standing(day date, rules jsonb, among bigint[])
returns table (record_id bigint, document text, past boolean, held boolean, live boolean) language sql stable as $$
with each as (
    select v.record_id, v.document, v.employer_id, coalesce(w.merged_into, v.worker_id) as person_id,
        public.retention_clock(v.document, v.event_on, v.known_to, v.body) as told_on
    from public.record r
        join public.record_version v on v.record_id = r.record_id and v.document = r.document
        left join public.worker w on w.worker_id = v.worker_id
    where r.document in (select jsonb_object_keys(rules)) and (among is null or r.record_id = any(among))
), person as (
    select distinct person_id from each where person_id is not null
), member as (
    select w.worker_id, p.person_id from person p join public.worker w on w.worker_id = p.person_id
    union all
    select w.worker_id, p.person_id from person p join public.worker w on w.merged_into = p.person_id
), history as (
    select m.person_id, max(v.event_on) filter (where v.document = 'examination') as examined_on,
        max(public.retention_clock(v.document, v.event_on, v.known_to, v.body)) filter (where v.document in
            ('insured_spell', 'determination', 'assessment', 'benefit', 'termination', 'death')) as insured_on,
        bool_or(v.document not in ('examination', 'insured_spell', 'termination')) as is_case
    from member m join public.record_version v on v.worker_id = m.worker_id
    group by m.person_id
), hold as (
    select h.worker_id, h.employer_id from public.legal_hold h
    where (h.until is null or h.until >= day)
        and not exists (select from public.hold_release l where l.hold_id = h.hold_id)
), open as (
    select m.person_id from member m join public.finding f on f.worker_id = m.worker_id where f.closed_on is null
    union
    select m.person_id from member m join public.link_decision d on d.worker_id = m.worker_id where d.state = 'review'
    union
    select m.person_id from member m join public.link_decision d on d.other_id = m.worker_id where d.state = 'review'
)
select e.record_id, e.document,
    bool_and(make_interval(years => (rules ->> e.document)::int) + case
        when e.person_id is null then e.told_on when e.document = 'examination' then t.examined_on else t.insured_on
    end < day),
    coalesce(bool_or(e.employer_id in (select h.employer_id from hold h where h.employer_id is not null)
        or e.person_id in (select m.person_id from hold h join member m on m.worker_id = h.worker_id)), false),
    coalesce(bool_or((e.document = 'examination' and t.is_case) or e.person_id in (select o.person_id from open o)),
        false)
from each e left join history t on t.person_id = e.person_id
group by e.record_id, e.document
$$;

-- Puts on a list what the rules let go, if it is as many as were `seen`, or finds the list of a run that was broken
-- off. Gives the run; without one, how many there are now. Shorter times than `least` take a migration.
create function retention_begin(day date, rules_then jsonb, seen bigint, out run bigint, out number bigint)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    least_years constant jsonb := '{"examination": 15, "insured_spell": 50, "determination": 50, "assessment": 50,
        "benefit": 50, "termination": 50, "death": 50}';
begin
    if coalesce(current_setting('ohub.actor', true), '') = '' or day > current_date or exists (
        select from jsonb_each_text(rules_then) given
        where not coalesce(given.value::int >= (least_years ->> given.key)::int, false)
    ) then
        raise exception 'retention: nobody named, a day to come, or a shorter time than the law asks';
    end if;
    lock table public.retention_run in share row exclusive mode;
    select r.run_id, r.expected into run, number from public.retention_run r
    where r.ended_at is null and r.as_of = day and r.expected = seen and r.rules = rules_then;
    if run is not null then
        return;
    end if;
    insert into public.retention_run (as_of, rules, expected, begun_by)
    values (day, rules_then, seen, current_setting('ohub.actor')) returning run_id into run;
    insert into public.retention_list (run_id, record_id)
    select run, s.record_id from public.retention_standing(day, rules_then, null) s
    where s.past and not s.held and not s.live;
    get diagnostics number = row_count;
    if number = seen then
        update public.retention_run r set ended_at = now() where r.ended_at is null and r.run_id <> run;
        delete from public.retention_list l where l.run_id <> run;
    else
        delete from public.retention_list l where l.run_id = run;
        delete from public.retention_run r where r.run_id = run;
        run := null;
    end if;
end $$;

-- Takes away the next records on the list, those that may still go; the others are `spared`. Ends the run behind the
-- last one. Imports wait meanwhile (they hold their batch), a hold that is being placed is waited for.
create function retention_take(run bigint, at_most int, out taken bigint[], out spared int, out workers bigint[],
    out nameless int, out emptied int)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    this public.retention_run;
    listed bigint[];
    batches bigint[];
    bare bigint[];
begin
    if coalesce(current_setting('ohub.actor', true), '') = ''
        or current_setting('transaction_isolation') <> 'read committed' then
        raise exception 'retention: nobody named, or a view of the past that shows no new hold';
    end if;
    lock table public.batch in exclusive mode;
    lock table public.legal_hold in share mode;
    select * into this from public.retention_run r where r.run_id = run and r.ended_at is null for update;
    listed := array(select l.record_id from public.retention_list l where l.run_id = this.run_id
        order by l.record_id limit at_most);
    if cardinality(listed) = 0 then
        update public.retention_run r set ended_at = now() where r.run_id = this.run_id;
        return;
    end if;
    delete from public.retention_list l where l.run_id = run and l.record_id = any(listed);
    taken := array(select s.record_id from public.retention_standing(this.as_of, this.rules, listed) s
        where s.past and not s.held and not s.live order by s.record_id);
    spared := cardinality(listed) - cardinality(taken);
    workers := array(select distinct v.worker_id from public.record_version v
        where v.record_id = any(taken) and v.worker_id is not null order by v.worker_id);

    insert into public.tombstone (record_id, run_id, document, year)
    select r.record_id, run, r.document, extract(year from r.event_on) from public.record r
    where r.record_id = any(taken);
    delete from vault.personal_part p where p.record_id = any(taken);
    delete from public.record r where r.record_id = any(taken);
    -- What is left of a version is what the feed needs to tell its deletion, and the snapshot to write its year anew:
    -- it bears the number of this transaction and was known for no time at all.
    update public.record_version v
    set event_on = date_trunc('year', v.event_on)::date, worker_id = null, body = '{}', results = null,
        known_from = now(), known_to = now(), batch_id = 0, row = 0, closed_by = null,
        xid = pg_current_xact_id()::text::bigint, closed_xid = pg_current_xact_id()::text::bigint
    where v.record_id = any(taken);

    with unlinked as (
        update public.arrival a set record_id = null
        where a.record_id between taken[1] and taken[cardinality(taken)] and a.record_id = any(taken)
        returning a.batch_id
    ) select array_agg(distinct u.batch_id) into batches from unlinked u;
    with gone as (
        delete from public.payload_chunk c using public.batch b
        where c.batch_id = any(batches) and b.batch_id = c.batch_id and b.state = 'interpreted'
            and not exists (select from public.held_row h where h.batch_id = c.batch_id)
            and not exists (select from public.arrival a where a.batch_id = c.batch_id and a.record_id is not null)
        returning c.batch_id
    ) select count(distinct g.batch_id) into emptied from gone g;

    -- A person of whom no record is left, under any of their numbers, has no name here any more.
    with root as (
        select distinct coalesce(w.merged_into, w.worker_id) as worker_id from public.worker w
        where w.worker_id = any(workers)
    ), member as (
        select r.worker_id as root_id, r.worker_id from root r
        union all select r.worker_id, w.worker_id from root r join public.worker w on w.merged_into = r.worker_id
    )
    select array_agg(m.worker_id) into bare from member m where not exists (
        select from member o join public.record_version v on v.worker_id = o.worker_id where o.root_id = m.root_id
    );
    delete from vault.alias a using vault.identity i
    where i.identity_id = a.identity_id and i.worker_id = any(bare);
    delete from vault.identity i where i.worker_id = any(bare);
    get diagnostics nameless = row_count;
    update public.worker w set sex = null, birth_date = null where w.worker_id = any(bare);
end $$;
