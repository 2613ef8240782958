"""Playing scenarios one after the other, each on a whole stage, and noting how each ended."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence

from rejoinder.entrypoints.drill.report import Result
from rejoinder.entrypoints.drill.scenario import Scenario, Stage

LAST_WORDS = 8_000
"""Characters of the processes' logs that a broken promise keeps."""


def run(chosen: Sequence[Scenario], seed: int, begun: Callable[[Scenario], None]) -> Iterator[Result]:
    """Each scenario's result as it ends. After a broken promise the stage is built anew, so that the next scenario is
    judged for itself; whatever happens, nothing is left running."""
    stage = Stage(seed)
    try:
        for one in chosen:
            begun(one)
            yield _play(stage, one)
    finally:
        stage.close()


def _play(stage: Stage, one: Scenario) -> Result:
    stage.begin(one)
    began = time.monotonic()
    broken, logs = "", ""
    try:
        one.play(stage)
        stage.tidy()
    except Exception as error:  # noqa: BLE001 - the result of a drill is that something broke, and the next one runs
        broken = f"{type(error).__name__}: {error}" if not isinstance(error, AssertionError) else str(error)
        broken = broken or _where(error)
        logs = stage.describe()[-LAST_WORDS:]
        stage.close()
    return Result(one.promise, one.name, one.story, time.monotonic() - began, broken, stage.evidence, logs)


def _where(error: BaseException) -> str:
    """An assertion without words says where it stands."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}" if trace is not None else type(error).__name__
