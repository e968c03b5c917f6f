"""The command that serves the pages and the API."""

import ipaddress
import os
from typing import Annotated

import typer

from hub.cli.output import errors
from hub.cli.store import opened
from hub.db import Store
from hub.errors import HubError

OPEN = "OHUB_ALLOW_OPEN"


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.command("serve")(serve_command)


def serve_command(
    host: Annotated[str, typer.Option(help="监听地址 address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="端口 port")] = 8000,
) -> None:
    """页面与接口 Serve the pages and the API."""
    with opened() as store:
        serve(store, host, port)


def serve(store: Store, host: str = "127.0.0.1", port: int = 8000) -> None:
    """Serve until interrupted. Nobody signs in yet, so only this machine is served unless told otherwise."""
    if not _is_this_machine(host) and os.environ.get(OPEN) != "1":
        raise HubError(
            f"尚无登录，只能在本机提供服务；若前面另有门户把守，请设置 {OPEN}=1。",
            f"There is no sign-in yet, so only this machine is served; set {OPEN}=1 where something guards the door.",
        )
    import uvicorn

    from hub.main import create_app

    errors.print(f"ohub: http://{host}:{port}")
    uvicorn.run(create_app(store), host=host, port=port, log_level="critical", access_log=False, server_header=False)


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
