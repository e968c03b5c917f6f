"""Who is acting, and how far they may see. Every transaction carries its actor; the database refuses those without."""

import getpass
from dataclasses import dataclass, replace

from hub.security.scope import Scope


@dataclass(frozen=True)
class Actor:
    """`kind` is command, job, system, page or user; `name` an account or a task of ours, never a person in the data.

    `scope` is the fence a person acts within; the hub's own commands and jobs have none.
    """

    kind: str
    name: str
    scope: Scope | None = None

    def __str__(self) -> str:
        return f"{self.kind}:{self.name}"

    @property
    def organisation(self) -> str | None:
        """The organisation a person acts for, by its code."""
        return self.scope.settings.get("organisation") if self.scope else None

    def as_hub(self) -> "Actor":
        """The same, with the hub's own reach: for work it does on somebody's behalf, such as storing what they sent."""
        return replace(self, scope=None)


def operator() -> Actor:
    """Whoever typed the command, by the account of the operating system."""
    return Actor("command", getpass.getuser())
