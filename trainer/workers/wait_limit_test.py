import threading

from trainer.workers import wait_limit
from trainer.workers.wait_limit import WaitLimit


def test_a_wait_that_takes_too_long_is_ended_once(monkeypatch):
    monkeypatch.setattr(wait_limit, "_SECONDS_BETWEEN_LOOKS", 0.01)
    ended, texts = threading.Event(), []

    def end(text):
        texts.append(text)
        ended.set()

    limit = WaitLimit(end)
    with limit.within(0.05):
        assert ended.wait(30)
    with limit.within(1000):
        assert not threading.Event().wait(0.1)
    assert texts == ["waited 0.05 s for the other workers"]


def test_there_is_no_limit_after_the_wait(monkeypatch):
    monkeypatch.setattr(wait_limit, "_SECONDS_BETWEEN_LOOKS", 0.01)
    texts = []
    limit = WaitLimit(texts.append)
    with limit.within(0.05):
        pass
    assert not threading.Event().wait(0.2)
    assert texts == []
