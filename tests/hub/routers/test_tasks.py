"""The worklist for programs says what the page says."""

from hub.db import Store
from hub.security.permissions import Role
from tests.hub.pages.work.test_one import TOOK, start
from tests.hub.service import client


def test_read_moved_and_told_when_somebody_was_faster(store: Store) -> None:
    start(store)
    with client(store, organisation="bureau:370102") as ask:
        first = ask.get("/api/v1/tasks", params={"tab": "all", "limit": 1}).json()
        second = ask.get("/api/v1/tasks", params={"tab": "all", "cursor": first["next"]}).json()
        assert [each["task_id"] for each in first["items"] + second["items"]] == [1, 2]
        step = {"step": "confirm", "version": 1, "remark": TOOK}
        assert ask.post("/api/v1/tasks/1/steps", json=step).json()["state"] == "open"
        assert ask.post("/api/v1/tasks/1/steps", json=step).status_code == 409
        assert ask.post("/api/v1/tasks/3/steps", json=step).status_code == 404
        told = ask.get("/api/v1/tasks/1").json()
        assert [(event["kind"], event["remark"]) for event in told["events"]] == [("confirm", TOOK), ("created", "")]
    with client(store, Role.REGULATOR, "bureau:370102") as ask:
        assert TOOK not in ask.get("/api/v1/tasks/1").text
