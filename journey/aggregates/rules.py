"""What may happen after what: the rules on the standing timeline, each with its own message.

:func:`broken` judges one event against the state just before it. A command is refused where it
finds something; a replay leaves the event without effect. (Rule 7, no date after the day of
recording, is about the recording and not about the timeline: see
:mod:`journey.aggregates.participant`.)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from journey.events import (
    ActivityEnded,
    ActivityStarted,
    CharacteristicsChanged,
    Event,
    IdentityErased,
    IdentityRecorded,
    InformationConfirmed,
    InformationMissing,
    Intake,
    MediationStarted,
    Placed,
    PlacementChanged,
    PlacementEnded,
    PutOnHold,
    Reentered,
    Resumed,
    VoortrajectEnded,
    VoortrajectStarted,
)

if TYPE_CHECKING:
    from journey.aggregates.state import Activity, State


class Broken(NamedTuple):
    """A rule that an event breaks where it stands: its number and what is in the way."""

    rule: int
    text: str


AFTER_EXIT: Final = frozenset(
    {
        Reentered,
        CharacteristicsChanged,
        PlacementChanged,
        PlacementEnded,
        InformationMissing,
        InformationConfirmed,
        IdentityRecorded,
        IdentityErased,
    }
)
NOT_ON_HOLD: Final = frozenset({VoortrajectStarted, ActivityStarted, MediationStarted, Placed})


def broken(state: State, event: Event) -> Broken | None:
    """The first rule that ``event`` breaks right after ``state``; None where it fits."""
    kind = type(event)
    if state.instroom is None:
        # Nobody's right to be erased waits for an intake.
        return None if kind is Intake or kind is IdentityErased else NO_INTAKE
    if kind is Intake:
        return _second_intake(state)
    if state.exit is not None and kind not in AFTER_EXIT:
        return Broken(
            5,
            f"the participant left ({_exit_name(state)} on {state.exit.datum}); "
            "record reentered first",
        )
    if kind in NOT_ON_HOLD and state.on_hold:
        assert state.hold is not None
        return Broken(
            4,
            f"the participant is on hold (put_on_hold on {state.hold.start}) and nothing starts "
            "meanwhile; record resumed first",
        )
    check = _CHECKS.get(kind)
    return check(state, event) if check else None


NO_INTAKE: Final = Broken(1, "nothing comes before the intake; record the intake first")


def _exit_name(state: State) -> str:
    assert state.exit is not None
    return "dropped_out" if state.exit.status == "uitval" else "completed"


def _second_intake(state: State) -> Broken:
    mend = "correct that one instead" if state.exit is None else "record reentered instead"
    return Broken(1, f"there is an intake already (on {state.instroom}); {mend}")


def _voortraject_started(state: State, event: VoortrajectStarted) -> Broken | None:
    if not state.in_voortraject:
        return None
    assert state.voortraject is not None
    return Broken(
        2,
        f"a voortraject is open already (voortraject_started on {state.voortraject.start}); "
        "record its voortraject_ended first",
    )


def _voortraject_ended(state: State, event: VoortrajectEnded) -> Broken | None:
    if state.in_voortraject:
        return None
    if state.voortraject is None:
        return Broken(2, "no voortraject is open; record voortraject_started first")
    return Broken(2, f"no voortraject is open: the last one ended on {state.voortraject.end}")


def _what(activiteit: str, naam: str | None) -> str:
    return f"{activiteit} ({naam})" if naam else activiteit


def _newest(state: State, event: ActivityStarted | ActivityEnded) -> Activity | None:
    return state.activity(event.activiteit, event.naam)


def _activity_started(state: State, event: ActivityStarted) -> Broken | None:
    running = _newest(state, event)
    if running is None or not running.open:
        return None
    return Broken(
        2,
        f"{_what(event.activiteit, event.naam)} is open already (activity_started on "
        f"{running.start}); record its activity_ended first, or give this one a naam",
    )


def _activity_ended(state: State, event: ActivityEnded) -> Broken | None:
    running = _newest(state, event)
    if running is not None and running.open:
        return None
    what = _what(event.activiteit, event.naam)
    if running is None:
        return Broken(2, f"no activity {what} is open; record activity_started first")
    return Broken(2, f"no activity {what} is open: the last one ended on {running.end}")


def _placed(state: State, event: Placed) -> Broken | None:
    baan = state.startbaan(event.startbaan)
    if baan is None:
        return None
    return Broken(
        3,
        f"startbaan {event.startbaan} exists already (placed on {baan.start}); "
        "give the new startbaan a key of its own",
    )


def _needs_open(state: State, event: PlacementChanged | PlacementEnded) -> Broken | None:
    baan = state.startbaan(event.startbaan)
    if baan is None:
        return Broken(3, f"there is no startbaan {event.startbaan}; record placed first")
    if baan.open:
        return None
    return Broken(3, f"startbaan {event.startbaan} ended on {baan.end} (placement_ended)")


def _put_on_hold(state: State, event: PutOnHold) -> Broken | None:
    if not state.on_hold:
        return None
    assert state.hold is not None
    return Broken(
        4,
        f"the participant is on hold already (put_on_hold on {state.hold.start}); "
        "record resumed first",
    )


def _resumed(state: State, event: Resumed) -> Broken | None:
    if state.on_hold:
        return None
    if state.hold is None:
        return Broken(4, "the participant is not on hold; record put_on_hold first")
    return Broken(4, f"the participant is not on hold: the last hold ended on {state.hold.end}")


def _reentered(state: State, event: Reentered) -> Broken | None:
    if state.exit is not None:
        return None
    return Broken(5, "the participant has not left; there is no dropped_out or completed before")


_CHECKS: Final[Mapping[type[Event], Callable[[State, Any], Broken | None]]] = {
    VoortrajectStarted: _voortraject_started,
    VoortrajectEnded: _voortraject_ended,
    ActivityStarted: _activity_started,
    ActivityEnded: _activity_ended,
    Placed: _placed,
    PlacementChanged: _needs_open,
    PlacementEnded: _needs_open,
    PutOnHold: _put_on_hold,
    Resumed: _resumed,
    Reentered: _reentered,
}
