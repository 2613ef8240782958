"""The dashboard: thin pages over the same read models and use-cases as the API."""

from __future__ import annotations

from typing import Any

ROUTES: list[Any] = []
