"""Walk labelled streams through the linker itself, each article decided by a model that knows no event of its fold.

Part of ``python -m tests.bench.link_training --validate --linker``: copies, new versions, cautions and joins are
included, and a cluster is a story as a reader sees it at the end of the stream.
"""

from collections.abc import Callable, Sequence

import numpy as np

from tests.bench.linking import Document, b_cubed, revise
from transforms.joins import Joins
from transforms.likeness.linking import LinkModel
from transforms.link import Linker


class FoldLinker(Linker):
    """A linker that can be given another model for the next article."""

    def decide_by(self, model: LinkModel) -> None:
        self._model = model


def link_by_fold(
    documents: Sequence[Document], models: Sequence[LinkModel], fold_of: Callable[[str], int]
) -> dict[str, str]:
    """Story by url; ``models`` has one model a fold, and a document's fold is that of its event, else of its url."""
    linker = FoldLinker(model=models[0])
    placed: dict[str, str] = {}
    joins: list[tuple[str, str]] = []
    for document in documents:
        linker.decide_by(models[fold_of(document.event or document.url)])
        member = linker.link(revise(document))
        placed[document.url] = member.story_id
        joins += [(joined, member.story_id) for joined in member.joins]
    wholes = Joins(joins)
    return {url: wholes.whole_of(story_id) for url, story_id in placed.items()}


def report_orders(
    name: str, orders: Sequence[Sequence[Document]], models: Sequence[LinkModel], fold_of: Callable[[str], int]
) -> None:
    """Print the mean figures of a stream over some orders of it, and their spread."""
    figures = []
    for documents in orders:
        gold = {document.url: document.event for document in documents if document.event is not None}
        figures.append(b_cubed(link_by_fold(documents, models, fold_of), gold))
    precision, recall, f1, pulled_in = np.mean(figures, axis=0)
    spread = f"  F1 {min(f[2] for f in figures):.4f} to {max(f[2] for f in figures):.4f}" if len(figures) > 1 else ""
    print(f"{name:6} B3 P {precision:.4f} R {recall:.4f} F1 {f1:.4f}  pulled in {pulled_in:.0f}{spread}")
