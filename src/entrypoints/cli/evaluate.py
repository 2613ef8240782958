"""`rejoinder eval`: how well a classifier reads a file of labelled replies, and whether it got worse."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rejoinder.domain.ai_usage import AICall, CallContext
from rejoinder.domain.budgets import DaySpent, Reservation
from rejoinder.domain.errors import InvalidInput
from rejoinder.domain.eval_cases import EvalCase, read_case
from rejoinder.domain.eval_report import EvalReport, Figures, Judged, baseline_of, report_of, worse_than
from rejoinder.entrypoints.cli.instance import CommandFailed, DataDir, opened, shown_as_json
from rejoinder.entrypoints.cli.setup import AsJson
from rejoinder.entrypoints.clock import SystemClock
from rejoinder.entrypoints.settings import from_env

if TYPE_CHECKING:
    from rejoinder.domain.ports.ai import SentimentClassifier

AT_ONCE = 8
"""Questions to a model under way; the offline layer has nothing to wait for."""
MOST_CORRECTIONS = 5_000
OFFLINE = "offline"


def evaluate(
    file: Annotated[
        Path | None, typer.Argument(help="Labelled replies, one JSON object per line (docs/evaluation.md).")
    ] = None,
    corrections: Annotated[bool, typer.Option("--corrections", help="Replies whose verdict people corrected.")] = False,
    workspace: Annotated[str | None, typer.Option(help="Corrections of this workspace only.")] = None,
    ai: Annotated[str | None, typer.Option(help="offline or openai; else as REJOINDER_AI says.")] = None,
    prompts: Annotated[Path | None, typer.Option(help="A folder of prompts to try in the place of ours.")] = None,
    model: Annotated[str, typer.Option(help="A model to try in the place of the prompt's own.")] = "",
    baseline: Annotated[Path | None, typer.Option(help="Figures to hold these against; exit code 1 if worse.")] = None,
    save_baseline: Annotated[Path | None, typer.Option(help="Where to keep these figures.")] = None,
    wrong: Annotated[int, typer.Option(min=0, help="How many misread cases to show.")] = 10,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Judge labelled replies and print precision, recall and confusion per verdict, cost and time."""
    if (file is None) == (not corrections):
        raise InvalidInput("Name either a file of labelled replies or --corrections.")
    cases = _cases(file) if file is not None else _corrected(workspace, data_dir)
    ledger = _Ledger()
    with _classifier(ai, prompts, model, ledger) as (classifier, name):
        judged = list(_judged(cases, classifier, 1 if name.startswith(OFFLINE) else AT_ONCE, quiet=as_json))
    report = _with_calls(report_of(judged, name), ledger)
    fell = worse_than(_baseline(baseline), report) if baseline is not None else []
    if as_json:
        print(shown_as_json({**asdict(report), "worse": fell, "wrong": [_shown(each) for each in _misread(judged)]}))
    else:
        print("\n".join(_lines(report, _misread(judged)[:wrong])))
    if save_baseline is not None:
        save_baseline.write_text(json.dumps(baseline_of(report), indent=2) + "\n", encoding="utf-8")
    if fell:
        raise CommandFailed(f"Worse than {baseline}: {'; '.join(fell)}.")


def _cases(file: Path) -> list[EvalCase]:
    """Raises InvalidInput that names the line, OSError."""
    found: list[EvalCase] = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            found.append(read_case(json.loads(line)))
        except (InvalidInput, json.JSONDecodeError) as wrong:
            said = wrong.message if isinstance(wrong, InvalidInput) else "is not JSON."
            raise InvalidInput(f"{file}, line {number}: {said}") from None
    if not found:
        raise InvalidInput(f"{file} has no cases.")
    return found


def _corrected(workspace: str | None, data_dir: Path | None) -> list[EvalCase]:
    with opened(data_dir) as container:
        found = container.reports().corrected_cases(workspace, MOST_CORRECTIONS)
    if not found:
        raise InvalidInput("Nobody has corrected a verdict yet; POST /api/v1/messages/{id}/verdict does.")
    return [read_case(stated) for stated in found]


def _baseline(file: Path) -> dict[str, Any]:
    try:
        stated = json.loads(file.read_text(encoding="utf-8"))
        float(stated["macro_f1"]), dict(stated["flags"]), int(stated["cases"])
    except (ValueError, KeyError, TypeError):
        raise InvalidInput(f"{file} is no baseline; --save-baseline writes one.") from None
    return dict(stated)


@dataclass
class _Ledger:
    """The calls of this run, in memory: an evaluation leaves nothing in a workspace's books."""

    calls: list[AICall] = field(default_factory=list)

    def reserve(self, call: CallContext, feature: str, estimate: Decimal) -> Reservation:
        """Nobody's budget."""
        return Reservation("0", call.workspace_id, estimate)

    def days(self, workspace_id: str, count: int) -> Sequence[DaySpent]:
        return ()

    def record(self, call: AICall, reservation: Reservation | None = None) -> None:
        self.calls.append(call)

    def spent_today(self, workspace_id: str, lead_id: str | None = None) -> Decimal:
        """Nobody's budget."""
        return Decimal(0)


class _NeverOpen:
    """A breaker that admits everything: each case of an evaluation is asked about, whatever became of the last."""

    def admit(self, name: str) -> None: ...

    def succeeded(self, name: str) -> None: ...

    def failed(self, name: str, *, code: str) -> bool:
        return False


