"""The overview: the reader's own territory at a glance, and down to its employers; other roles see what is theirs."""

from fastapi import APIRouter

from hub.pages.overview import first, records

router = APIRouter(include_in_schema=False)
for part in (first, records):
    router.include_router(part.router)
