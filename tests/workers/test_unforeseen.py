"""A bug in a worker is reported and answered; a query to end the program passes."""

import pytest

from gui.workers.unforeseen import survived


@pytest.mark.parametrize("bug", [ZeroDivisionError(), RecursionError(), MemoryError(), UnicodeError()])
def test_a_bug_is_reported_once_and_then_answered(reported: list[BaseException], bug: Exception) -> None:
    said: list[str] = []
    with survived(lambda: said.append("answer")):
        raise bug
    assert (reported, said) == ([bug], ["answer"])


def test_nothing_is_answered_where_all_went_well(reported: list[BaseException]) -> None:
    said: list[str] = []
    with survived(lambda: said.append("answer")):
        pass
    assert (reported, said) == ([], [])


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit])
def test_a_request_to_end_the_program_passes(reported: list[BaseException], error: type[BaseException]) -> None:
    said: list[str] = []
    with pytest.raises(error), survived(lambda: said.append("answer")):
        raise error
    assert (reported, said) == ([], [])
