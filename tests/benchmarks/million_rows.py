"""A million working lives as SQL for DuckDB: who they are, what was found in them, and what became of their cases.

Everything follows from the number `n` of a worker by hashing: the same rows each time. Nobody in it exists.
"""

from analytics.surveillance.editions import editions
from analytics.surveillance.items import requirement
from analytics.surveillance.tables import rows as table

TODAY = "date '2026-11-15'"  # after the change of GBZ 188 on 2026-08-01, so that both editions count
EXAMS, WAGE = 10, 6000
HAZARDS = ["3008", "3008", "3008", "1038", "1021", "1006", "1034", "2013", "2145", "2238"]  # by the worker's trade
DISEASES = ["4001", "4001", "4001", "1101", "1102", "1111", "1107", "5028", "5029", "5001"]
FATES = 21  # what goes wrong in a case, one of them: see the steps below

# Ten examinations each, the last shortly before the end of the job or before today; two of five have left. Who is new
# was seen more often, in a job of the last two years; some of those are not of age.
LIFE = f"""
create table life as
select n, (hash(n) >> 1)::bigint as worker_id, 1 + h % greatest(COUNT // 50, 1) as employer_id,
    (370100 + 100 * (h % 16) + 2 + h % 5)::varchar as division_code,
    if(h % 7 = 0, '2', '1') as sex, (h // 41) % 1000 as chance, chance % 25 = 0 as new,
    if(chance = 100, 2009, 1956 + (h // 11) % 48) as birth_year, (h // 13) % 10 as trade,
    {HAZARDS}[1 + trade] as hazard, {DISEASES}[1 + trade] as disease,
    if((h // 17) % 5 < 2, {TODAY} - (30 + (h // 19) % if(new, 300, 1800))::int, null) as left_on,
    coalesce(left_on - ((h // 23) % 95)::int, {TODAY} - ((h // 23) % 380)::int) as last_on,
    if(new, 50, 360) + (h // 29) % if(new, 20, 150) as step, last_on - (({EXAMS} - 1) * step)::int as first_on,
    first_on - 20 + ((h // 31) % 24)::int as started_on, (h // 37) % 100 < 97 as insured
from (select n::bigint as n, (hash(n + 7) >> 1)::bigint as h from range(1, COUNT + 1) r(n)) order by n
"""
EXAM = f"""
create table exam as
select n * {EXAMS} + k as record_id, n, k, first_on + (k * step)::int as examined_on,
    (hash(n * {EXAMS} + k) >> 1)::bigint as h,
    case when k = 0 and h % 90 <> 5 then '01' when k = {EXAMS} - 1 and left_on is not null then '03' else '02' end
        as exam_type,
    case when h % 2000 = 0 and k > 3 then '02' when h % 60 = 1 then '03' when h % 9 = 2 then '04'
        when h % 60 = 3 then '05' else '01' end as conclusion
from life cross join range({EXAMS}) r(k) order by record_id
"""
# Of those suspected, one row for each that was diagnosed or should have been; each step a date, or null where it broke.
AFFAIR = f"""
create table affair as
select e.record_id, l.*, e.examined_on as found_on, e.k as found_at, e.h // 101 % {FATES} as fate,
    found_on + (40 + e.h // 103 % 60)::int as diagnosed_on,
    diagnosed_on + (5 + e.h // 107 % 30)::int as applied_on,
    applied_on + 8 as accepted_on, accepted_on + 12 as decided_on,
    decided_on + 40 as asked_on, asked_on + 45 as concluded_on, concluded_on + 10 as served_on,
    if(trade between 3 and 6, [4, 3, 2, 1, 6], [7, 8, 9, 10, 6])[1 + e.h // 109 % 5]::bigint as grade,
    if(grade < 3, 'partial', 'none') as nursing
from exam e join life l using (n) where e.conclusion = '02'
"""
CASE = "record_id * 100 + {} as record_id, 1 as version, worker_id, employer_id, division_code"
PAYMENT = """record_id * 1000 + {} + 2 * date_diff('month', served_on, month) as record_id, 1 as version, worker_id,
    employer_id, division_code"""