@contextmanager
def _classifier(
    ai: str | None, prompts: Path | None, model: str, ledger: _Ledger
) -> Iterator[tuple[SentimentClassifier, str]]:
    """Who judges, and what to call them. Raises InvalidInput."""
    settings = from_env()
    chosen = ai or settings.ai
    if chosen == OFFLINE:
        if prompts is not None or model:
            raise InvalidInput("The offline classifier has no prompts and no model; add `--ai openai`.")
        from rejoinder.infrastructure.offline_ai.ai import VERSION, OfflineAI

        yield OfflineAI(ledger), f"{OFFLINE}, version {VERSION}"
        return
    if chosen != "openai":
        raise InvalidInput(f"--ai is '{chosen[:40]}'; use offline or openai.", field="--ai")
    if not settings.openai_api_key:
        raise InvalidInput("OPENAI_API_KEY is not set.", field="OPENAI_API_KEY")
    from rejoinder.infrastructure.openai.ai import OpenAI
    from rejoinder.infrastructure.openai.client import OpenAIDoor
    from rejoinder.infrastructure.openai.features import CLASSIFY
    from rejoinder.infrastructure.openai.prompts import load_prompts

    loaded = load_prompts(prompts or settings.prompts)
    if prompts is not None and loaded[CLASSIFY].is_ours:
        raise InvalidInput(f"{prompts} has no {CLASSIFY}.md and no {CLASSIFY}.samples.md.", field="--prompts")
    models = {CLASSIFY: model} if model else None
    door = OpenAIDoor(
        settings.openai_api_key, settings.openai_base_url or None, ledger, _NeverOpen(), models, prompts=loaded
    )
    try:
        yield OpenAI(door), f"{model or loaded[CLASSIFY].model}, prompt {loaded[CLASSIFY].version}"
    finally:
        door.close()


def _judged(
    cases: Sequence[EvalCase], classifier: SentimentClassifier, at_once: int, *, quiet: bool
) -> Iterator[Judged]:
    from rejoinder.application.evaluation.judge_case import JudgeCase
    from rejoinder.infrastructure.html_text import mail_text

    def read(plain: str, html: str) -> tuple[str, str, str | None, str]:
        mail = mail_text(plain, html)
        return mail.body, mail.html, mail.reply_text, mail.quoted_text

    judge = JudgeCase(classifier, read, SystemClock())

    def timed(case: EvalCase) -> Judged:
        began = time.perf_counter()
        each = judge(case)
        return replace(each, seconds=time.perf_counter() - began)

    with ThreadPoolExecutor(at_once) as pool:
        for done, each in enumerate(pool.map(timed, cases), 1):
            if not quiet and sys.stderr.isatty():
                print(f"\r{done} of {len(cases)}", end="\n" if done == len(cases) else "", file=sys.stderr, flush=True)
            yield each


def _with_calls(report: EvalReport, ledger: _Ledger) -> EvalReport:
    return replace(
        report,
        calls=len(ledger.calls),
        input_tokens=sum(call.input_tokens or 0 for call in ledger.calls),
        output_tokens=sum(call.output_tokens or 0 for call in ledger.calls),
        cost_usd=sum((call.cost_usd or Decimal(0) for call in ledger.calls), Decimal(0)),
    )


def _misread(judged: Sequence[Judged]) -> list[Judged]:
    return [each for each in judged if not each.is_right or _misflagged(each)]


def _misflagged(each: Judged) -> list[str]:
    return [name for name, label in each.case.flags.items() if each.flags[name] is not label]


def _shown(each: Judged) -> dict[str, Any]:
    return {
        "id": each.case.id,
        "label": each.case.sentiment,
        "given": each.sentiment,
        "source": each.source,
        "confidence": round(each.confidence, 3),
        "reason": each.error or each.reason,
        "flags": {name: each.flags[name] for name in _misflagged(each)},
        "body": each.case.body,
    }


def _row(name: str, figures: Figures) -> str:
    return f"{name:<24}{figures.precision:>10.3f}{figures.recall:>8.3f}{figures.f1:>7.3f}{figures.support:>7}"


def _lines(report: EvalReport, wrong: Sequence[Judged]) -> Iterator[str]:
    yield f"{report.cases} cases, judged by {report.judge}"
    yield f"accuracy {report.accuracy:.3f}   macro-F1 {report.macro_f1:.3f}" + (
        f"   asks something {report.asks_accuracy:.3f}" if report.asks_accuracy is not None else ""
    )
    yield f"p50 {report.p50_ms:.1f} ms   p95 {report.p95_ms:.1f} ms   {report.calls} calls   ${report.cost_usd:.4f}"
    if report.errors:
        yield f"{report.errors} cases had no answer"
    yield ""
    yield f"{'':<24}{'precision':>10}{'recall':>8}{'F1':>7}{'cases':>7}   taken for"
    for tag, figures in report.tags.items():
        others = {given: count for given, count in report.confusion.get(tag, {}).items() if given != tag}
        taken = ", ".join(f"{given} {count}" for given, count in list(others.items())[:4])
        yield f"{_row(tag, figures)}   {taken}".rstrip()
    yield ""
    yield from (_row(name, figures) for name, figures in report.flags.items())
    for each in wrong:
        said = " ".join(each.case.body.split())
        flags = "".join(f" ({name} {'said' if each.flags[name] else 'missed'})" for name in _misflagged(each))
        yield ""
        yield f"{each.case.id}: {each.case.sentiment} → {each.sentiment or each.error or 'nobody judged'}{flags}"
        yield f"  {said[:200]}"
        yield f"  {each.source}: {each.reason}"[:210]
