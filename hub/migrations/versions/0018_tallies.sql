-- Counts kept beside what is counted. Triggers note what each statement changed, so that no way of changing it can
-- forget to; notes are only added, so that transactions never wait for each other there. `tally_fold` sums them up, one
-- transaction at a time, as the last thing of each.
create table tally (
    by text not null,
    month date not null,
    kind text not null,
    division_code text not null,
    value text not null,
    count bigint not null,
    changed_at timestamptz not null default now(),
    primary key (by, month, kind, division_code, value)
);
create table tally_change (
    by text not null,
    month date not null,
    kind text not null,
    division_code text not null,
    value text not null,
    count bigint not null
);
-- Who was examined where in which year, how often, and which person they are counted as.
create table examined (
    division_code text not null,
    year int not null,
    worker_id bigint not null,
    person_id bigint not null,
    count bigint not null,
    primary key (worker_id, division_code, year)
);
create index ix_examined_person_id on examined (person_id);
-- A change of who a worker is stands here with no place and a count of nothing.
create table examined_change (
    division_code text not null,
    year int not null,
    worker_id bigint not null,
    count bigint not null
);
create view tallied with (security_invoker = true) as
    select by, month, kind, division_code, value, count, changed_at from tally
    union all
    select by, month, kind, division_code, value, count, now() from tally_change;
create index ix_batch_source on batch (source, received_at desc);

-- What one version of a record counts for. Groups (hazard, industry, employer) are counted by year.
create function tally_of(document text, event_on date, employer_id bigint, body jsonb)
returns table (by text, month date, kind text, value text) language sql immutable as $$
    select g.by, date_trunc(case g.by when '' then 'month' else 'year' end, event_on::timestamp)::date, k.kind, g.value
    from (values
        (document),
        (case when document = 'examination' and body @? '$.conclusions[*] ? (@.conclusion == "02")'
            then 'suspected' end),
        (case when document = 'examination' and body @? '$.conclusions[*] ? (@.conclusion == "03")'
            then 'contraindicated' end)
    ) k (kind)
    cross join lateral (
        select '' as by, '' as value
        union all select 'hazard', h #>> '{}' from jsonb_path_query(body, '$.hazards[*]') h
        union all select 'industry', body #>> '{employer,industry_code}'
        union all select 'employer', employer_id::text
    ) g
    where document in ('examination', 'diagnosis') and k.kind is not null and g.value is not null
$$;

create function tally_versions() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$ begin
    insert into public.tally_change
    select t.by, t.month, t.kind, coalesce(v.division_code, ''), t.value, count(*)
    from after_change v cross join lateral public.tally_of(v.document, v.event_on, v.employer_id, v.body) t
    where v.known_to = 'infinity' group by 1, 2, 3, 4, 5;
    insert into public.examined_change
    select coalesce(v.division_code, ''), extract(year from v.event_on), v.worker_id, count(*)
    from after_change v
    where v.document = 'examination' and v.known_to = 'infinity' and v.worker_id is not null group by 1, 2, 3;
    if tg_op = 'UPDATE' then
        insert into public.tally_change
        select t.by, t.month, t.kind, coalesce(v.division_code, ''), t.value, -count(*)
        from before_change v cross join lateral public.tally_of(v.document, v.event_on, v.employer_id, v.body) t
        where v.known_to = 'infinity' group by 1, 2, 3, 4, 5;
        insert into public.examined_change
        select coalesce(v.division_code, ''), extract(year from v.event_on), v.worker_id, -count(*)
        from before_change v
        where v.document = 'examination' and v.known_to = 'infinity' and v.worker_id is not null group by 1, 2, 3;
    end if;
    return null;
end $$;
create trigger tally_added after insert on record_version
    referencing new table as after_change for each statement execute function tally_versions();
create trigger tally_changed after update on record_version
    referencing old table as before_change new table as after_change
    for each statement execute function tally_versions();

-- Findings that are open, by analysis, rule and the month they were raised in.
create function tally_findings() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$ begin
    insert into public.tally_change
    select 'rule', date_trunc('month', f.raised_on)::date, f.analysis, coalesce(f.division_code, ''), f.rule, count(*)
    from after_change f where f.closed_on is null group by 1, 2, 3, 4, 5;
    if tg_op = 'UPDATE' then
        insert into public.tally_change
        select 'rule', date_trunc('month', f.raised_on)::date, f.analysis, coalesce(f.division_code, ''), f.rule,
            -count(*)
        from before_change f where f.closed_on is null group by 1, 2, 3, 4, 5;
    end if;
    return null;
end $$;
create trigger tally_added after insert on finding
    referencing new table as after_change for each statement execute function tally_findings();
create trigger tally_changed after update on finding
    referencing old table as before_change new table as after_change
    for each statement execute function tally_findings();

-- Rows that wait, by source and the month their batch was received in: of no place.
create function tally_held() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$ begin
    insert into public.tally_change
    select 'source', date_trunc('month', new.received_at)::date, 'held', '', new.source,
        new.held - case tg_op when 'UPDATE' then old.held else 0 end;
    return null;
