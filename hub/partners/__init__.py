"""The partner systems of a generated province, as servers of their own; `start_partners` gives the feeds to pull.

They do what partners do: give pages to whoever has a token, tire of too many requests, fail now and then.
"""

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import orjson

from connectors.transports import FeedBase
from connectors.transports.folder import Feed as FolderFeed
from connectors.transports.http import Feed as HttpFeed

CLIENT_ID, CLIENT_SECRET = "OHUB_DEMO_CLIENT_ID", "OHUB_DEMO_CLIENT_SECRET"


@contextmanager
def start_partners(folder: Path, *, seed: int = 1, faults: float = 0.02) -> Iterator[list[FeedBase]]:
    """The feeds of the partners of the province in `folder`, served on loopback until the block is left.

    `faults` is the share of requests that fail in one way or another; which ones follows from `seed`.
    """
    os.environ.setdefault(CLIENT_ID, "ohub")
    os.environ.setdefault(CLIENT_SECRET, secrets.token_urlsafe(16))
    command = [sys.executable, "-m", "hub.partners.server", str(folder), "--seed", str(seed), "--faults", str(faults)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)  # noqa: S603 our own module
    try:
        if process.stdout is None or not (line := process.stdout.readline()):
            raise RuntimeError("the partner systems did not start")
        yield [*_http(orjson.loads(line)), *_folders(folder)]
    finally:
        process.terminate()
        process.communicate()


def _http(served: dict[str, str]) -> list[FeedBase]:
    """A feed for each institution and bureau that serves pages."""
    return [
        HttpFeed(
            name=f"{name.replace('/', '-')}",
            source=name.split("/")[0],
            url=f"{address}/pages",
            token_url=f"{address}/token",
            client_id_env=CLIENT_ID,
            client_secret_env=CLIENT_SECRET,
            requests_per_second=200,
        )
        for name, address in sorted(served.items())
    ]


def _folders(folder: Path) -> list[FeedBase]:
    """Tables in folders: the provincial coding, and the bureau that hands over CSV."""
    feeds: list[FeedBase] = []
    if (folder / "shandong").is_dir():
        path = (folder / "shandong").resolve()
        feeds.append(FolderFeed(name="shandong-uploads", source="shandong", path=path, settled_s=0))
    for path in sorted((folder / "insurance").glob("*")):
        if any(path.glob("*.csv")):
            name = f"insurance-{path.name}-tables"
            feeds.append(FolderFeed(name=name, source="insurance", path=path.resolve(), pattern="*.csv", settled_s=0))
    return feeds
