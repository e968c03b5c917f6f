"""Feeds: which endpoints are pulled, from `sources.yml` in the data directory. Secrets stay in the environment."""

from importlib import import_module
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from connectors.registry import sources
from connectors.transports import FeedBase
from hub.config import Settings
from hub.errors import HubError

TRANSPORTS = ("http", "folder", "sftp", "database")


def read_feeds(settings: Settings, only: tuple[str, ...] = ()) -> list[FeedBase]:
    """The feeds of this machine, or of the sources `only`, in the order of the file; none where there is no file."""
    path = settings.sources_file or settings.home / "sources.yml"
    if not path.is_file():
        return []
    feeds = [_feed(entry) for entry in _entries(path)]
    return [feed for feed in feeds if not only or feed.source in only]


def write_feeds(path: Path, feeds: list[FeedBase]) -> None:
    """Write a file that `read_feeds` reads."""
    entries = [feed.model_dump(mode="json", exclude_none=True) for feed in feeds]
    path.write_text(yaml.safe_dump({"feeds": entries}, allow_unicode=True), encoding="utf-8")


def _entries(path: Path) -> list[dict[str, Any]]:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    feeds = content.get("feeds") if isinstance(content, dict) else None
    if not isinstance(feeds, list):
        raise HubError(
            f"{path.name} 应有一个列表 feeds；请参照 docs/reference/partner-api.md。",
            f"{path.name} must have a list `feeds`; see docs/reference/partner-api.md.",
        )
    return feeds


def _feed(entry: dict[str, Any]) -> FeedBase:
    name, transport = entry.get("name", "?"), entry.get("transport")
    if transport not in TRANSPORTS or entry.get("source") not in sources():
        known = f"{'、'.join(TRANSPORTS)}; {'、'.join(sources())}"
        raise HubError(
            f"采集点 {name} 的 transport 或 source 不在已有之列（{known}）。",
            f"The transport or source of the feed {name} is not known ({known}).",
        )
    try:
        feed: FeedBase = import_module(f"connectors.transports.{transport}").Feed.model_validate(entry)
    except ValidationError as wrong:
        fields = "、".join(".".join(map(str, error["loc"])) for error in wrong.errors())
        raise HubError(
            f"采集点 {name} 的设置有误：{fields}。", f"The feed {name} has wrong settings: {fields}."
        ) from None
    return feed
