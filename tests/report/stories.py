"""Stories for the page, made of values."""

import datetime
from typing import Any

from pipeline.report.gather import Assertion, Copy, Count, Notice, Outlet, Step, Story, diff_pieces

NOON = datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.timezone.utc)


def at_hour(hour: float) -> datetime.datetime:
    """So many hours after noon of the first day."""
    return NOON + datetime.timedelta(hours=hour)


def a_step(hour: float = 0, **fields: Any) -> Step:
    """A first report."""
    return Step(
        record_id=f"r{hour}",
        version=1,
        change="new",
        at=at_hour(hour),
        outlet="Sill Courier",
        url="https://press.example/bridge",
        title="Bridge over the Sill closes for repairs",
        lead="The bridge over the Sill closes on Monday.",
        status=None,
        status_from=None,
        assertions=(),
        notices=(),
        counts=(),
        edits=(),
        more_edits=0,
        copies=(),
    )._replace(**fields)


def a_story(*steps: Step, **fields: Any) -> Story:
    """The story that these steps make."""
    steps = steps or (a_step(),)
    names = {step.outlet: step.at for step in reversed(steps)}
    return Story(
        story_id="5a1b2c3d4e5f",
        headline=steps[-1].title,
        status=steps[-1].status,
        versions=len(steps),
        copies=sum(len(step.copies) for step in steps),
        first_at=steps[0].at,
        changed_at=steps[-1].at,
        outlets=tuple(Outlet(name, at, at - steps[0].at) for name, at in names.items()),
        figures=(),
        steps=steps,
        more_steps=0,
    )._replace(**fields)


def a_busy_story(number: int) -> Story:
    """A story of six versions with evidence, a notice, figures, edits and copies, as a newsroom sees many."""
    sentence = f"The council of district {number} has postponed the opening of the swimming hall to Tuesday, it said."
    evidence = Assertion("postponed", "body", at_hour(48), tuple(diff_pieces(sentence, sentence)))
    edits = tuple(
        tuple(
            diff_pieces(f"{count} people were hurt, the fire service said.", f"{count + 1} people were hurt, it said.")
        )
        for count in range(3)
    )
    steps = [
        a_step(
            number + hour,
            record_id=f"{number:08x}{hour}",
            version=hour + 1,
            change=("new", "development", "revision")[hour % 3],
            status="postponed" if hour > 2 else "planned",
            status_from="planned" if hour else None,
            outlet=f"Outlet {hour % 3}",
            assertions=(evidence,) if hour % 2 else (),
            notices=(Notice("update", sentence, None, False),) if hour == 3 else (),
            counts=(Count("injured", str(hour + 1), str(hour)),) if hour % 3 == 2 else (),
            edits=edits if hour % 3 == 2 else (),
            copies=(Copy("Copying Post", "https://copy.example/a", at_hour(number + hour + 1)),) if hour == 1 else (),
        )
        for hour in range(6)
    ]
    return a_story(*steps, story_id=f"{number:012x}")
