"""Cases for the calculators over HTTP: how many at a time, and what is said of one that cannot be worked out."""

from typing import Any

from fastapi import Body

from hub.errors import HubError

MOST = 1000  # of one request: about a second


class CasesError(HubError):
    """A case that cannot be worked out, or too many of them."""

    status = 422


def cases_body(example: dict[str, Any]) -> Any:
    """For `Annotated[dict[str, Any] | list[Any], cases_body(…)]`."""
    return Body(description=f"one case, or a list of up to {MOST}; what is absent is unknown", examples=[example])


def refuse_too_many(given: Any, command: str) -> None:
    """Raise CasesError for a longer list than one request may bring."""
    if isinstance(given, list) and len(given) > MOST:
        raise CasesError(
            f"一次至多 {MOST} 个案例，请分批计算，或用命令 {command}。",
            f"At most {MOST} cases at a time; send them in parts, or use the command {command}.",
        )
