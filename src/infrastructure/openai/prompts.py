"""The prompts: one Markdown file per feature, its settings in front matter, its name the feature id.

Beside a prompt, `<feature>.samples.md` holds sample conversations with their right answers; both make its version. Any
of these files can be replaced by one of the same name in a folder of the operator's (docs/prompts.md).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined, Template, TemplateError, nodes

from rejoinder.domain.errors import InvalidInput
from rejoinder.infrastructure.openai.features import FEATURES, OUTSIDE, Feature
from rejoinder.infrastructure.openai.schema import broken_rule

OURS = Path(__file__).parent / "prompts"
_SAMPLES = ".samples.md"
_INSTRUCTIONS = "# Instructions\n"
_INPUT = "\n# Input\n"
_SETTINGS = ("version", "model", "effort", "max_output_tokens")
_BYTES_PER_TOKEN = 3
"""Fewer than any tokenizer needs for the languages that people write to us: an estimate that is never too low."""


@dataclass(frozen=True, slots=True)
class Question:
    """One prompt with its variables filled in, ready to be asked."""

    instructions: str
    input: str
    fence: str
    """The code around everything that outsiders wrote; an answer that repeats it has leaked its prompt."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One conversation and the answer that is right for it."""

    title: str
    given: str
    """What the model would see of it, shortened."""
    answer: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.given}\nRight answer: {json.dumps(self.answer, ensure_ascii=False)}"


@dataclass(frozen=True, slots=True)
class Prompt:
    """One file of `prompts/` with its samples."""

    feature: str
    version: str
    """`<version>:<first eight hex digits of the files' SHA-256>`: a changed word is a changed version."""
    model: str
    effort: str
    max_output_tokens: int
    instructions: Template
    input: Template
    samples: tuple[Sample, ...] = ()
    """Those that fit into the prompt's `sample_tokens`, in their order."""
    is_ours: bool = True
    """False when one of its files comes from the operator's folder."""

    def fill(self, variables: Mapping[str, Any], code: str) -> Question:
        """The question for these variables. Raises jinja2.UndefinedError where one is missing."""
        shown = "\n\n".join(f"Sample {number}\n{sample}" for number, sample in enumerate(self.samples, 1))
        given = {**variables, "samples": shown, "fence": _Fence(code)}
        return Question(self.instructions.render(given).strip(), self.input.render(given).strip(), code)


@dataclass(frozen=True, slots=True)
class _Fence:
    """`fence(label, text)` in a template: the text between two lines that nobody outside can have foreseen."""

    code: str

    def __call__(self, label: str, text: str) -> str:
        storable = text.encode("utf-8", "replace").decode("utf-8").replace(self.code, "")
        return f"<<<{label} {self.code}\n{storable}\n{self.code} {label}>>>"


def load_prompts(folder: Path | None = None) -> dict[str, Prompt]:
    """Every prompt by its feature id; a file in `folder` stands in for ours of the same name.

    Raises InvalidInput in one sentence for a file that no feature reads, and for one that cannot be used.
    """
    files = {path.name: path for path in OURS.glob("*.md")} | _theirs(folder)
    return {feature: _read(feature, files) for feature in FEATURES}


def changed_prompts(folder: Path | None) -> list[Prompt]:
    """The prompts that read a file of `folder`. Raises InvalidInput as `load_prompts` does."""
    return [prompt for prompt in load_prompts(folder).values() if not prompt.is_ours]


def tokens(text: str) -> int:
    """About how many tokens a model counts, never too few."""
    return -(-len(text.encode("utf-8", "replace")) // _BYTES_PER_TOKEN)


def _theirs(folder: Path | None) -> dict[str, Path]:
    if folder is None:
        return {}
    if not folder.is_dir():
        raise InvalidInput(f"There is no folder of prompts {folder}.", field="REJOINDER_PROMPTS")
    found = {path.name: path for path in sorted(folder.glob("*.md"))}
    known = {f"{feature}{end}" for feature in FEATURES for end in (".md", _SAMPLES)}
    if unknown := [name for name in found if name not in known]:
        raise _unusable(found[unknown[0]], f"belongs to no feature (known are {', '.join(FEATURES)})")
    return found


def _unusable(path: Path, why: str) -> InvalidInput:
    return InvalidInput(f"The prompt {path} {why}.", field="REJOINDER_PROMPTS")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError) as problem:
        raise _unusable(path, f"cannot be read ({problem.__class__.__name__})") from problem


