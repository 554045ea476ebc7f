"""Text of several lines as one, with the way back from each sign to the line that prints it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from loaders.records import Place


@dataclass(frozen=True, slots=True)
class Passage:
    """A running text made of pieces; `starts` are the offsets at which the pieces begin, `places` where they stand."""

    text: str
    starts: tuple[int, ...]
    places: tuple[Place, ...]

    def at(self, offset: int) -> tuple[Place, int]:
        """The place that prints the sign at `offset`, and the sign's offset inside that piece."""
        index = max(bisect_right(self.starts, offset) - 1, 0)
        return self.places[index], offset - self.starts[index]


_ENDS = "。；;！？!?：:"


def join(pieces: list[tuple[str, Place]]) -> list[Passage]:
    """The paragraphs that printed lines make: a line that does not end a sentence goes on in the next."""
    passages: list[Passage] = []
    text, starts, places = "", [], []  # type: str, list[int], list[Place]
    for piece, place in pieces:
        if text and text[-1] in _ENDS:
            passages.append(Passage(text, tuple(starts), tuple(places)))
            text, starts, places = "", [], []
        starts.append(len(text))
        places.append(place)
        text += piece
    if places:
        passages.append(Passage(text, tuple(starts), tuple(places)))
    return passages
