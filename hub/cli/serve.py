"""The command that serves the pages and the API."""

import ipaddress
from typing import Annotated
from urllib.parse import urlsplit

import typer

from hub.cli.output import Json, answer, errors
from hub.cli.store import opened
from hub.db import Store
from hub.errors import HubError


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


def serve(
    store: Store, host: str = "127.0.0.1", port: int = 8000, *, as_json: bool = False, demonstrated: bool = False
) -> None:
    """Serve until interrupted. On the embedded server, where no worker of its own runs, work through the jobs too.

    Passwords and tokens must not cross a network in clear: beyond this machine only behind a proxy that speaks https,
    which `OHUB_PUBLIC_URL` says there is.
    """
    secure = urlsplit(store.settings.public_url).scheme == "https" or store.settings.plain_http
    if not (secure or _is_this_machine(host)):
        raise HubError(
            "对外提供服务须经由 https：请在前面设置反向代理，并将 OHUB_PUBLIC_URL 设为它的 https 地址；"
            "否则只能在本机提供服务。"
            "仅供封闭网络试用时可设 OHUB_PLAIN_HTTP=1。",
            "Beyond this machine the hub is served over https only: put a reverse proxy in front and set "
            "OHUB_PUBLIC_URL to its https address. In a closed network, for a trial, set OHUB_PLAIN_HTTP=1.",
        )
    import uvicorn

    from hub.door.patience import Attentive
    from hub.main import create_app

    app = create_app(store, with_worker=not store.settings.database_url, demonstrated=demonstrated)
    errors.print(f"ohub: http://{host}:{port}")
    if as_json:
        answer({"url": f"http://{host}:{port}"}, as_json)
    uvicorn.run(
        app, host=host, port=port, log_level="critical", access_log=False, server_header=False, http=Attentive,
        proxy_headers=bool(store.settings.proxies), forwarded_allow_ips=store.settings.proxies or None,
    )  # fmt: skip


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
