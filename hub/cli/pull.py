"""The command that pulls from partners."""

from collections.abc import Callable
from typing import Annotated, Any

import typer
from rich.progress import Progress

from connectors.transports import FeedBase
from hub.cli.output import Json, answer, progress
from hub.cli.store import opened
from hub.db import Store
from hub.errors import NotFoundError
from hub.intake.feeds import read_feeds
from hub.intake.pulling import Pulled, pull
from hub.security.actor import operator

Names = Annotated[list[str] | None, typer.Argument(help="来源 sources to pull; all when none is named")]


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.command("pull")(pull_command)


def pull_command(sources: Names = None, as_json: Json = False) -> None:
    """采集 Pull everything that partners have to give now, from where the last pull got to."""
    with opened() as store:
        feeds = read_feeds(store.settings, tuple(sources or ()))
        if not feeds:
            raise NotFoundError(
                "没有可采集的采集点；请在数据目录的 sources.yml 中设置。",
                "There is no feed to pull; set them up in sources.yml in the data directory.",
            )
        results = pull_feeds(store, feeds)
    answer(results, as_json, "ohub pull")
    if any(result["problem"] for result in results):
        raise typer.Exit(1)


def pull_feeds(store: Store, feeds: list[FeedBase]) -> list[dict[str, Any]]:
    """Pull the feeds one after the other. What one partner does wrong does not stop the others."""
    results = []
    for feed in feeds:
        with progress(feed.name) as bar:
            results.append(pull(store, feed, operator(), _shown_on(bar)).as_json())
    return results


def _shown_on(bar: Progress) -> Callable[[Pulled], None]:
    return lambda state: bar.update(bar.task_ids[0], completed=state.received)
