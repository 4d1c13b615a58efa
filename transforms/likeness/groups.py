"""Numbers by name, where most names have one: a list for each would take more room than all that is in it."""

from collections.abc import Sequence


class Groups:
    """Under each name some numbers."""

    def __init__(self) -> None:
        self._groups: dict[str, int | list[int]] = {}

    def add(self, name: str, number: int) -> None:
        """Put one more number under a name."""
        group = self._groups.setdefault(name, number)
        if isinstance(group, list):
            group.append(number)
        elif group != number:
            self._groups[name] = [group, number]

    def remove(self, name: str, number: int) -> None:
        """Take a number away that stands under a name."""
        group = self._groups[name]
        if not isinstance(group, list):
            del self._groups[name]
        else:
            group.remove(number)
            if len(group) == 1:
                self._groups[name] = group[0]

    def of(self, name: str) -> Sequence[int]:
        """The numbers under a name, in no order."""
        group = self._groups.get(name, ())
        return (group,) if isinstance(group, int) else group

    def pop(self, name: str) -> Sequence[int]:
        """Take a name away; returns the numbers that stood under it."""
        found = self.of(name)
        self._groups.pop(name, None)
        return found
