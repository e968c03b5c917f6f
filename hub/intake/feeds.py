"""Feeds: which endpoints are pulled, from `sources.yml` in the data directory. Secrets stay in the environment."""

from collections import Counter
from importlib import import_module
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from connectors.registry import sources
from connectors.transports import FeedBase, SettingError
from hub.config import Settings
from hub.errors import HubError

TRANSPORTS = ("http", "folder", "sftp", "database")
REFERENCE = "docs/reference/partner-api.md"


def read_feeds(settings: Settings, only: tuple[str, ...] = ()) -> list[FeedBase]:
    """The feeds of this machine, or of the sources `only`, in the order of the file; none where there is no file."""
    path = settings.sources_file or settings.home / "sources.yml"
    if not path.is_file():
        return []
    feeds = [_feed(entry, number) for number, entry in enumerate(_entries(path), 1)]
    _refuse_namesakes(feeds)
    return [feed for feed in feeds if not only or feed.source in only]


def write_feeds(path: Path, feeds: list[FeedBase]) -> None:
    """Write a file that `read_feeds` reads."""
    entries = [feed.model_dump(mode="json", exclude_none=True) for feed in feeds]
    path.write_text(yaml.safe_dump({"feeds": entries}, allow_unicode=True), encoding="utf-8")


def _entries(path: Path) -> list[Any]:
    content = _content(path)
    feeds = content.get("feeds") if isinstance(content, dict) else None
    if not isinstance(feeds, list):
        raise HubError(
            f"{path.name} 应有一个列表 feeds；请参照 {REFERENCE}。",
            f"{path.name} must have a list `feeds`; see {REFERENCE}.",
        )
    return feeds


def _content(path: Path) -> Any:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as problem:
        raise HubError(
            f"{path.name} 无法读取；请检查权限。", f"{path.name} cannot be read; check its permissions."
        ) from problem
    except (yaml.YAMLError, ValueError) as problem:  # a ValueError: not UTF-8, or a day that no calendar has
        mark = getattr(problem, "problem_mark", None)
        zh, en = (f"第 {mark.line + 1} 行", f" (line {mark.line + 1})") if mark else ("", "")
        raise HubError(
            f"{path.name} {zh}不是合法的 UTF-8 编码的 YAML；请改正。",
            f"{path.name} is not valid YAML in UTF-8{en}; mend it.",
        ) from None  # the error quotes the file


def _feed(entry: Any, number: int) -> FeedBase:
    if not isinstance(entry, dict):
        raise HubError(
            f"feeds 的第 {number} 项应是一组设置（name、source、transport……）；请参照 {REFERENCE}。",
            f"Entry {number} of `feeds` must be a group of settings (name, source, transport, …); see {REFERENCE}.",
        )
    name, transport = entry.get("name", number), entry.get("transport")
    if transport not in TRANSPORTS or str(entry.get("source")) not in sources():
        known = f"{'、'.join(TRANSPORTS)}; {'、'.join(sources())}"
        raise HubError(
            f"采集点 {name} 的 transport 或 source 不在已有之列（{known}）。",
            f"The transport or source of the feed {name} is not known ({known}).",
        )
    try:
        feed: FeedBase = import_module(f"connectors.transports.{transport}").Feed.model_validate(entry)
    except ValidationError as wrong:
        zh, en = ("；".join(texts) for texts in zip(*map(_sentences, wrong.errors()), strict=True))
        raise HubError(
            f"采集点 {name} 的设置有误：{zh.rstrip('。')}。各项设置见 {REFERENCE}。",
            f"The feed {name} has wrong settings: {en.rstrip('.')}. The settings are told in {REFERENCE}.",
        ) from None
    return feed


def _sentences(wrong: ErrorDetails) -> tuple[str, str]:
    """What is wrong with a setting: its own sentence where it has one, else its name."""
    problem = wrong.get("ctx", {}).get("error")
    if isinstance(problem, SettingError):
        return problem.zh, problem.en
    field = ".".join(map(str, wrong["loc"]))
    return field, field


def _refuse_namesakes(feeds: list[FeedBase]) -> None:
    """Endpoints of one name would share a cursor, and each would pass over what the other has taken."""
    if twice := [name for name, count in Counter(feed.name for feed in feeds).items() if count > 1]:
        names = "、".join(twice)
        raise HubError(
            f"有多个采集点名为 {names}；名称不能重复，请改名。",
            f"More than one feed is called {names}; names must differ: rename one.",
        )
