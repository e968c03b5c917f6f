"""Bringing a file: what it is and how it is to be taken; the file is kept at once and taken by a job."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response, StreamingResponse
from sqlalchemy import text
from starlette.datastructures import UploadFile

from connectors.originals import source_of
from connectors.registry import sources
from hub.db import Store
from hub.door.callers import Caller, OfStore, SignInError, caller_of
from hub.door.locks import needs, not_there
from hub.errors import HubError, NotFoundError
from hub.intake.asking import ask
from hub.intake.modes import Mode
from hub.intake.receive import receive
from hub.jobs import wake
from hub.pages.intake.workbooks import XLSX, template
from hub.pages.rendering import render
from hub.pages.texts import language
from hub.security.permissions import Permission

router = APIRouter(include_in_schema=False)
Sender = Annotated[Caller, needs(Permission.BATCH_BRING)]
LARGEST = 1 << 30  # bytes of a file
AROUND = 1 << 16  # bytes of the form around it
MOST = 4 * LARGEST  # where no length is told; beyond it the framework hangs up in words of its own
PIECE = 1 << 16


@dataclass(frozen=True)
class UploadPage:
    """The form as it was filled in, with what was wrong with it."""

    sources: tuple[str, ...]
    source: str = ""
    mode: Mode = Mode.CHECK
    problem: HubError | None = None
    largest: int = LARGEST

    @property
    def modes(self) -> tuple[Mode, ...]:
        return tuple(Mode)


def expected(request: Request, store: OfStore) -> None:
    """Whether a large body is read at all is decided before it is: the lock reads it to the end for its secret."""
    who = caller_of(request, store)
    if who is None:
        raise SignInError
    if not who.may(Permission.BATCH_BRING):
        raise not_there()
    length = request.headers.get("Content-Length", "")
    if length.isdecimal() and int(length) > LARGEST + AROUND:
        raise too_large()


def too_large() -> HubError:
    return HubError(
        f"文件超过 {LARGEST >> 20} MB，没有收下；请按月份或按单位拆成几份上传（XLSX 可另存为 CSV，小得多）。",
        f"The file is larger than {LARGEST >> 20} MB and was not taken. Split it by month or by employer, or save an "
        "XLSX as CSV, which is much smaller.",
    )


@router.get("/intake/upload")
def form(request: Request, _: Sender) -> HTMLResponse:
    return render(request, "intake/upload.html", page=UploadPage(tuple(sources())))


@router.post("/intake/upload", max_body_size=MOST, dependencies=[Depends(expected)])
async def upload(request: Request, store: OfStore, who: Sender) -> Response:
    """Keep the file and note what is to be done with it; the page of its batch tells how far it is."""
    async with request.form() as given:
        source, mode, file = str(given.get("source", "")), str(given.get("mode", "")), given.get("file")
        try:
            batch_id, again = await run_in_threadpool(_bring, store, who, file, source, mode)
        except HubError as problem:
            chosen = Mode(mode) if mode in set(Mode) else Mode.CHECK
            page = UploadPage(tuple(sources()), source, chosen, problem)
            return render(request, "intake/upload.html", problem.status, page=page)
    return RedirectResponse(f"/batches/{batch_id}{'?again=1' if again else ''}", 303)


def _bring(store: Store, who: Caller, file: object, source: str, mode: str) -> tuple[int, bool]:
    """The batch, and whether it was there and stored already."""
    if not isinstance(file, UploadFile) or not file.size:
        raise HubError(
            "没有选择文件，或者文件是空的（0 字节）；请检查导出结果后重新选择。",
            "No file was chosen, or it is empty (0 bytes); check the export and choose again.",
        )
    if file.size > LARGEST:
        raise too_large()
    if mode not in set(Mode):
        raise HubError("请选择处理方式。", "Choose how the file is to be taken.")
    found = source or source_of(file.file)
    if found not in sources():
        raise HubError(
            "看不出这是哪一种文件：它不是国家交换文档（XML），也没有本平台表格的标题行。请核对文件，或者自行选择来源。",
            "What kind of file this is cannot be told: it is no national document (XML) and has no heading row of our "
            "tables. Check the file, or choose the source yourself.",
        )
    received = receive(store, str(found), file.file, who.actor)
    with store.transaction(who.actor.as_hub()) as connection:
        query = text("select organisation from batch where batch_id = :batch")
        owner = connection.execute(query, {"batch": received.batch_id}).scalar()
        if owner != who.actor.organisation:
            raise HubError(
                "内容完全相同的文件已经由别的单位或系统报送过，没有重复收下；如果其中是本单位的数据，请联系平台管理员。",
                "The very same file was brought before by somebody else and was not taken again. If it is yours, ask "
                "the administrator of the hub.",
            )
        if not received.done:
            ask(connection, received.batch_id, mode, who.actor)
    if not received.done:
        wake(store, "intake")
    return received.batch_id, received.done


@router.get("/intake/templates/{source}")
def one_template(request: Request, _: Sender, source: str, example: bool = False) -> Response:
    """What a file of a source looks like: an empty table, or an example with invented people."""
    if source not in sources():
        known = "、".join(sources())
        raise NotFoundError(f"没有名为该名的来源；已有：{known}。", f"There is no such source; known: {known}.")
    sample = sources()[source].sample
    if ".xlsx" not in sources()[source].card.accepts or example:
        return FileResponse(sample, filename=f"{source}-example{sample.suffix}")
    return sent(template(language(request)), f"{source}-template.xlsx")


def sent(file: IO[bytes], name: str, media: str = XLSX) -> StreamingResponse:
    """A file as a download."""
    return StreamingResponse(_pieces(file), media_type=media,
                             headers={"Content-Disposition": f'attachment; filename="{name}"'})  # fmt: skip


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE):
            yield piece
