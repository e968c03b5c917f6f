"""Signals of clusters: the list, one of them with all it rests on, what is no cluster, and how they are found."""

from fastapi import APIRouter

from hub.pages.signals import artefacts, listing, methods, one, workers

router = APIRouter(include_in_schema=False)
for part in (listing, artefacts, methods, one, workers):
    router.include_router(part.router)
