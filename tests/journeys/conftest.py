"""Failing tests show the logs of the processes that they ran."""

from tests.harness.reporting import pytest_runtest_makereport

__all__ = ["pytest_runtest_makereport"]
