"""A worker's own page and its interface: everything of theirs, nothing of others, and who looked."""

import httpx
import orjson
import pytest
from sqlalchemy import text

from hub.db import Store
from hub.pages.texts import LANGUAGES, texts
from hub.people.gist import TOLD
from hub.people.purposes import OWN as OWN_PURPOSE
from hub.security.actor import Actor
from hub.security.audit.entries import Access, Verb
from hub.security.permissions import Permission, Role, may
from schemas.records import RECORDS
from tests.hub.intake.messages import TESTER, fetch
from tests.hub.people.two_people import FOREIGN, NAMES, NUMBERS, ORGANISATIONS, OWN, PERSONAL, fill, merge, rename
from tests.hub.security.audit.auditing import as_owner, write
from tests.hub.service import client, signed_in

PATHS = ("/me", "/me/accesses", "/api/v1/me/records", "/api/v1/me/accesses")
WORKER = (Role.WORKER, f"person:{OWN}")
HTML = {"Accept": "text/html"}
EVIDENCE = {
    "records": [4711],
    "title_zh": "用人单位未申请工伤认定",
    "title_en": "The employer did not apply",
    "basis": ["工伤保险条例 第十七条"],
    "must_act": "employer",
    "verified": True,
    "days_late": 30,
}


def found(store: Store, worker: int, rule: str, **evidence: object) -> None:
    statement = """
    insert into finding (analysis, rule, subject, period, worker_id, employer_id, due_on, evidence, raised_on, seen_on)
    values ('gaps', :rule, :rule, 'x', :worker, 1, '2026-01-01', cast(:evidence as jsonb), '2026-02-01', '2026-02-01')
    """
    values = {"rule": rule, "worker": worker, "evidence": orjson.dumps(EVIDENCE | evidence).decode()}
    with store.transaction(TESTER) as connection:
        connection.execute(text(statement), values)


@pytest.mark.parametrize("role", list(Role))
def test_only_a_worker_has_an_own_record(store: Store, role: Role) -> None:
    fill(store)
    with client(store, role, ORGANISATIONS[role]) as ask:
        answers = [ask.get(path) for path in PATHS]
        start = ask.get("/", headers=HTML).text
    permitted = may(role, Permission.OWN_RECORD_READ)
    assert [each.status_code for each in answers] == [200 if permitted else 404] * 4
    assert ('href="/me"' in start) is permitted


def test_somebody_reads_what_is_theirs_and_nothing_else(store: Store) -> None:
    fill(store)
    found(store, OWN, "G99")
    found(store, FOREIGN, "G98", title_zh="别人的")
    with client(store, *WORKER) as ask:
        told = ask.get("/api/v1/me/records").json()
    assert told["worker"]["worker_id"] == OWN
    assert [each["record_id"] for each in told["records"]["items"]] == [3, 2, 1]
    mine = {each["rule"]: each for each in told["findings"]}
    assert set(mine) == {"G03", "G99"}
    assert (mine["G99"]["title_zh"], mine["G99"]["must_act"]) == (EVIDENCE["title_zh"], "employer")
    assert "records" not in mine["G99"]
    entry = fetch(store, "select actor, verb, purpose, workers, records from audit_entry")
    assert entry == [(f"user:worker.{OWN}", "read", OWN_PURPOSE, [OWN], [1, 2, 3])]
    assert not [value for value in PERSONAL if value in str(told)]


def test_merged_numbers_are_both_ones_own(store: Store) -> None:
    fill(store)
    merge(store)
    with client(store, *WORKER) as ask:
        told = ask.get("/api/v1/me/records", params={"limit": 4}).json()
        rest = ask.get("/api/v1/me/records", params={"cursor": told["records"]["next"]}).json()
    assert told["worker"]["workers"] == [OWN, FOREIGN]
    assert len(told["records"]["items"] + rest["records"]["items"]) == 6
    assert rest["records"]["next"] is None


def looked(ask: httpx.Client) -> list[dict[str, object]]:
    """All pages, by threes."""
    seen, cursor = [], None
    while True:
        page = ask.get("/api/v1/me/accesses", params={"limit": 3} | ({"cursor": cursor} if cursor else {})).json()
        seen += page["items"]
        if (cursor := page["next"]) is None:
            return seen


