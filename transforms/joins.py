"""Which story a story has become part of.

A record may show that two stories are one.  It then names the story that joins its own (``joins``), and
from there on both are told as one.  What was recorded before stays as it is, so whoever reads a story
resolves ids through the joins that are known at the version that is read.
"""

from collections.abc import Collection, Iterable


class Joins:
    """A forest of stories: each that was joined to another one points to it.

    Args:
      joined: pairs of a story and the one that it has become part of.
    """

    def __init__(self, joined: Iterable[tuple[str, str]] = ()) -> None:
        self._into: dict[str, str] = {}
        self._short: dict[str, str] = {}
        for story_id, into in joined:
            self.add(story_id, into)

    def add(self, story_id: str, into: str) -> None:
        """Let a story be part of another one; a story joins once, and none joins itself on a way round."""
        if story_id not in self._into and self.whole_of(into) != story_id:
            self._into[story_id] = self._short[story_id] = into

    def whole_of(self, story_id: str) -> str:
        """The story that this one is part of by now: itself, unless it was joined to another one."""
        passed = []
        while (into := self._short.get(story_id)) is not None:
            passed.append(story_id)
            story_id = into
        for each in passed:
            self._short[each] = story_id
        return story_id

    def parts_of(self, wholes: Collection[str]) -> set[str]:
        """These stories and all that have become part of them."""
        return set(wholes) | {story_id for story_id in self._into if self.whole_of(story_id) in wholes}

    def steps_to_whole(self, story_id: str) -> int:
        """How many joins lie between a story and the whole: what joined another one has more than that one."""
        steps = 0
        while (into := self._into.get(story_id)) is not None:
            steps += 1
            story_id = into
        return steps

    def wholes(self) -> dict[str, str]:
        """Every story that was joined to another one, and what it is part of by now."""
        return {story_id: self.whole_of(story_id) for story_id in sorted(self._into)}
