"""The command that serves the pages and the API."""

import ipaddress
import os
from typing import Annotated

import typer

from hub.cli.output import Json, answer, errors
from hub.cli.store import opened
from hub.db import Store
from hub.errors import HubError

OPEN = "OHUB_ALLOW_OPEN"


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.command("serve")(serve_command)


def serve_command(
    host: Annotated[str, typer.Option(help="监听地址 address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="端口 port")] = 8000,
    as_json: Json = False,
) -> None:
    """页面与接口 Serve the pages and the API."""
    with opened() as store:
        serve(store, host, port, as_json=as_json)


def serve(store: Store, host: str = "127.0.0.1", port: int = 8000, *, as_json: bool = False) -> None:
    """Serve until interrupted. Nobody signs in yet, so only this machine is served unless told otherwise.

    On the embedded server, where no worker of its own runs, the service works through the jobs too.
    """
    if not _is_this_machine(host) and os.environ.get(OPEN) != "1":
        raise HubError(
            f"尚无登录，只能在本机提供服务；若前面另有门户把守，请设置 {OPEN}=1。",
            f"There is no sign-in yet, so only this machine is served; set {OPEN}=1 where something guards the door.",
        )
    import uvicorn

    from hub.main import create_app

    app = create_app(store, with_worker=not store.settings.database_url)
    errors.print(f"ohub: http://{host}:{port}")
    if as_json:
        answer({"url": f"http://{host}:{port}"}, as_json)
    uvicorn.run(app, host=host, port=port, log_level="critical", access_log=False, server_header=False)


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
