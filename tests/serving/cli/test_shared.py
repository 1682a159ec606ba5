"""What several commands share."""

import gc

import pytest

from qa.serving.cli.shared import RECORDS_BETWEEN_COLLECTIONS, seldom_collected


def test_garbage_is_looked_for_seldom_only_while_a_command_builds() -> None:
    """Whatever ends the build, the process collects afterwards as before."""
    before, inside = gc.get_threshold(), None

    @seldom_collected()
    def stopped() -> None:
        nonlocal inside
        inside = gc.get_threshold()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert inside == (RECORDS_BETWEEN_COLLECTIONS, *before[1:])
    assert gc.get_threshold() == before != inside
