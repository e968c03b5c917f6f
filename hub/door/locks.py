"""Locks: the signature of a handler says who may call it, by a parameter that is a lock. There is no other way in.

`who: Annotated[Caller, needs(Permission.BATCH_READ)]` asks for one of the permissions named, `who: SignedIn` for a
complete sign-in, and `_: ForAll` says that nobody needs to be known. A test demands one of them of every path.
"""

from collections.abc import Callable
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import Depends, Request

from hub.door.callers import Caller, OfStore, SignInError, caller_of
from hub.errors import HubError, NotFoundError
from hub.security.accounts.sessions import csrf_fits
from hub.security.permissions import Permission

READING = frozenset({"GET", "HEAD", "OPTIONS"})
FIELD, HEADER = "csrf", "X-CSRF-Token"
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class ForgedError(HubError):
    """A change that may not come from a page of ours."""

    status = 403

    def __init__(self) -> None:
        super().__init__(
            "这个请求不像是从本系统的页面发出的，未执行；请刷新页面后重试。",
            "This request does not seem to come from a page of this service and was not carried out; reload the page "
            "and try again.",
        )


def refuse_foreign(request: Request) -> None:
    """Raise ForgedError for a change that a browser sends from a page of another site.

    What the browser itself says of the sites decides; older ones name the origin. Programs send neither.
    """
    if request.method in READING:
        return
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    is_ours = site in ("same-origin", "none") if site else urlsplit(origin or "").netloc in ("", _host(request))
    if not is_ours or (not site and origin == "null"):
        raise ForgedError


def _host(request: Request) -> str:
    return request.headers.get("Host", "")


async def _brought(request: Request) -> str:
    """The secret that a form or a script of ours brings along with a change."""
    if request.method in READING:
        return ""
    refuse_foreign(request)
    if header := request.headers.get(HEADER):
        return header
    if request.headers.get("Content-Type", "").startswith(FORMS):
        return str((await request.form()).get(FIELD, ""))
    return ""


Brought = Annotated[str, Depends(_brought)]


class Lock:
    """Lets in whoever has one of the permissions, and `also` this one; with none named, whoever has signed in
    completely."""

    def __init__(self, *permissions: Permission, also: Permission | None = None) -> None:
        self.permissions, self.also = permissions, also

    def opens(self, may: Callable[[Permission], bool]) -> bool:
        """Is it open to somebody who `may` do these things?"""
        return (not self.permissions or any(map(may, self.permissions))) and (self.also is None or may(self.also))

    def __call__(self, request: Request, store: OfStore, brought: Brought) -> Caller:
        caller = caller_of(request, store)
        if caller is None:
            raise SignInError
        if request.method not in READING and caller.session and not csrf_fits(caller.token, brought):
            raise ForgedError
        if not self.opens(caller.may):
            raise not_there()
        request.state.caller = caller  # for what every page shows of whoever reads it
        return caller


class Open:
    """Lets in everybody, but no change that another site sends."""

    def __call__(self, request: Request) -> None:
        refuse_foreign(request)


def needs(*permissions: Permission, also: Permission | None = None) -> Any:
    """For `Annotated[Caller, needs(…)]`."""
    return Depends(Lock(*permissions, also=also))


def not_there() -> NotFoundError:
    """The same whether there is nothing or it is not for them."""
    return NotFoundError(
        "没有这个页面或记录，或者您的角色看不到它；如需权限，请找本单位的安全管理员。",
        "There is no such page or record, or your role does not show it; ask your security administrator for access.",
    )


SignedIn = Annotated[Caller, needs()]
ForAll = Annotated[None, Depends(Open())]
