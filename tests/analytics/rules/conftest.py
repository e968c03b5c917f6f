"""The cases of a module's rules, all in one snapshot: `CASES` as its files tell them, `OURS` the rules themselves."""

import pytest

from tests.analytics.rules.together import Together


@pytest.fixture(scope="module")
def together(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Together:
    return Together(tmp_path_factory.mktemp("cases"), request.module.CASES, request.module.OURS)
