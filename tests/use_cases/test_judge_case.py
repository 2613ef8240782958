"""JudgeCase: a labelled reply goes through the layers that judge real ones."""

from __future__ import annotations

from typing import Any

import pytest

from rejoinder.application.evaluation.judge_case import JudgeCase
from rejoinder.domain.errors import AIDown, InvalidInput
from rejoinder.domain.eval_cases import EvalCase, read_case
from rejoinder.domain.eval_report import Judged, baseline_of, report_of, worse_than
from rejoinder.domain.sentiment import Sentiment
from rejoinder.infrastructure.html_text import mail_text
from tests.fakes.ai import FakeAI
from tests.fakes.clock import FakeClock
from tests.fakes.ledger import FakeLedger


def read_mail(plain: str, html: str) -> tuple[str, str, str | None, str]:
    mail = mail_text(plain, html)
    return mail.body, mail.html, mail.reply_text, mail.quoted_text


def a_case(body: str, sentiment: str = "Interested", **more: Any) -> EvalCase:
    return read_case({"id": body[:20], "medium": "sms", "body": body, "sentiment": sentiment, **more})


@pytest.fixture
def ai() -> FakeAI:
    return FakeAI(FakeLedger(FakeClock()))


@pytest.fixture
def judge(ai: FakeAI) -> JudgeCase:
    return JudgeCase(ai, read_mail, FakeClock())


def test_a_stop_is_settled_by_rules_and_no_model_is_asked(judge: JudgeCase, ai: FakeAI) -> None:
    judged = judge(a_case("STOP", "Blacklist", opt_out=True))
    assert (judged.sentiment, judged.source, judged.flags["opt_out"]) == (Sentiment.BLACKLIST, "lexicon", True)
    assert ai.asked == []


def test_the_model_reads_the_reply_alone_after_the_messages_before_it(judge: JudgeCase, ai: FakeAI) -> None:
    html = (
        "<p>Tuesday works.</p><blockquote>On Monday Ann wrote:<br>Are you free? Reply unsubscribe to stop.</blockquote>"
    )
    earlier = [{"direction": "outbound", "body": "Are you free?"}]
    judged = judge(a_case("Tuesday works.", html=html, medium="email", previous=earlier, opt_out=False))
    assert ai.asked[0].thread == ("Are you free?", "Tuesday works.")
    assert not judged.flags["opt_out"]


def test_headers_make_a_mail_automated(judge: JudgeCase) -> None:
    away = a_case("I am away.", "Out of Office", medium="email", headers={"Auto-Submitted": "auto-replied"})
    assert judge(away).flags["automated"]


def test_a_model_that_cannot_answer_leaves_no_verdict_and_says_why(judge: JudgeCase, ai: FakeAI) -> None:
    ai.always = AIDown("Not there.")
    judged = judge(a_case("Sounds good"))
    assert (judged.sentiment, judged.error, judged.is_right) == (None, "ai-down", False)


def _given(label: str, given: str | None, **flags: bool) -> Judged:
    case = a_case("x", label, **flags)
    verdict = None if given is None else Sentiment(given)
    said = {"opt_out": given == "Blacklist", "automated": False, "injection": False}
    return Judged(case, verdict, "model", "", 0.9, said, False, 0.001)


def test_figures_are_precision_recall_and_their_mean_over_the_verdicts_that_occur() -> None:
    report = report_of(
        [
            _given("Interested", "Interested"),
            _given("Interested", "Neutral"),
            _given("Neutral", "Neutral"),
            _given("Blacklist", None, opt_out=True),
        ],
        "test",
    )
    assert (report.tags["Interested"].precision, report.tags["Interested"].recall) == (1.0, 0.5)
    assert (report.tags["Neutral"].precision, report.tags["Neutral"].recall) == (0.5, 1.0)
    assert report.macro_f1 == pytest.approx((2 / 3 + 2 / 3 + 0) / 3)
    assert report.accuracy == 0.5
    assert report.confusion["Blacklist"] == {"-": 1}
    assert report.flags["opt_out"].recall == 0.0


def test_another_verdict_that_a_careful_person_might_give_is_right_as_well() -> None:
    case = a_case("Stop by the shop", "Information Requested", sentiment_alt=["Meeting Requested"])
    judged = Judged(case, Sentiment.MEETING_REQUESTED, "model", "", 0.9, {}, False, 0.001)
    assert judged.is_right
    assert report_of([judged], "test").macro_f1 == 1.0


def test_a_run_is_worse_when_a_figure_fell_and_says_which() -> None:
    good = [_given("Interested", "Interested"), _given("Blacklist", "Blacklist", opt_out=True)]
    baseline = baseline_of(report_of(good, "test"))
    assert worse_than(baseline, report_of(good, "test")) == []
    fell = worse_than(baseline, report_of([good[0], _given("Blacklist", "Neutral", opt_out=True)], "test"))
    assert [words.split(" from")[0] for words in fell] == ["macro-F1 fell", "recall of opt_out fell"]


def test_a_baseline_of_other_cases_says_so() -> None:
    one = [_given("Interested", "Interested")]
    assert "the baseline is of 1 cases" in worse_than(baseline_of(report_of(one, "t")), report_of(one * 2, "t"))[0]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"id": ""}, "id"),
        ({"medium": "fax"}, "medium"),
        ({"sentiment": "Happy"}, "Happy"),
        ({"body": 3}, "body"),
        ({"previous": [{"body": "x"}]}, "direction"),
        ({"sent_at": "2026-11-20T10:00:00"}, "zone"),
    ],
)
def test_a_case_that_makes_no_sense_is_refused_by_its_field(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        read_case({"id": "a", "medium": "sms", "body": "x", "sentiment": "Neutral", **wrong})
