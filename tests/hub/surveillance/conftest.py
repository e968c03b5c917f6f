"""How findings are raised is tested with two rules; which rules there are and what they find, in tests/analytics."""

import pytest

from hub.surveillance import seeking

TWO = ("G03", "G07")


@pytest.fixture(autouse=True)
def two_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    every = seeking.rules
    monkeypatch.setattr(
        seeking, "rules", lambda topic: {name: rule for name, rule in every(topic).items() if name in TWO}
    )
