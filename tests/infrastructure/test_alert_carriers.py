"""What an alert's words may not do to whoever reads them."""

from rejoinder.infrastructure.alert_carriers import slack_body


def test_words_in_an_alert_make_no_mention_and_no_link_in_slack() -> None:
    said = slack_body("high: <!channel> <https://evil.example|Sign in> & more", {})
    assert said == {"text": "high: &lt;!channel&gt; &lt;https://evil.example|Sign in&gt; &amp; more"}