LIVES = f"(select *, n * {EXAMS} as record_id from life)"
GRADED = "from affair where fate not in (0, 2, 3, 4, 5, 13, 14, 15)"
MONTHLY = f"""
from affair, lateral (select unnest(generate_series(date_trunc('month', served_on) + interval 1 month,
    {TODAY} - 40, interval 1 month))::date as month)
where fate not in (0, 2, 3, 4, 5, 13, 14, 15)
"""
# What each document holds. `event_on` is filled from its event field, what is not named is null.
ROWS = {
    "examination": """
        select e.record_id, 1 as version, l.worker_id, l.employer_id, l.division_code, e.exam_type, e.examined_on,
            [l.hazard] as hazards, [l.hazard] as exposed_hazards, e.conclusion = '05' as is_review,
            {'started_on': l.started_on, 'months': date_diff('month', l.started_on, e.examined_on)} as exposure,
            -- to be examined again is a conclusion until GBZ 188—2025, and none at all since
            if(e.conclusion = '05' and e.examined_on >= date '2026-08-01', [],
                [{'hazards': [l.hazard], 'conclusion': e.conclusion,
                    'suspected_disease': if(e.conclusion = '02', l.disease, null)}]) as conclusions,
            {'reported_on': e.examined_on + 25} as reporting
        from exam e join life l using (n) where year(e.examined_on) = THE_YEAR
    """,
    "suspected": f"""
        select {CASE.format(1)}, disease, [hazard] as hazards, found_on from affair
    """,
    "diagnosis": f"""
        select {CASE.format(2).replace("employer_id", "if(fate = 14, 900000000 + n, employer_id) as employer_id")},
            disease, '01' as case_type, [hazard] as hazards, diagnosed_on,
            if(trade > 6 and record_id % 3 = 0, '01', null) as poisoning_type, applied_on - 90 as applied_on,
            {{'reported_on': if(fate = 1, null, diagnosed_on + 5)}} as reporting,
            {{'one_on': diagnosed_on, 'two_on': if(fate = 17 and trade in (3, 4, 5, 6), diagnosed_on + 400, null)}}
                as stages
        from affair where fate <> 0
    """,
    "determination": f"""
        select {CASE.format(3)}, 'employer' as applicant, applied_on, disease, diagnosed_on,
            if(fate = 3, null, accepted_on) as accepted_on, if(fate in (3, 4), null, decided_on) as decided_on,
            if(fate in (3, 4), null, 'recognised') as decision, if(fate in (3, 4), null, decided_on + 5) as served_on
        from affair where fate not in (0, 2, 14, 15)
    """,
    "assessment": f"""
        select {CASE.format(4)}, 'initial' as kind, asked_on as applied_on, concluded_on,
            if(fate = 6, null, served_on) as served_on, grade, nursing {GRADED}
    """,
    "benefit": f"""
        select {PAYMENT.format(0)}, 'disability_lump_sum' as item, served_on + 20 as paid_on,
            [27, 25, 23, 21, 18, 16, 13, 11, 9, 7][grade] * ({WAGE} + if(fate = 16, 500, 0)) as amount,
            null::date as first_month, null::date as last_month
        from (select *, served_on as month {GRADED} and fate <> 7)
        union all
        select {PAYMENT.format(100)}, 'disability_allowance', month + 20,
            if(fate = 9 and grade = 4, 1500, {WAGE} * [0.9, 0.85, 0.8, 0.75][grade]), month, month
        {MONTHLY} and grade <= 4 and not (fate = 8 and month(month) = 6)
        union all
        select {PAYMENT.format(101)}, 'nursing_allowance', month + 20,
            2100, month, month {MONTHLY} and nursing <> 'none' and not (fate = 10 and month(month) = 6)
    """,
    "insured_spell": f"""
        select {CASE.format(6)}, date_trunc('month', started_on)::date as first_month,
            date_trunc('month', left_on)::date as last_month,
            [{{'from_month': (date_trunc('month', started_on) + to_months(12 * y))::date, 'monthly_wage': {WAGE}}}
                for y in range(1 + date_diff('year', started_on, coalesce(left_on, {TODAY})))] as wages
        from (
            select record_id, worker_id, if(fate = 18, employer_id + 1, employer_id) as employer_id, division_code,
                started_on, left_on
            from {LIVES} left join (select n, min(fate) as fate from affair group by n) using (n)
            where insured and fate is distinct from 13 and fate is distinct from 14
        )
    """,
    "termination": f"""
        select {CASE.format(7)}, left_on as ended_on,
            ['worker_resigned', 'expiry', 'employer', 'agreement', 'retirement', 'death'][1 + least(chance % 41, 5)]
                as reason
        from {LIVES} where left_on is not null
        union all
        select {CASE.format(8)}, diagnosed_on - 60, 'worker_resigned' from affair where fate = 15 and left_on is null
    """,
    "death": f"""
        select {CASE.format(9)}, if(fate = 19, {TODAY} - 200, {TODAY} - 90) as died_on, 'occupational' as relation,
            fate = 12 as in_paid_leave, [{{'relation': 'spouse'}}] as dependants
        from affair where fate in (12, 19)
        union all
        select {CASE.format(9)}, left_on, 'other', false, null from {LIVES} where left_on is not null and chance = 999
    """,
    "appraisal": f"""
        select {CASE.format(10)}, {{'diagnosed_on': diagnosed_on, 'disease': disease}} as "case",
            diagnosed_on + 70 as appraised_on
        from affair where fate = 20
    """,
    "poisoning": f"""
        select {CASE.format(11)}, diagnosed_on, '2' as pesticide, '01' as cause from affair where trade > 6
    """,
    "followup": f"""
        select {CASE.format(12)}, diagnosed_on + 365 as followed_up_on from affair where trade between 3 and 6
    """,
    "employer": """
        select employer_id * 100 + 13 as record_id, 1 as version, employer_id,
            any_value(division_code) as division_code,
            date '2024-01-01' + (employer_id % 900)::int as reported_on
        from life where employer_id % 20 > 0 group by employer_id
    """,
    "measurement": f"""
        select employer_id * 100 + 14 + year as record_id, 1 as version, employer_id,
            any_value(division_code) as division_code, make_date(2019 + year, 1 + employer_id % 12, 5) as reported_on
        from life cross join range(7) r(year) where employer_id % 10 > if(year < 4, 0, 1) and reported_on <= {TODAY}
        group by employer_id, year
    """,
}

