"""What arrives: sources and what is held, uploads, batches, and how well each sender sends."""

from fastapi import APIRouter

from hub.pages.intake import arrivals, batches, senders, upload

router = APIRouter(include_in_schema=False)
for module in (arrivals, upload, batches, senders):
    router.include_router(module.router)
