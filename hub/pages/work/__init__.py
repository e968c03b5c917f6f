"""The worklist: what is to be seen to, by whom, by when; and each task with what may be done about it."""

from fastapi import APIRouter

from hub.pages.work import bulk, giving, moving, one, worklist

router = APIRouter(include_in_schema=False)
for part in (worklist, bulk, one, moving, giving):
    router.include_router(part.router)
