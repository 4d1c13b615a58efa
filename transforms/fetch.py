"""What a page's address answered → the page, with what settles it later; or how the visit ended.

Nothing here knows a network: ``transforms.look`` asks.  A page that was fetched whole goes on to be extracted
and compared, and ``settle`` says what became of it; all other visits of pages are settled here.
"""

from collections.abc import Iterator
from datetime import datetime

from transforms.elements import Look, Page
from transforms.fetching import Failed, Fetched
from transforms.polling import schedule
from transforms.polling.memory import Memory, to_json
from transforms.polling.schedule import PageState, Settings
from transforms.text.addresses import canonical_address
from transforms.times import to_timestamp
from transforms.visits import Sight, after_deferral, entry_of, is_deferred, outcome_of, reject_of, visit_of

STAGE = "fetch"


def after_page(
    memory: Memory, answer: Fetched | Failed, settings: Settings, now: datetime, jitter: float
) -> Iterator[Sight]:
    """Return what comes of the visit of a page.

    Args:
      jitter: from 0 to 1, chance for this visit.
    """
    if is_deferred(answer):
        yield from after_deferral(memory, answer, STAGE, now)
        return
    if isinstance(answer, Fetched) and _leads_home(memory.state.url, answer.final_url):
        # What many sites do with a page that they removed.
        answer = Failed(answer.url, "http_404", f"is gone: redirects to {answer.final_url}", 404)
    if isinstance(answer, Fetched) and not answer.not_modified:
        yield from _page_fetched(memory, answer)
        return
    outcome = outcome_of(answer)
    assert isinstance(memory.state, PageState)
    state, why = schedule.after_page_visit(memory.state, outcome, settings, now, jitter)
    if isinstance(answer, Fetched):
        settled = memory._replace(state=state, reason="")
        yield Sight("visits", visit_of(settled, "unchanged", now), f"{STAGE}/unchanged")
        return
    settled = memory._replace(state=state, reason=answer.reason)
    removed = state.status == "gone" and state.last_full_at is not None
    # We hold what stood there: its removal is news of the page, not a failure of ours.
    yield Sight("visits", visit_of(settled, "gone" if removed else "failed", now), f"{STAGE}/gone" if removed else "")
    if not removed:
        yield Sight("rejects", reject_of(STAGE, state.url, answer.reason, why), f"{STAGE}/rejected")


def _leads_home(asked: str, answered: str) -> bool:
    here, there = canonical_address(asked), canonical_address(answered)
    return bool(here and there and "/" in here and "/" not in there and "?" not in there)


def _page_fetched(memory: Memory, answer: Fetched) -> Iterator[Sight]:
    url = memory.state.url
    entry = entry_of(url, "html", url, answer.fetched_at)
    page = Page(
        entry=entry,
        url=answer.final_url,
        html=answer.body,
        text=None,
        # Not the feed's: what stands on the page is what its editors change.
        title=None,
        published_at=to_timestamp(memory.published_at),
        modified_at=None,
        source=None,
        authors=(),
        language=None,
        charset=answer.charset,
    )
    yield Sight("pages", page, f"{STAGE}/fetched")
    moved = answer.moved_to
    seen = Look(url, to_json(memory), answer.status, answer.etag, answer.last_modified, moved, entry.observed_at)
    yield Sight("looks", seen)
