"""Who is acting. Every transaction carries its actor; the database refuses those that do not."""

import getpass
from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """`kind` is command, job or system; `name` an account or a task of ours, never a person in the data."""

    kind: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.name}"


def operator() -> Actor:
    """Whoever typed the command, by the account of the operating system."""
    return Actor("command", getpass.getuser())
