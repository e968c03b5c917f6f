"""The page of letters: who may make one, the file, and the quota of names in clear."""

import io

import pytest
from docx import Document

from hub.db import Store
from hub.security.permissions import Role
from tests.hub.intake.messages import TESTER, fetch
from tests.hub.service import client, fill

WORKER = "update finding set worker_id = 1 where finding_id = 1"


@pytest.mark.parametrize(
    ("role", "organisation", "status"),
    [
        (Role.CASE_REGULATOR, "bureau:370100", 200),
        (Role.CASE_REGULATOR, "bureau:370200", 404),
        (Role.INSURANCE_AGENCY, "bureau:370100", 200),
        (Role.REGULATOR, "bureau:370100", 404),
        (Role.EMPLOYER, "employer:91370100M000100Y4B", 404),
        (Role.SYSTEM_ADMIN, "bureau:370000", 404),
    ],
)
def test_whoever_acts_on_a_finding_makes_letters_about_it(
    store: Store, role: Role, organisation: str, status: int
) -> None:
    fill(store)
    with client(store, role, organisation) as ask:
        found = [ask.get("/gaps/1/letters").status_code, ask.post("/gaps/1/letters/urging?as=pdf").status_code]
    assert found == [status] * 2
    assert len(fetch(store, "select * from letter")) == (status == 200)


def test_from_the_page_to_a_letter_that_names_the_worker(store: Store) -> None:
    fill(store)
    with store.transaction(TESTER) as connection:
        connection.exec_driver_sql(WORKER)
    with client(store) as ask:
        assert "还没有制作过文书" in ask.get("/gaps/1/letters").text
        assert "/gaps/1/letters" in ask.get("/gaps/1").text
        made = ask.post("/gaps/1/letters/notice?as=docx", data={"reason": "邮寄告知书"})
        refused = ask.post("/gaps/1/letters/notice", data={"reason": "x"})
        page = ask.get("/gaps/1/letters?lang=en").text
    assert made.headers["content-disposition"].startswith('attachment; filename="notice-20')
    assert Document(io.BytesIO(made.content)).paragraphs[3].text == "测试甲："
    assert (refused.status_code, "至少 4 个字" in refused.text) == (422, True)
    assert "in clear" in page
    assert "测试甲" not in page
    assert fetch(store, "select count(*) from sign_in_attempt where scope = 'unmask'") == [(1,)]
