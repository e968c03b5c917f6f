"""`ohub user` as it is typed, and on a terminal of its own."""

import json
import os
import pty
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pyotp
import pytest
from typer.testing import CliRunner

from hub.cli.app import build
from hub.config import settings
from hub.db import Store
from hub.errors import HubError
from hub.security.accounts.sessions import look_up, start
from hub.security.accounts.totp import confirm
from hub.security.accounts.users import authenticate, display_name, find_user
from tests.faults.commands import environment
from tests.hub.intake.messages import fetch
from tests.hub.security.accounts.people import ACTOR, CREDIT_CODE, NAME, PASSWORD

Type = Callable[..., str]
NEW = ("add", "lake", "--role", "regulator", "--organisation", "bureau:370100")


@pytest.fixture
def typed(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Type]:
    """Types `ohub user` against the test's store with lines on standard input; gives what it prints."""
    for name, value in environment(store).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("COLUMNS", "250")
    settings.cache_clear()

    def type_it(*words: str, lines: tuple[str, ...] = (), refused: str = "") -> str:
        given = "".join(f"{line}\n" for line in lines)
        result = CliRunner().invoke(build(), ["user", *words], input=given)
        if refused:
            assert isinstance(result.exception, HubError), result.output
            assert refused in str(result.exception)
        else:
            assert result.exit_code == 0, (result.output, result.exception)
        return result.output

    yield type_it
    settings.cache_clear()


def signed_in(store: Store, login: str, password: str) -> bool:
    with store.transaction(ACTOR) as connection:
        return authenticate(connection, login, password, datetime.now(UTC)) is not None


def made(typed: Type, *more: str) -> dict[str, Any]:
    answer = json.loads(typed(*NEW, *more, "--json", lines=(PASSWORD, NAME)))
    assert isinstance(answer, dict)
    return answer


def test_add_and_list(typed: Type, store: Store) -> None:
    answer = made(typed, "--territory", "370102")
    assert (answer["login"], answer["role"], answer["territory"]) == ("lake", "regulator", "370102")
    assert (answer["organisation_kind"], answer["organisation_key"]) == ("bureau", "370100")
    assert json.loads(typed("list", "--json")) == [answer]
    assert signed_in(store, "lake", PASSWORD)
    with store.transaction(ACTOR) as connection:
        assert display_name(connection, store.vault, answer["user_id"]) == NAME


def test_nothing_secret_is_printed(typed: Type) -> None:
    told = [typed(*NEW, lines=(PASSWORD, NAME)), typed("list"), typed("list", "--json"), typed("sessions", "lake")]
    told += [typed("password", "lake", lines=("seven kettles on a roof",)), typed("disable", "lake")]
    for word in (PASSWORD, NAME, "otpauth", "argon2", "kettles"):
        assert word not in "".join(told)
    assert "lake" in told[1]


def test_the_address_for_the_app_is_printed_when_asked_for(typed: Type, store: Store) -> None:
    app = pyotp.parse_uri(made(typed, "--totp")["totp_uri"])
    assert (app.name, app.issuer) == ("lake", "ohub")
    assert "totp_uri" not in json.loads(typed("list", "--json"))[0]
    with store.transaction(ACTOR) as connection:
        assert not find_user(connection, "lake").second_factor, "it must be confirmed by a code first"


def test_the_name_may_be_left_out(typed: Type, store: Store) -> None:
    answer = json.loads(
        typed(
            *("add", "mill", "--role", "employer", "--organisation", f"employer:{CREDIT_CODE}", "--json"),
            lines=("thirty ducks in a row",),
        )
    )
    assert answer["territory"] is None
    with store.transaction(ACTOR) as connection:
        assert display_name(connection, store.vault, answer["user_id"]) == "mill"


@pytest.mark.parametrize(
    ("words", "lines", "refused"),
    [
        (NEW, (), "没有收到密码"),
        (NEW, ("woaini1314520",), "太常见"),
        (("add", "Lake", *NEW[2:]), (PASSWORD,), "登录名须为"),
        ((*NEW, "--territory", "370200"), (), "辖区不在"),
        ((*NEW[:4], "--organisation", "bureau:1"), (), "单位代码不对"),
        (("add", "lake", "--role", "chief", *NEW[4:]), (PASSWORD,), "没有这个角色"),
        (("disable", "lake"), (), "没有这个登录名"),
        (("password", "lake"), (), "没有这个登录名"),
        (("sessions", "lake"), (), "没有这个登录名"),
    ],
)
def test_refusals(typed: Type, words: tuple[str, ...], lines: tuple[str, ...], refused: str) -> None:
    typed(*words, lines=lines, refused=refused)
    assert json.loads(typed("list", "--json")) == []


