"""Which message of a conversation is due, and when."""

from modelpost.core.conversation import SavedMessage
from modelpost.core.replay import AHEAD, Pace, Replay

MESSAGES = (SavedMessage(text="one"), SavedMessage(text="two", gap=2.0), SavedMessage(text="three", gap=0.5))


def test_the_first_message_is_due_at_every_pace() -> None:
    due = [Replay(MESSAGES, pace).is_due(-5.0, 0, is_answered=False) for pace in Pace]

    assert due == [True, True, True]


def test_at_once_the_next_does_not_wait_for_the_one_before() -> None:
    replay = Replay(MESSAGES, Pace.AT_ONCE).handing(0.0)

    assert replay.is_due(0.0, 1, is_answered=False)
    assert replay.patience(0.0, 1) is None


def test_not_more_are_on_their_way_than_a_stop_can_do_without() -> None:
    replay = Replay(MESSAGES, Pace.AT_ONCE)

    assert replay.is_due(0.0, AHEAD - 1, is_answered=False)
    assert not replay.is_due(0.0, AHEAD, is_answered=False)


def test_as_recorded_the_next_waits_for_its_pause() -> None:
    replay = Replay(MESSAGES, Pace.RECORDED).handing(10.0)

    assert replay.patience(10.5, 1) == 1.5
    assert not replay.is_due(11.9, 0, is_answered=True)
    assert replay.is_due(12.0, 1, is_answered=False)


def test_time_alone_does_not_make_room_for_the_next() -> None:
    replay = Replay((SavedMessage(text="one"),) * (AHEAD + 1), Pace.RECORDED)
    for _ in range(AHEAD):
        replay = replay.handing(0.0)

    assert replay.patience(1.0, AHEAD) is None
    assert replay.patience(1.0, AHEAD - 1) == 0.0


def test_no_pause_is_longer_than_a_timer_takes() -> None:
    replay = Replay((SavedMessage(), SavedMessage(gap=1e14)), Pace.RECORDED).handing(0.0)

    assert replay.patience(0.0, 0) == 3600.0


def test_a_late_message_does_not_make_those_after_it_later() -> None:
    replay = Replay(MESSAGES, Pace.RECORDED).handing(10.0).handing(12.4)

    assert replay.due_at == 12.5


def test_an_answer_is_waited_for_once_the_message_is_out() -> None:
    replay = Replay(MESSAGES, Pace.ANSWERED).handing(0.0)

    assert not replay.is_due(9.0, 1, is_answered=True)
    assert not replay.is_due(9.0, 0, is_answered=False)
    assert replay.is_due(9.0, 0, is_answered=True)


def test_after_the_last_there_is_nothing_to_wait_for() -> None:
    replay = Replay(MESSAGES[:1], Pace.RECORDED).handing(0.0)

    assert replay.is_all_handed
    assert replay.patience(0.0, 1) is None
    assert not replay.is_due(0.0, 0, is_answered=True)


def test_it_is_over_when_all_are_out_and_answered_where_that_is_waited_for() -> None:
    recorded, answered = (Replay(MESSAGES[:1], pace).handing(0.0) for pace in (Pace.RECORDED, Pace.ANSWERED))

    assert not recorded.is_over(1, is_answered=False)
    assert recorded.is_over(0, is_answered=False)
    assert not answered.is_over(0, is_answered=False)
    assert answered.is_over(0, is_answered=True)
