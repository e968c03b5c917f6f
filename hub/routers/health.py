"""Is the process alive, and can it work?"""

from fastapi import APIRouter, Response
from sqlalchemy import text

from hub.door.callers import DOOR, OfStore
from hub.door.locks import ForAll
from hub.errors import UnavailableError

router = APIRouter()


@router.get("/healthz")
def alive(_: ForAll) -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/readyz")
def ready(store: OfStore, response: Response, _: ForAll) -> dict[str, str]:
    """The store can be reached and has its tables."""
    try:
        with store.transaction(DOOR) as connection:
            connection.execute(text("select 1 from batch limit 1"))
    except Exception as problem:
        response.headers["Retry-After"] = "5"
        raise UnavailableError(
            "数据库尚不可用；请检查 OHUB_DATABASE_URL，并运行 ohub migrate。",
            "The database is not ready; check OHUB_DATABASE_URL and run `ohub migrate`.",
        ) from problem
    return {"status": "ready"}