# Which results an examination has: what either edition asks for its hazard and type, and some that most have beside it.
# A number is `base` plus `spread` times a share that is near nought in most examinations and near one in a few.
NUMBERS = {
    "left_500": (8, 21, "dB"), "left_1000": (8, 21, "dB"), "left_2000": (8, 21, "dB"), "left_3000": (9, 40, "dB"),
    "left_4000": (10, 40, "dB"), "left_6000": (10, 40, "dB"),
    "right_500": (8, 21, "dB"), "right_1000": (8, 21, "dB"),
    "right_2000": (8, 21, "dB"), "right_3000": (9, 40, "dB"), "right_4000": (10, 40, "dB"),
    "right_6000": (10, 40, "dB"),
    "fvc": (95, -16, "%"), "fev1": (95, -16, "%"), "fev1_fvc": (85, -16, "%"), "wbc": (7, -4.2, "10^9/L"),
    "neutrophil": (4, -2.6, "10^9/L"), "plt": (230, -180, "10^9/L"), "hb": (150, -20, "g/L"), "lead": (60, 350, "μg/L"),
}  # fmt: skip
OFTEN = {"wbc", "plt", "hb", "rbc", "alt", "urine_protein"}
ITEM = """
create table item (
    hazard varchar, exam_type varchar, item varchar, kind varchar, base double, spread double, unit varchar
)
"""