def _read(feature: str, files: Mapping[str, Path]) -> Prompt:
    path, beside = files[f"{feature}.md"], files.get(f"{feature}{_SAMPLES}")
    raw, raw_samples = _text(path), _text(beside) if beside is not None else ""
    settings, instructions, text = _parts(path, raw)
    samples = _samples(beside, raw_samples, FEATURES[feature]) if beside is not None else ()
    return Prompt(
        feature=feature,
        version=f"{settings['version']}:{hashlib.sha256((raw + raw_samples).encode()).hexdigest()[:8]}",
        model=settings["model"],
        effort=settings["effort"],
        max_output_tokens=_number(path, settings, "max_output_tokens"),
        instructions=_template(path, instructions, FEATURES[feature], inside=True),
        input=_template(path, text, FEATURES[feature], inside=False),
        samples=tuple(_within(samples, _number(path, settings, "sample_tokens") if "sample_tokens" in settings else 0)),
        is_ours=path.parent == OURS and (beside is None or beside.parent == OURS),
    )


def _parts(path: Path, raw: str) -> tuple[dict[str, str], str, str]:
    """Settings, instructions and input."""
    opening, *rest = raw.split("---\n", 2)
    if opening or len(rest) != 2 or _INPUT not in rest[1] or _INSTRUCTIONS not in rest[1]:
        raise _unusable(path, "needs front matter between two lines of ---, then '# Instructions' and '# Input'")
    settings = {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in rest[0].splitlines())}
    if missing := [name for name in _SETTINGS if name not in settings]:
        raise _unusable(path, f"says no '{missing[0]}' in its front matter")
    if not re.fullmatch(r"\d+", settings["version"]):
        raise _unusable(path, "has a version that is no whole number")
    instructions, text = rest[1].split(_INPUT, 1)
    _needs(path, instructions + text, FEATURES[path.name.removesuffix(".md")])
    return settings, instructions.replace(_INSTRUCTIONS, "", 1), text


def _number(path: Path, settings: Mapping[str, str], name: str) -> int:
    if not settings[name].isdigit():
        raise _unusable(path, f"has a '{name}' that is no whole number")
    return int(settings[name])


# The text goes to a model, not to a browser; what outsiders wrote is fenced, never parsed as a template.
_ENVIRONMENT = Environment(undefined=StrictUndefined, autoescape=False, trim_blocks=True)  # noqa: S701


def _parsed(path: Path, text: str) -> nodes.Template:
    try:
        return _ENVIRONMENT.parse(text)
    except TemplateError as problem:
        raise _unusable(path, f"is no template ({problem})".rstrip(".")) from problem


def _names(tree: nodes.Node) -> Iterator[nodes.Name]:
    """Every variable that is read and not set by the template itself."""
    own = {name.name for name in tree.find_all(nodes.Name) if name.ctx != "load"}
    yield from (name for name in tree.find_all(nodes.Name) if name.ctx == "load" and name.name not in own)


def _needs(path: Path, text: str, feature: Feature) -> None:
    used = {name.name for name in _names(_parsed(path, text))}
    if missing := sorted(feature.needed - used):
        raise _unusable(path, f"never uses the variable '{missing[0]}'")
    if unknown := sorted(used - feature.given - {"samples", "fence"}):
        raise _unusable(path, f"uses '{unknown[0]}', which is none of {', '.join(sorted(feature.given))}")


def _template(path: Path, text: str, feature: Feature, *, inside: bool) -> Template:
    """The template. What outsiders wrote may stand only in the input, and only behind a fence: a prompt that forgot it
    would let anybody give orders."""
    tree = _parsed(path, text)
    fenced = {id(given) for call in tree.find_all(nodes.Call) if _is_fence(call.node) for given in call.args}
    for name in _names(tree):
        if name.name in OUTSIDE and (inside or id(name) not in fenced):
            raise _unusable(path, f"shows '{name.name}' outside of fence(…) in its input")
    return _ENVIRONMENT.from_string(text)


def _is_fence(called: nodes.Expr) -> bool:
    return isinstance(called, nodes.Name) and called.name == "fence"


# --- samples ----------------------------------------------------------------------------------------------

_SAMPLE = re.compile(r"(?P<title>[^\n]+)\n(?P<given>.*?)\n```json\n(?P<answer>.*?)\n```\s*", re.DOTALL)


def _samples(path: Path, raw: str, feature: Feature) -> tuple[Sample, ...]:
    """The samples of a file: a heading, the conversation, the right answer as fenced JSON."""
    found = []
    for part in re.split(r"^## ", raw, flags=re.MULTILINE)[1:]:
        match = _SAMPLE.fullmatch(part)
        if match is None:
            raise _unusable(path, f"has a sample without a ```json answer: '{part.splitlines()[0][:60]}'")
        try:
            answer = json.loads(match["answer"])
        except ValueError as problem:
            raise _unusable(path, f"has an answer that is no JSON: '{match['title'][:60]}'") from problem
        if broken := broken_rule(answer, feature.schema):
            raise _unusable(path, f"has an answer that breaks the schema ({broken}): '{match['title'][:60]}'")
        found.append(Sample(match["title"].strip(), match["given"].strip(), answer))
    return tuple(found)


def _within(samples: Sequence[Sample], budget: int) -> Iterator[Sample]:
    """The samples before the first that no longer fits."""
    for sample in samples:
        budget -= tokens(str(sample))
        if budget < 0:
            return
        yield sample
