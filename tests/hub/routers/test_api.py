"""The JSON API: lists by cursor, refusals as problem details, nothing personal anywhere."""

import pytest

from hub.db import Store
from hub.security.permissions import Role
from tests.hub.intake.messages import message
from tests.hub.service import BAD_ROWS, PERSONAL, client, fill

ROUTES = {
    "/healthz", "/readyz", "/metrics", "/api/v1/batches", "/api/v1/batches/{batch_id}",
    "/api/v1/batches/{batch_id}/issues", "/api/v1/findings", "/api/v1/batches/{batch_id}/receipt",
    "/api/v1/batches/{batch_id}/receipt/rows", "/.well-known/jwks.json",
    "/oauth/token", "/api/v1/statistics", "/api/v1/statistics/{month}/{name}",
}  # fmt: skip

INSTITUTION = (Role.EXAM_INSTITUTION, "institution:370102001")  # the sender of the messages


def test_every_route_of_the_contract_is_there(store: Store) -> None:
    """Names that others rely on; more may come, none may go."""
    with client(store) as ask:
        assert set(ask.get("/openapi.json").json()["paths"]) >= ROUTES


def test_alive_and_ready(store: Store) -> None:
    with client(store) as ask:
        assert ask.get("/healthz").json() == {"status": "ok"}
        assert ask.get("/readyz").json() == {"status": "ready"}


def test_not_ready_without_its_database(store: Store) -> None:
    from hub.config import Settings

    gone = str(store.app_url.set(port=1, host="127.0.0.1").render_as_string(hide_password=False))
    settings = Settings(data_dir=store.settings.data_dir, database_url=gone, app_database_url=gone)
    other = Store(settings)
    with client(other, None) as ask:
        answer = ask.get("/readyz")
    other.close()
    assert (answer.status_code, answer.headers["content-type"]) == (503, "application/problem+json")
    assert "OHUB_DATABASE_URL" in answer.json()["title"]


def test_a_file_is_brought_in_and_told_of_as_by_the_command(store: Store) -> None:
    with client(store, *INSTITUTION) as ask:
        answer = ask.post("/api/v1/batches?source=national", content=message("a", "b"))
        assert answer.status_code == 201
        told = answer.json()
        assert {k: told[k] for k in ("received", "accepted", "duplicates", "issues")} == {
            "received": 2, "accepted": 2, "duplicates": 0, "issues": []}  # fmt: skip
        again = ask.post("/api/v1/batches?source=national", content=message("a", "b")).json()
        assert (again["batch"], again["duplicates"], again["accepted"]) == (told["batch"], 2, 0)
        assert 'ohub_rows_total{outcome="accepted",source="national"}' in ask.get("/metrics").text


def test_lists_are_paged_by_cursor(store: Store) -> None:
    batch = fill(store)
    with client(store) as ask:
        seen, path, cursor = [], f"/api/v1/batches/{batch}/issues", None
        while True:
            page = ask.get(path, params={"limit": 25} | ({"cursor": cursor} if cursor else {})).json()
            seen += [(issue["row"], issue["code"]) for issue in page["items"]]
            cursor = page["next"]
            if cursor is None:
                break
        assert seen == [(n, "code_unknown") for n in range(1, BAD_ROWS + 1)]
        gaps = ask.get("/api/v1/findings", params={"analysis": "gaps", "limit": 50}).json()
        rest = ask.get("/api/v1/findings", params={"analysis": "gaps", "cursor": gaps["next"]}).json()
        assert (len(gaps["items"]), len(rest["items"]), rest["next"]) == (50, 20, None)
        assert [each["source"] for each in ask.get("/api/v1/batches").json()["items"]] == ["national"] * 2


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/batches/999", 404),
        ("/api/v1/batches/999/issues", 404),
        ("/api/v1/batches/abc", 422),
        ("/api/v1/batches?cursor=nonsense", 400),
        ("/api/v1/batches?cursor=WyJhIl0", 400),
        ("/api/v1/findings?analysis=weather", 422),
        ("/api/v1/nothing", 404),
    ],
)
def test_refusals_are_problem_details(store: Store, path: str, status: int) -> None:
    with client(store) as ask:
        answer = ask.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert {"type", "status", "title", "title_en"} <= set(answer.json())


def test_an_unknown_source_is_refused(store: Store) -> None:
    with client(store, *INSTITUTION) as ask:
        answer = ask.post("/api/v1/batches?source=nowhere", content=b"x")
    assert answer.status_code == 404
    assert "national" in answer.json()["title"]


def test_nothing_personal_is_ever_said(store: Store) -> None:
    batch = fill(store)
    paths = ["/", "/batches", f"/batches/{batch}", "/gaps", "/clusters", "/metrics", "/api/v1/batches",
             f"/api/v1/batches/{batch}/issues", "/api/v1/findings?analysis=gaps"]  # fmt: skip
    with client(store) as ask:
        for path in paths:
            answer = ask.get(path, headers={"Accept": "text/html"})
            assert answer.status_code == 200, path
            assert not [word for word in PERSONAL if word in answer.text], path


def test_browsers_are_told_what_to_keep_to(store: Store) -> None:
    with client(store) as ask:
        headers = ask.get("/").headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