def items() -> list[tuple[str, str, str, str, float, float, str | None]]:
    """Rows of the table `item`: hazard, type of examination, code, kind, base, spread, unit."""
    names = {row["item"]: row["parts"].split("|") for row in table("item_names") if row["parts"]}
    codes = {row["part"]: row["codes"].split("|")[0] for row in table("item_parts")}
    found = []
    for hazard in sorted(set(HAZARDS)):
        for kind in ("01", "02", "03"):
            asked = [requirement(edition, hazard, kind) for edition in editions()]
            named = [names.get(name, []) for required in asked if required for name in required.items]
            for part in sorted(OFTEN.union(*named)):
                base, spread, unit = NUMBERS.get(part, (0, 0, None))
                found.append((hazard, kind, codes[part], "01" if unit else "02", base, spread, unit))
    return found


# The long lists: one row for each result of an examination, and for each measured point of a report.
RESULTS = {
    "examination": """
        select e.record_id, 1 as version, l.worker_id, l.employer_id, e.examined_on as event_on,
            e.examined_on + interval 20 day as known_from, i.item, i.kind, i.unit,
            if(i.kind = '01', round(i.base + i.spread * pow(e.h % 1009 / 1009, 10), 1)::varchar, '未见异常') as value,
            if(i.item = '4010100', '3.5', null) as low, (e.h % 9 = 2) as abnormal
        from exam e join life l using (n) join item i on l.hazard = i.hazard and e.exam_type = i.exam_type
        where year(e.examined_on) = THE_YEAR and (e.h // (1 + i.item[-5:]::int)) % 1500 > 0
    """,
    "followup": "select n * 100 + 12 as record_id, 1 as version, worker_id, '1' as item from affair where false",
    "measurement": """
        select employer_id * 100 + 14 + year as record_id, 1 as version, employer_id,
            make_date(2019 + year, 1 + employer_id % 12, 5) as event_on, event_on + interval 20 day as known_from,
            [hazard] as hazards, 'W' || post as workplace, 'P' || post as post,
            '01' as density_type, if(hazard = '3008', 'dB(A)', 'mg/m3') as unit,
            if(hazard = '3008', 70 + 16 * share, 1.05 * share * most)::decimal(9, 3)::varchar as value,
            event_on - 15 as measured_on, if(share > 0.94 and h % 50 > 0, '02', '01') as compliance
        from (
            select distinct employer_id, agent as hazard, year, post,
                (hash(employer_id, agent, year, post) >> 1)::bigint as h
            -- xylene is where toluene is, and acts on the same organ
            from life, unnest(if(hazard = '2145', ['2145', '2073'], [hazard])) a(agent)
                cross join range(7) r(year) cross join range(3) p(post)
            where employer_id % 10 > if(year < 4, 0, 1)
        ), lateral (
            select pow(h % 997 / 997, 6) as share, map {
                '1021': 2.5, '1006': 4, '1034': 1.5, '1038': 0.7, '2013': 3, '2145': 50, '2073': 50,
                '2238': 0.05}[hazard] as most
        ) where event_on <= date '2026-11-15'
    """,
}
REGISTERS = {
    # one in five hundred was found to be the one registered before
    "worker": """
        select worker_id, if(n % 500 = 0, lag(worker_id) over (order by n), worker_id) as person_id, sex, birth_year
        from life
    """,
    "employer": """
        select employer_id, any_value(division_code) as division_code, 'C2600' as industry_code, '170' as economic_type,
            ['1', '2', '3', '4'][1 + employer_id % 4] as size
        from life group by employer_id order by employer_id
    """,
}
