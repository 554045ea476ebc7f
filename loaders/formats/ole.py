"""The files of old Office (OLE compound files): which streams they hold, and the bytes of one.

Knows the container only, and never follows a chain further than the file is long.
"""

from __future__ import annotations

import struct

from loaders.document import Rejected

MAGIC = b"\xd0\xcf\x11\xe0"
_LAST = 0xFFFFFFFA  # numbers from here on are marks, not sectors


class Streams:
    """The streams of a compound file, by name.

    Raises `Rejected` where its directory cannot be followed.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        try:
            shift, mini_shift = struct.unpack_from("<HH", data, 0x1E)
            fats, directory = struct.unpack_from("<LL", data, 0x2C)
            self._cutoff, mini_fat, _, difat, _ = struct.unpack_from("<LLLLL", data, 0x38)
        except struct.error as fault:
            raise Rejected("a damaged file of old Office; it may be cut off") from fault
        if shift not in (9, 12) or mini_shift != 6:
            raise Rejected("a damaged file of old Office")
        self._size, self._mini_size = 1 << shift, 1 << mini_shift
        self._fat = self._table(fats, difat)
        self._mini_fat = _numbers(self._chain(mini_fat))
        self._entries: dict[str, tuple[int, int]] = {}
        root = (_LAST, 0)
        entries = self._chain(directory)
        for at in range(0, len(entries) - 127, 128):
            length, kind = struct.unpack_from("<HB", entries, at + 64)
            start, size = struct.unpack_from("<LL", entries, at + 116)
            name = entries[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            if kind == 5:
                root = (start, size)
            elif kind in (1, 2):
                self._entries.setdefault(name.casefold(), (start, size))
        self._mini = self._chain(root[0])[: root[1]] if self._entries else b""

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._entries

    def read(self, name: str) -> bytes:
        """The bytes of a stream; as many as there are where the file is cut off."""
        start, size = self._entries.get(name.casefold(), (_LAST, 0))
        if size >= self._cutoff:
            return self._chain(start)[:size]
        found = bytearray()
        left = len(self._mini_fat)
        while start < len(self._mini_fat) and left and len(found) < size:
            found += self._mini[start * self._mini_size : (start + 1) * self._mini_size]
            start, left = self._mini_fat[start], left - 1
        return bytes(found[:size])

    def _sector(self, number: int) -> bytes:
        return self._data[(number + 1) * self._size : (number + 2) * self._size]

    def _table(self, fats: int, difat: int) -> tuple[int, ...]:
        """Which sector follows each."""
        most = len(self._data) // self._size + 1
        sectors = list(_numbers(self._data[0x4C:0x200]))
        seen: set[int] = set()
        while difat < most and difat not in seen:
            seen.add(difat)
            numbers = _numbers(self._sector(difat))
            if not numbers:
                break
            sectors += numbers[:-1]
            difat = numbers[-1]
        used = [sector for sector in sectors if sector < most][: min(fats, most)]
        return _numbers(b"".join(map(self._sector, used)))[: most + 1]

    def _chain(self, sector: int) -> bytes:
        pieces: list[bytes] = []
        left = len(self._data) // self._size + 1
        while sector < len(self._fat) and left:
            pieces.append(self._sector(sector))
            sector, left = self._fat[sector], left - 1
        return b"".join(pieces)


def _numbers(data: bytes) -> tuple[int, ...]:
    whole = len(data) // 4
    return struct.unpack(f"<{whole}L", data[: whole * 4])
