"""The description of the interface is kept to, whatever is asked: no inner error, no answer that it does not name."""

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import APIOperation, Case
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)
from schemathesis.core.failures import FailureGroup

from hub.db import Store
from hub.security.accounts.sessions import csrf_secret
from hub.security.permissions import Role
from tests.hub.routers.pulling import agreed, system, token
from tests.hub.service import Site, fill, signed_in

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    unsupported_method,
]


WHO = {
    "regulator": (Role.CASE_REGULATOR, "bureau:370000"),
    "institution": (Role.EXAM_INSTITUTION, "institution:370102001"),
    "worker": (Role.WORKER, "person:1"),
    "system": None,
}
EXAMPLES = 15


def known(store: Store, who: tuple[Role, str] | None) -> dict[str, dict[str, str]]:
    """What comes along with every request of a user, or of a system."""
    if who is None:
        one = system(store)
        agreed(store)
        return {"headers": {"Authorization": f"Bearer {token(store, one)}"}}
    session = signed_in(store, *who)
    return {"cookies": {"ohub": session}, "headers": {"X-CSRF-Token": csrf_secret(session)}}


@pytest.mark.parametrize("who", WHO)
def test_whatever_is_asked_is_answered_as_described(store: Store, who: str) -> None:
    """Every operation of the document, with what fits its description and what does not."""
    with Site(store, fill(store)) as site:
        document = schemathesis.openapi.from_url(f"{site.url}/openapi.json")
        operations = [each.ok() for each in document.get_all_operations()]
        assert len(operations) > 30
        along = known(store, WHO[who])
        failures = [str(failure) for operation in operations for failure in _ask(operation, along)]
    assert not failures, "\n".join(failures)


def _ask(operation: APIOperation, along: dict[str, dict[str, str]]) -> list[Exception]:
    @given(case=operation.as_strategy())
    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None,
              derandomize=True)  # fmt: skip
    def asked(case: Case) -> None:
        case.call_and_validate(checks=CHECKS, timeout=30, **along)

    try:
        asked()
    except FailureGroup as group:
        return [*group.exceptions, group]
    return []
