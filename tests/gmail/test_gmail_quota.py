"""Google's quota is kept to within any minute, by waiting before a call and never after."""

from hypothesis import given, settings
from hypothesis import strategies as st

from integrations.gmail.quota import COSTS, WINDOW_SECONDS, Quota


@given(st.lists(st.tuples(st.sampled_from(sorted(COSTS)), st.floats(0, 20)), max_size=60))
@settings(max_examples=60, deadline=None)
def test_no_minute_holds_more_than_is_allowed(calls: list[tuple[str, float]]) -> None:
    now = [0.0]

    def pause(seconds: float) -> None:
        assert 0 < seconds <= WINDOW_SECONDS
        now[0] += seconds

    quota = Quota(200, lambda: now[0], pause)
    spent: list[tuple[float, int]] = []
    for method, idle in calls:
        now[0] += idle
        quota.spend(method)
        spent.append((now[0], COSTS[method]))
        assert sum(units for at, units in spent if at > now[0] - WINDOW_SECONDS) <= 200


def test_what_is_within_the_quota_waits_for_nothing() -> None:
    quota = Quota(100, lambda: 0.0, pause=lambda seconds: 1 / 0)  # type: ignore[arg-type,return-value]
    for _ in range(5):
        quota.spend("messages.get")
