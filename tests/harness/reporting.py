"""What a failing test shows besides its assertion: the end of every process's log."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from rejoinder.entrypoints.drill.installation import LIVE


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.failed:
        report.sections += [(f"processes of {one.url}", one.describe()) for one in LIVE]
    return report
