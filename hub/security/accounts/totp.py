"""The second factor: codes of an authenticator app (RFC 6238, SHA-1, 6 digits, 30 s), and recovery codes on paper.

The secret lies sealed. A code counts once: the step of the last one is kept, and only a later step is accepted.
"""

import base64
import hmac
import secrets
from datetime import datetime

import pyotp
from sqlalchemy import Connection, text

from hub.errors import HubError
from hub.security.permissions import Role
from hub.security.vault import Vault

DRIFT = 1  # steps either way, for clocks that are not quite right
RECOVERY_CODES = 10
RECOVERY_BYTES = 10  # 80 bits: nobody tries them all, so a fast keyed hash will do
WITHOUT = frozenset({Role.WORKER, Role.EMPLOYER})  # roles that may sign in with a password alone
ISSUER = "ohub"

OFFER = "update app_user set totp_offered = :sealed where user_id = :user returning login"
SECRETS = "select totp_secret, totp_offered, totp_step from app_user where user_id = :user for update"
CONFIRM = """
update app_user set totp_secret = totp_offered, totp_offered = null, totp_step = :step, recovery_codes = :codes
where user_id = :user
"""
TAKE_STEP = "update app_user set totp_step = :step where user_id = :user"
TAKE_RECOVERY = """
update app_user set recovery_codes = array_remove(recovery_codes, :code)
where user_id = :user and :code = any(recovery_codes)
"""
REMOVE = """
update app_user set totp_secret = null, totp_offered = null, recovery_codes = '{}' where user_id = :user
"""


class WrongCodeError(HubError):
    """A code that is not (or no longer) right."""

    status = 401


def is_required(role: str) -> bool:
    """Must users of this role have a second factor?"""
    return role not in WITHOUT


def matching_step(secret: str, code: str, now: datetime, after: int | None = None) -> int | None:
    """The 30-second step of which `code` is the code: at most DRIFT away from `now`, later than `after`; else None.

    `secret` is in base32. The steps are compared without telling by the time taken which one matched.
    """
    totp = pyotp.TOTP(secret)
    current = totp.timecode(now)
    steps = range(max(current - DRIFT, 0), current + DRIFT + 1)
    given = code.strip().encode()
    matches = [step for step in steps if hmac.compare_digest(totp.generate_otp(step).encode(), given)]
    return next((step for step in matches if after is None or step > after), None)


def offer(connection: Connection, vault: Vault, user_id: int) -> str:
    """A new secret as an otpauth URI, to be shown once; what there was stays valid until a code confirms the new."""
    secret = pyotp.random_base32()  # 160 bits, the length RFC 4226 recommends
    sealed = vault.seal(secret.encode(), _purpose(user_id))
    login = connection.execute(text(OFFER), {"user": user_id, "sealed": sealed}).scalar_one()
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=ISSUER)


def confirm(connection: Connection, vault: Vault, user_id: int, code: str, now: datetime) -> list[str]:
    """Put the offered secret to use, and give the recovery codes, which are shown once. Raises WrongCodeError."""
    _, offered, _ = connection.execute(text(SECRETS), {"user": user_id}).one()
    step = matching_step(_open(vault, offered, user_id), code, now) if offered else None
    if step is None:
        raise WrongCodeError(
            "验证码不对；请核对手机时间，用新显示的六位数字再试；二维码若已失效，请重新绑定。",
            "The code is not right; check the clock of your phone and try the next six digits, "
            "or begin again with a new QR code.",
        )
    recovery = [_readable(secrets.token_bytes(RECOVERY_BYTES)) for _ in range(RECOVERY_CODES)]
    kept = [_kept(vault, user_id, each) for each in recovery]
    connection.execute(text(CONFIRM), {"user": user_id, "step": step, "codes": kept})
    return recovery


def accept(connection: Connection, vault: Vault, user_id: int, code: str, now: datetime) -> bool:
    """Is `code` right, and used for the first time? From then on it is used, once the transaction is committed.

    The row stays locked from reading to writing, so that of two with the same code only one gets in.
    """
    secret, _, last = connection.execute(text(SECRETS), {"user": user_id}).one()
    step = matching_step(_open(vault, secret, user_id), code, now, last) if secret else None
    if step is None:
        return False
    connection.execute(text(TAKE_STEP), {"user": user_id, "step": step})
    return True


def accept_recovery(connection: Connection, vault: Vault, user_id: int, code: str) -> bool:
    """Is `code` one of the recovery codes not yet used? Hyphens, spaces and capitals do not matter. Uses it up."""
    values = {"user": user_id, "code": _kept(vault, user_id, code)}
    return connection.execute(text(TAKE_RECOVERY), values).rowcount == 1


def remove(connection: Connection, user_id: int) -> None:
    """Forget the second factor, for somebody who lost phone and paper; the last step stays, so no code comes back."""
    connection.execute(text(REMOVE), {"user": user_id})


def _open(vault: Vault, sealed: bytes, user_id: int) -> str:
    return vault.open(bytes(sealed), _purpose(user_id)).decode()


def _purpose(user_id: int) -> bytes:
    return f"totp:{user_id}".encode()  # one user's secret put in another's row does not open


def _readable(code: bytes) -> str:
    """Sixteen letters and digits in groups of four."""
    letters = base64.b32encode(code).decode().lower()
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def _kept(vault: Vault, user_id: int, code: str) -> bytes:
    plain = "".join(character for character in code.lower() if character.isalnum())
    return vault.blind("recovery-code", f"{user_id}:{plain}")
