"""The outlines of a province's or city's counties as GeoJSON, the same until the program changes."""

from hashlib import sha256

from fastapi import APIRouter, Request, Response

from hub.door.callers import OfStore
from hub.door.locks import SignedIn
from hub.errors import NotFoundError
from hub.pages.overview.places import level_of
from schemas.codes.shapes import outline

router = APIRouter(include_in_schema=False)
DAY = 86400


@router.get("/map/{division}.json")
def outlines(request: Request, store: OfStore, _: SignedIn, division: str) -> Response:
    """Of places only, nothing about anybody; so it is the same for all who have signed in."""
    under = {"province": division[:2], "city": division[:4]}.get(level_of(division))
    if not under or len(division) != 6 or not division.startswith(store.settings.province[:2]):
        raise NotFoundError(
            "没有这个地区的地图；请用本省或其地市的六位区划代码。",
            "There is no map of this place; give the six digits of the province or of one of its cities.",
        )
    body = outline(division[:2], under)
    tag = f'"{sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": f"private, max-age={DAY}"}
    if request.headers.get("If-None-Match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/geo+json", headers=headers)
