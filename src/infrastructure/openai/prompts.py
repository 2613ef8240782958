"""The prompts: one Markdown file per feature, its settings in front matter, its name the feature id."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined, Template

_FOLDER = Path(__file__).parent / "prompts"
_INSTRUCTIONS = "# Instructions\n"
_INPUT = "\n# Input\n"


@dataclass(frozen=True, slots=True)
class Question:
    """One prompt with its variables filled in, ready to be asked."""

    instructions: str
    input: str
    fence: str
    """The code around everything that outsiders wrote; an answer that repeats it has leaked its prompt."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """One file of `prompts/`."""

    feature: str
    version: str
    """`<version>:<first eight hex digits of the file's SHA-256>`: a changed word is a changed version."""
    model: str
    effort: str
    max_output_tokens: int
    instructions: Template
    input: Template

    def fill(self, variables: Mapping[str, Any], code: str) -> Question:
        """The question for these variables. Raises jinja2.UndefinedError where one is missing."""
        given = {**variables, "fence": _Fence(code)}
        return Question(self.instructions.render(given).strip(), self.input.render(given).strip(), code)


@dataclass(frozen=True, slots=True)
class _Fence:
    """`fence(label, text)` in a template: the text between two lines that nobody outside can have foreseen."""

    code: str

    def __call__(self, label: str, text: str) -> str:
        storable = text.encode("utf-8", "replace").decode("utf-8").replace(self.code, "")
        return f"<<<{label} {self.code}\n{storable}\n{self.code} {label}>>>"


def load_prompts(folder: Path = _FOLDER) -> dict[str, Prompt]:
    """Every prompt by its feature id."""
    # The text goes to a model, not to a browser; what outsiders wrote is fenced, never parsed as a template.
    environment = Environment(undefined=StrictUndefined, autoescape=False, trim_blocks=True)  # noqa: S701
    return {path.stem: _read(path, environment) for path in sorted(folder.glob("*.md"))}


def _read(path: Path, environment: Environment) -> Prompt:
    raw = path.read_text(encoding="utf-8")
    _, front, body = raw.split("---\n", 2)
    settings = {key.strip(): value.strip() for key, value in (line.split(":", 1) for line in front.splitlines())}
    instructions, text = body.split(_INPUT, 1)
    return Prompt(
        feature=path.stem,
        version=f"{settings['version']}:{hashlib.sha256(raw.encode()).hexdigest()[:8]}",
        model=settings["model"],
        effort=settings["effort"],
        max_output_tokens=int(settings["max_output_tokens"]),
        instructions=environment.from_string(instructions.removeprefix(_INSTRUCTIONS)),
        input=environment.from_string(text),
    )