def test_who_looked_is_told_by_organisation_and_role(store: Store) -> None:
    fill(store)
    reader, agency = (Role.EMPLOYER, "employer:C1"), (Role.INSURANCE_AGENCY, "bureau:370102")
    for who in (reader, agency):
        with client(store, *who) as ask:
            assert ask.get(f"/api/v1/workers/{OWN}").status_code == 200
    signed_in(store, Role.EXAM_INSTITUTION, "institution:370102001")
    institution = Actor("user", "exam-institution.102001")
    write(store, Access(Verb.UNMASK, "现场核对", (OWN,), detail={"fields": ["name"]}), institution)
    write(store, Access(Verb.READ, "别人", (FOREIGN,)), institution)
    write(store, Access(Verb.EXPORT, "每月报送", (OWN, FOREIGN), (1, 11)), Actor("job", "export"))
    with client(store, *WORKER) as ask:
        ask.get("/api/v1/me/records")
        seen = looked(ask)
    told = [(e["verb"], e["role"], e["organisation_kind"], e["organisation"], e["own"], e["fields"], e["records"])
            for e in seen]  # fmt: skip
    assert told == [
        ("read", "worker", "person", "", True, [], 3),
        ("export", "", "hub", "", False, [], 0),  # about others too: which records is not told
        ("unmask", "exam_institution", "institution", "370102001", False, ["name"], 0),
        ("read", "insurance_agency", "bureau", "历下区", False, [], 2),
        ("read", "employer", "employer", "测试单位", False, [], 3),
    ]
    said = str(seen)
    assert not [word for word in ("exam-institution.102001", "127.0.0.1", "user:", "别人") if word in said]


@pytest.mark.parametrize("cursor", ["nonsense", "Wy0xLDBd", "WzM2ODkzNDg4MTQ3NDE5MTAzMjMyLDBd", "WzFd", "WzEsMiwzXQ"])
def test_a_cursor_that_is_none_is_refused(store: Store, cursor: str) -> None:
    with client(store, *WORKER) as ask:
        for path in ("/api/v1/me/accesses", "/me/accesses"):
            answer = ask.get(path, params={"cursor": cursor})
            assert answer.status_code == 400, path


def test_the_page_shows_it_in_both_languages(store: Store) -> None:
    fill(store)
    found(store, OWN, "G99")
    with client(store, Role.EMPLOYER, "employer:C1") as ask:
        ask.get(f"/api/v1/workers/{OWN}")
    with client(store, *WORKER) as ask:
        zh = ask.get("/me", headers=HTML).text
        en = ask.get("/me?lang=en", headers=HTML).text
        accesses = ask.get("/me/accesses?lang=zh", headers=HTML).text
    for said in ("我的记录", "欧阳*", "1975", EVIDENCE["title_zh"], "职业健康检查", "劳动者职业健康监护", "本人"):
        assert str(said) in zh, said
    for said in ("My record", EVIDENCE["title_en"], "Health examination", "yourself"):
        assert str(said) in en, said
    assert "劳动者职业健康监护" in accesses
    assert not [value for value in (*PERSONAL, "employer.c1", "127.0.0.1") if value in zh + en + accesses]


def test_the_page_without_anything(store: Store) -> None:
    """Somebody of whom the hub knows nothing: every section says so."""
    with client(store, Role.WORKER, "person:77") as ask:
        page = ask.get("/me", headers=HTML)
        told = ask.get("/api/v1/me/records").json()
        seen = ask.get("/api/v1/me/accesses").json()
    assert page.status_code == 200
    assert all(
        texts("zh")[key] in page.text for key in ("profile_none", "own_findings_none", "records_none", "looks_none")
    )
    assert told == {"worker": None, "records": {"items": [], "next": None}, "findings": []}
    assert seen == {"items": [], "next": None}
    assert fetch(store, "select count(*) from audit_entry where verb = 'read'") == [(0,)]


def test_markup_is_shown_as_text(store: Store) -> None:
    fill(store)
    rename(store, OWN, "<script>alert(1)</script>")
    found(store, OWN, "G99", title_zh="<script>alert(2)</script>")
    with store.transaction(TESTER) as connection:
        connection.execute(text("update employer set name = '<script>alert(3)</script>'"))
    write(store, Access(Verb.READ, "<script>alert(4)</script>", (OWN,)), Actor("job", "x"))
    with client(store, *WORKER) as ask:
        page = ask.get("/me", headers=HTML).text
    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;alert") >= 3
    assert "&lt;*" in page


def test_what_cannot_be_written_down_is_not_shown(store: Store) -> None:
    fill(store)
    as_owner(store, f'revoke insert on audit_entry from "{store.app_url.username}_person"')
    with client(store, *WORKER) as ask:
        assert [ask.get(path).status_code for path in PATHS] == [500, 200, 500, 200]


def test_everything_that_can_be_told_has_words() -> None:
    for name in LANGUAGES:
        known = set(texts(name))
        told = {f"told_{field}" for places in TOLD.values() for fields in places.values() for field in fields}
        documents = {f"document_{document}" for document in RECORDS}
        verbs = {f"verb_{verb}" for verb in Verb}
        fields = {f"field_{field}" for field in ("name", "id_number", "phone")}
        who_acts = {f"act_{who}" for who in ("employer", "fund", "institution", "department")}
        assert told | documents | verbs | fields | who_acts <= known


def test_ones_own_numbers_never_stand_in_clear(store: Store) -> None:
    """A page left open shows no more than others see."""
    fill(store)
    with client(store, *WORKER) as ask:
        said = "".join(ask.get(path).text for path in PATHS)
    assert NUMBERS[OWN] not in said
    assert NAMES[OWN] not in said