end $$;
create trigger tally_added after insert on batch
    for each row when (new.held > 0) execute function tally_held();
create trigger tally_changed after update on batch
    for each row when (new.held <> old.held) execute function tally_held();

create function tally_merge() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$ begin
    insert into public.examined_change values ('', 0, new.worker_id, 0);
    return null;
end $$;
create trigger tally_merge after update of merged_into on worker
    for each row when (old.merged_into is distinct from new.merged_into) execute function tally_merge();

-- Sums up what was noted. One transaction at a time, to its end: what another one has not committed, that one folds.
-- Persons are counted where they are after the changes, less where they were before: `worker` in the year itself, and
-- `known`, whoever was examined in it or in the two years before.
-- Intake forbids itself to hash and merge for its own steps; here thousands of notes meet each other.
create function tally_fold() returns void language plpgsql security definer set search_path = pg_catalog, pg_temp
set enable_hashjoin = on set enable_mergejoin = on as $$ begin
    perform pg_advisory_xact_lock(1952541804);
    with noted as (
        delete from public.examined_change returning division_code, year, worker_id, count
    ), who as (
        select w.worker_id, coalesce(w.merged_into, w.worker_id) as person_id
        from public.worker w where w.worker_id = any(array(select n.worker_id from noted n))
    ), persons as (
        select who.person_id from who
        union select e.person_id from who join public.examined e using (worker_id)
    ), known as (
        select e.* from persons p join public.examined e using (person_id)
    ), net as (
        select division_code, year, worker_id, sum(count) as count from noted where year > 0 group by 1, 2, 3
    ), result as (
        select division_code, year, worker_id, coalesce(who.person_id, known.person_id, worker_id) as person_id,
            coalesce(known.count, 0) + coalesce(net.count, 0) as count,
            known.count is distinct from coalesce(known.count, 0) + coalesce(net.count, 0)
                or known.person_id is distinct from coalesce(who.person_id, known.person_id, worker_id) as differs
        from known full join net using (division_code, year, worker_id) left join who using (worker_id)
    ), kept as (
        insert into public.examined as e (division_code, year, worker_id, person_id, count)
        select division_code, year, worker_id, person_id, count from result where differs
        on conflict (worker_id, division_code, year) do update set person_id = excluded.person_id, count = excluded.count
    ), counted as (
        select division_code, year, person_id, 1 as n from result where count > 0 group by 1, 2, 3
        union all
        select division_code, year, person_id, -1 from known where count > 0 group by 1, 2, 3
    ), windows as (
        select distinct 'worker' as kind, division_code, year, person_id, n from counted
        union all
        select distinct 'known', division_code, year + later, person_id, n from counted, generate_series(0, 2) later
    )
    insert into public.tally_change
    select '', make_date(year, 1, 1), kind, division_code, '', sum(n) from windows
    group by kind, division_code, year having sum(n) <> 0;
    with noted as (
        delete from public.tally_change returning by, month, kind, division_code, value, count
    )
    insert into public.tally as t (by, month, kind, division_code, value, count)
    select by, month, kind, division_code, value, sum(count) from noted
    group by 1, 2, 3, 4, 5 having sum(count) <> 0 order by 1, 2, 3, 4, 5
    on conflict (by, month, kind, division_code, value) do update
    set count = t.count + excluded.count, changed_at = now();
end $$;

-- Counts everything anew, while nothing is changed. For a store that was filled before there were tallies.
create function tally_rebuild() returns void language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$ begin
    if coalesce(current_setting('ohub.actor', true), '') = '' then
        raise exception 'tallies: nobody named';
    end if;
    lock table public.batch, public.record_version, public.finding, public.worker in share mode;
    perform pg_advisory_xact_lock(1952541804);
    truncate public.tally, public.tally_change, public.examined, public.examined_change;
    insert into public.tally_change
    select t.by, t.month, t.kind, coalesce(v.division_code, ''), t.value, count(*)
    from public.record_version v cross join lateral public.tally_of(v.document, v.event_on, v.employer_id, v.body) t
    where v.known_to = 'infinity' group by 1, 2, 3, 4, 5;
    insert into public.tally_change
    select 'rule', date_trunc('month', f.raised_on)::date, f.analysis, coalesce(f.division_code, ''), f.rule, count(*)
    from public.finding f where f.closed_on is null group by 1, 2, 3, 4, 5;
    insert into public.tally_change
    select 'source', date_trunc('month', b.received_at)::date, 'held', '', b.source, sum(b.held)
    from public.batch b where b.held > 0 group by 2, 5;
    insert into public.examined_change
    select coalesce(v.division_code, ''), extract(year from v.event_on), v.worker_id, count(*)
    from public.record_version v
    where v.document = 'examination' and v.known_to = 'infinity' and v.worker_id is not null group by 1, 2, 3;
    perform public.tally_fold();
end $$;
