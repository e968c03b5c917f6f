"""A province of examinations and diagnoses of this year and last, in many counties, for tests of the overview."""

from sqlalchemy import text

from hub.db import Store
from schemas.codes import codelist
from tests.hub.intake.messages import TESTER

COUNT = 4000
STEPS = (
    """
    insert into employer (employer_id, credit_code, name, division_code, industry_code, batch_id)
    select n, 'C' || n, '测试单位' || n, p.codes[1 + n % cardinality(p.codes)], '3391', 1
    from generate_series(1, 400) n, (select cast(:places as text[]) as codes) p
    """,
    """
    insert into worker (worker_id, sex, birth_date, batch_id)
    select n, '1', date '1980-01-01', 1 from generate_series(1, 1500) n
    """,
    """
    insert into record_version (record_id, version, document, event_on, source, worker_id, employer_id, division_code,
        known_from, batch_id, row, body)
    select n, 1, case when n % 40 = 0 then 'diagnosis' else 'examination' end, current_date - (n * 7919 % 690),
        'national', 1 + n % 1500, e.employer_id, e.division_code, now(), 1, n, jsonb_build_object(
            'hazards', jsonb_build_array((array['3008', '1006', '2013', '2145'])[1 + n % 4]), 'disease', '1101',
            'employer', jsonb_build_object('industry_code', (array['3391', '0610', '2614'])[1 + n % 3]),
            'conclusions', jsonb_build_array(jsonb_build_object('conclusion', case when n % 13 = 0 then '02'
                when n % 17 = 0 then '03' else '01' end)))
    from generate_series(1, :count) n join employer e on e.employer_id = 1 + (n * n) % 400
    """,
    """
    insert into finding (analysis, rule, subject, period, employer_id, division_code, due_on, evidence, raised_on,
        seen_on)
    select 'gaps', (array['G01', 'G03', 'G08', 'G10'])[1 + n % 4], 'p' || n, '2026', e.employer_id, e.division_code,
        current_date - n, '{}', current_date, current_date
    from generate_series(1, 90) n join employer e on e.employer_id = n
    """,
    "select tally_fold()",
)


def fill(store: Store) -> None:
    places = [row.code for row in codelist("division").rows
              if row.code[:2] == "37" and row.extra.get("level") == "3" and not row.valid_to]  # fmt: skip
    with store.transaction(TESTER) as connection:
        for step in STEPS:
            values = {"places": places, "count": COUNT}
            connection.execute(text(step), {name: each for name, each in values.items() if f":{name}" in step})
