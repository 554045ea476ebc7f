"""One colour a label, the same in every picture. It knows which labels there are and nothing of what they mean."""

from __future__ import annotations

from colorsys import hls_to_rgb
from functools import cache

from ontology.schema import schema

#: The golden section: steps of it around the circle of hues come near each other as late as possible.
_STEP = 0.618034
_LIGHTNESS, _SATURATION = (0.62, 0.76, 0.5), 0.55


@cache
def _colours() -> dict[str, str]:
    found = {}
    for at, label in enumerate(schema().labels):
        parts = hls_to_rgb(at * _STEP % 1, _LIGHTNESS[at % len(_LIGHTNESS)], _SATURATION)
        found[label] = "#" + "".join(f"{round(255 * part):02x}" for part in parts)
    return found


def colour(label: str) -> str:
    """The colour of a label, as #rrggbb."""
    return _colours()[label]


def legend(label: str, count: int) -> str:
    """What a legend says of a label: its name in both languages, and how many nodes have it."""
    return f"{label} {schema().classes[label].labels.get('zh', '')} ({count})"
