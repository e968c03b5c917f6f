"""The demonstration province as tests meet it: made once in a process, and copied for each module that changes it."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hub.cli.demo import run_demo
from hub.db import Store
from tests.databases import Template

WORKERS, SEED = 5_000, 3


@dataclass(frozen=True)
class Demonstration:
    """A store after `ohub demo`, closed; where its keys and files are; and what the command said."""

    template: Template
    home: Path
    summary: dict[str, Any]

    @classmethod
    def make(cls, empty: Template, home: Path) -> "Demonstration":
        store = empty.copy(home)
        summary = run_demo(store, WORKERS, SEED)
        store.close()
        return cls(Template(store.owner_url, store.app_url), home, summary)

    def copy(self, home: Path) -> Store:
        """The same province, to be changed."""
        shutil.copytree(self.home, home, dirs_exist_ok=True)
        return self.template.copy(home)
