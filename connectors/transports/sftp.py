"""Files that a partner puts onto an SFTP server: each is a page. The server must be known by its key."""

import asyncio
import fnmatch
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import IO, Annotated, Any, Literal, cast

import asyncssh
from pydantic import AfterValidator, Field

from connectors.transports import Counting, FeedBase, Page, SettingError, TransportError, secret
from connectors.transports.names import Found, Shelf

CHUNK = 1 << 20


def _one_name(pattern: str) -> str:
    """A pattern is of names in the one folder that is listed."""
    if not pattern or "/" in pattern:
        raise SettingError(
            "pattern 只选一个文件夹中的文件名，不能含 /；请把文件夹写在 path。",
            "pattern chooses among the names in one folder and holds no /; write the folder as `path`.",
        )
    return pattern


class Feed(FeedBase):
    """One folder of one server; the password is in an environment variable, or there is a private key."""

    transport: Literal["sftp"] = "sftp"
    host: str
    port: int = 22
    user: str
    known_hosts: Path
    password_env: str | None = None
    private_key: Path | None = None
    path: str = "."
    pattern: Annotated[str, AfterValidator(_one_name)] = "*"
    settled_s: Annotated[int, Field(ge=0)] = 10
    timeout_s: Annotated[float, Field(gt=0)] = 30.0

    def pages(self, cursor: str | None, count: Counting) -> Iterator[Page]:  # noqa: ARG002 the next pull tries again
        shelf = Shelf(self._run(self._list()), cursor, time.time(), self.settled_s)
        for file in shelf.new():
            with tempfile.TemporaryFile() as payload:  # without a name: nobody else can open it, nothing is left
                if self._run(self._read(file.name, payload)):
                    payload.seek(0)
                    yield Page(payload, shelf.cursor_after(file))

    def _run(self, work: Any) -> Any:
        try:
            return asyncio.run(work)
        except (OSError, TimeoutError, asyncssh.Error) as problem:
            kind = type(problem).__name__
            zh = f"SFTP 服务器无法连接或读取（{kind}）；请核对地址、主机公钥与账号。"
            en = f"the SFTP server cannot be reached or read ({kind}); check its address, host key and account."
            raise TransportError(self.name, zh, en) from problem

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[asyncssh.SFTPClient]:
        options: dict[str, Any] = {"client_keys": [str(self.private_key)] if self.private_key else None}
        if self.password_env:
            options["password"] = secret(self.name, self.password_env)
        connection = asyncssh.connect(
            self.host,
            self.port,
            username=self.user,
            known_hosts=str(self.known_hosts),
            connect_timeout=self.timeout_s,
            login_timeout=self.timeout_s,
            **options,
        )
        async with connection as client, client.start_sftp_client() as sftp:
            yield sftp

    async def _list(self) -> list[Found]:
        async with self._connected() as sftp:
            entries = await sftp.readdir(self.path)
        named = [(str(entry.filename), entry.attrs) for entry in entries]
        return [
            Found(int(attrs.mtime or 0), name, int(attrs.size or 0))
            for name, attrs in named
            if attrs.type == asyncssh.FILEXFER_TYPE_REGULAR and fnmatch.fnmatch(name, self.pattern)
        ]

    async def _read(self, name: str, into: IO[bytes]) -> bool:
        """Was the file still there? One that has gone since it was seen has nothing to give, now or later."""
        async with self._connected() as sftp:
            try:
                async with sftp.open(f"{self.path}/{name}", "rb") as file:
                    while chunk := await file.read(CHUNK):
                        into.write(cast(bytes, chunk))  # it was opened for bytes
            except asyncssh.SFTPNoSuchFile:
                return False
        return True
