"""Notices as one mail: what happened to which task, by number and link. Nobody is named in it."""

import smtplib
import ssl
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Any
from urllib.parse import unquote, urlsplit

from hub.config import Settings

SECONDS = 20
PORTS = {"smtp": 25, "smtps": 465}
STATES = {
    "new": "新提示 new", "verifying": "核实中 verifying", "open": "待办 open", "supervised": "挂牌督办 supervised",
    "resolved": "已整改 resolved", "closed": "办结 closed", "dismissed": "不成立 dismissed",
}  # fmt: skip
FOOT = (
    "您在“通知”页面订阅了这些消息，可以随时停止。You subscribed to these on the page of notices, where you can end it."
)


def send_mail(settings: Settings, address: str, payloads: Sequence[Mapping[str, Any]]) -> str:
    """What went wrong, as a code; blank for nothing."""
    if not settings.smtp_url or not settings.mail_from:
        return "no_mail_server"
    try:
        _send(settings, message(settings.mail_from, address, payloads))
    except smtplib.SMTPRecipientsRefused:
        return "recipient_refused"
    except (smtplib.SMTPException, ssl.SSLError) as problem:
        return f"smtp_{getattr(problem, 'smtp_code', 'failed')}"
    except OSError:
        return "unreachable"
    return ""


def message(sender: str, address: str, payloads: Sequence[Mapping[str, Any]]) -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"] = f"办理通知 {len(payloads)} 条 · {len(payloads)} notices of tasks"
    mail["From"], mail["To"], mail["Date"] = sender, address, formatdate()
    mail["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content("\n\n".join([*(_told(each) for each in payloads), FOOT]) + "\n")
    return mail


def _told(payload: Mapping[str, Any]) -> str:
    data = payload["data"]
    way = " → ".join(STATES[state] for state in (data["from"], data["to"]) if state)
    due = f" · 期限 due {data['due_on']}" if data["due_on"] else ""
    said = f"任务 task {data['task']} · {data['rule']} · {payload['type'].removeprefix('task.')}"
    return f"{said}{f' · {way}' if way else ''}{due}\n{data['link']}"


def _send(settings: Settings, mail: EmailMessage) -> None:
    """By TLS where the server offers it; a password never without."""
    where = urlsplit(settings.smtp_url)
    host, port = where.hostname or "", where.port or PORTS.get(where.scheme, 25)
    trusted = ssl.create_default_context()
    with (
        smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=trusted)
        if where.scheme == "smtps"
        else smtplib.SMTP(host, port, timeout=SECONDS)
    ) as server:
        server.ehlo()
        if where.scheme != "smtps" and server.has_extn("starttls"):
            server.starttls(context=trusted)
            server.ehlo()
        if where.username:
            if not isinstance(server.sock, ssl.SSLSocket):
                raise smtplib.SMTPException("no password without TLS")
            server.login(unquote(where.username), unquote(where.password or ""))
        server.send_message(mail)