def test_password_disable_and_sessions(typed: Type, store: Store) -> None:
    user = made(typed)["user_id"]

    def begin() -> str:
        with store.transaction(ACTOR) as connection:
            return start(connection, user, datetime.now(UTC))

    tokens = [begin(), begin()]
    assert len(json.loads(typed("sessions", "lake", "--json"))) == 2
    assert json.loads(typed("sessions", "lake", "--revoke", "--json"))["sessions_ended"] == 2
    tokens.append(begin())
    better = "seven kettles on a roof"
    assert json.loads(typed("password", "lake", "--json", lines=(better,)))["sessions_ended"] == 1
    assert [signed_in(store, "lake", each) for each in (PASSWORD, better)] == [False, True]
    tokens.append(begin())
    assert json.loads(typed("disable", "lake", "--json"))["sessions_ended"] == 1
    assert not signed_in(store, "lake", better)
    with store.transaction(ACTOR) as connection:
        assert [look_up(connection, token, datetime.now(UTC)) for token in tokens] == [None] * 4
    assert json.loads(typed("list", "--json"))[0]["disabled_at"]


def test_on_a_terminal_the_password_is_not_shown(store: Store) -> None:
    screen = on_a_terminal(store, ("user", *NEW), [PASSWORD, PASSWORD, "Chief"])
    assert "密码 password" in screen
    assert PASSWORD not in screen
    assert "Chief" in screen, "what is not secret is seen as it is typed"
    assert signed_in(store, "lake", PASSWORD)


def on_a_terminal(store: Store, words: tuple[str, ...], answers: list[str]) -> str:
    """Runs `ohub` on a terminal, answers each of its questions, and gives all that the screen showed."""
    screen, inside = pty.openpty()
    command = [sys.executable, "-c", "from hub.cli import main; main()", *words]
    process = subprocess.Popen(
        command, env=environment(store), stdin=inside, stdout=inside, stderr=inside, start_new_session=True
    )
    os.close(inside)
    shown = b"".join(_until_asked(screen, answer) for answer in [*answers, ""])
    os.close(screen)
    assert process.wait(timeout=60) == 0, shown.decode()
    return shown.decode()


def _until_asked(screen: int, answer: str) -> bytes:
    """What is shown up to the next question, which is answered; or to the end."""
    shown = b""
    while piece := _read(screen):
        shown += piece
        if answer and shown.rstrip().endswith(b":"):
            time.sleep(0.2)  # the question is there before the echo is turned off
            os.write(screen, f"{answer}\n".encode())
            break
    return shown


def _read(screen: int) -> bytes:
    try:
        return os.read(screen, 4096)
    except OSError:  # the program has ended
        return b""


def test_a_disabled_user_comes_back_and_changes_role(typed: Type, store: Store) -> None:
    made(typed)
    typed("disable", "lake")
    assert not signed_in(store, "lake", PASSWORD)
    typed("enable", "lake")
    assert signed_in(store, "lake", PASSWORD)
    assert json.loads(typed("role", "lake", "--role", "auditor", "--json"))["role"] == "auditor"
    typed("role", "lake", "--role", "king", refused="There is no such role")


def test_a_lost_second_factor_is_forgotten(typed: Type, store: Store) -> None:
    totp = pyotp.parse_uri(made(typed, "--totp")["totp_uri"])
    assert isinstance(totp, pyotp.TOTP)
    with store.transaction(ACTOR) as connection:
        user = find_user(connection, "lake")
        confirm(connection, store.vault, user.user_id, totp.now(), datetime.now(UTC))
        token = start(connection, user.user_id, datetime.now(UTC), second_factor=True)
    assert json.loads(typed("reset-factor", "lake", "--json")) == {
        "login": "lake", "second_factor": False, "sessions_ended": 1}  # fmt: skip
    with store.transaction(ACTOR) as connection:
        assert look_up(connection, token, datetime.now(UTC)) is None
        assert not find_user(connection, "lake").second_factor


def test_every_change_is_on_the_record(typed: Type, store: Store) -> None:
    made(typed)
    for words in (
        ("disable", "lake"),
        ("enable", "lake"),
        ("role", "lake", "--role", "auditor"),
        ("reset-factor", "lake"),
    ):
        typed(*words)
    typed("password", "lake", lines=("four slow herons in the mist",))
    rows = fetch(store, "select verb, detail ->> 'what', detail ->> 'user' from audit_entry order by at")
    assert rows == [
        *(("grant", "add", "lake"), ("revoke", "disable", "lake"), ("grant", "enable", "lake")),
        *(("grant", "role", "lake"), ("revoke", "reset-factor", "lake"), ("grant", "password", "lake")),
    ]
