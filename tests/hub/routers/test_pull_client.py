"""The client of the documentation, against the real service: killed again and again, it loses nothing."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

from hub.db import Store
from tests.docs.reference import ROOT
from tests.hub.intake.messages import TESTER, fetch
from tests.hub.pull.following import add, withdraw
from tests.hub.routers.pulling import STATUS, agreed, system
from tests.hub.routers.test_bulk import fill
from tests.hub.security.clients.systems import pair
from tests.hub.service import Site

CLIENT = ROOT / "docs" / "how-to" / "pull_client.py"
KILLS = 4


def start(site: Site, folder: Path) -> subprocess.Popen[bytes]:
    key = folder.parent / "key.json"
    key.write_text(json.dumps(pair("EC").as_dict(private=True)), encoding="utf-8")
    command = [sys.executable, str(CLIENT), site.url, "insurance-jinan", str(key), STATUS, str(folder)]
    return subprocess.Popen(command, stderr=subprocess.PIPE)


def run(site: Site, folder: Path) -> None:
    process = start(site, folder)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors.decode()


def kill_after(site: Site, folder: Path, pages: int) -> None:
    """Signal 9 when so many pages more are there."""
    process, before = start(site, folder), len(list(folder.glob("*.json")))
    while process.poll() is None and len(list(folder.glob("*.json"))) < before + pages:
        time.sleep(0.001)
    process.send_signal(signal.SIGKILL)
    _, errors = process.communicate()
    assert process.returncode == -signal.SIGKILL, errors.decode()


def events(folder: Path) -> list[tuple[str, int]]:
    pages = [json.loads(path.read_bytes()) for path in sorted(folder.glob("*.json"))]
    return [(event["kind"], event["record"]) for page in pages for event in page["events"]]


def test_killed_and_resumed_nothing_is_lost_and_nothing_is_there_twice(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "taken"
    folder.mkdir()
    fill(store, 20_000)
    system(store)
    agreed(store, STATUS)
    with Site(store) as site:
        store.settings.public_url = site.url
        for pages in range(1, KILLS + 1):
            kill_after(site, folder, pages)
        run(site, folder)
        standing = [row[0] for row in fetch(store, "select record_id from record_version order by 1")]
        assert sorted(events(folder)) == [("put", record) for record in standing]
        with store.transaction(TESTER) as connection:
            withdraw(connection, standing[0])
            new = add(connection)
        run(site, folder)
    assert events(folder)[len(standing) :] == [("put", new), ("delete", standing[0])]


def test_it_is_as_short_as_it_is_said_to_be() -> None:
    lines = CLIENT.read_text(encoding="utf-8").splitlines()
    assert len([line for line in lines if line and not line.startswith(("import ", "from "))]) <= 30
