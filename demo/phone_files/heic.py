"""A HEIC as an iPhone lays it out: a grid of HEVC tiles, turned by `irot`, with a smaller preview, EXIF and a colour profile (ISO/IEC 23008-12)."""

from __future__ import annotations

import io
import struct

import numpy as np
import pillow_heif
from PIL import Image

TILE = 512  # pixels, as iPhones have it
PREVIEW = 320  # long side, pixels


def box(kind: str, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I", len(body) + 8) + kind.encode("latin1") + body


def full(version: int = 0, flags: int = 0) -> bytes:
    return struct.pack(">I", version << 24 | flags)


def boxes(data: bytes, start: int = 0) -> dict[str, bytes]:
    """Content of each box by its kind; of several of one kind the last."""
    found = {}
    while start < len(data):
        size, kind = struct.unpack(">I4s", data[start : start + 8])
        found[kind.decode("latin1")] = data[start + 8 : start + size]
        start += size
    return found


def hevc(picture: Image.Image, quality: int) -> tuple[bytes, bytes]:
    """Configuration (`hvcC`) and coded bytes of one picture, taken out of the file that libheif writes."""
    file = io.BytesIO()
    pillow_heif.from_pillow(picture).save(file, quality=quality, chroma=420)
    whole = file.getvalue()
    meta = boxes(boxes(whole)["meta"], 4)
    config = boxes(boxes(meta["iprp"])["ipco"])["hvcC"]
    # One item with one extent: where it begins, how many extents, how far behind, how long.
    base, _, offset, length = struct.unpack(">IHII", meta["iloc"][-14:])
    return config, whole[base + offset : base + offset + length]


def tiles_of(picture: Image.Image) -> list[Image.Image]:
    """Row by row; the edge's pixels go on to fill the last tiles."""
    pixels = np.asarray(picture)
    pad = [(0, -pixels.shape[0] % TILE), (0, -pixels.shape[1] % TILE), (0, 0)]
    pixels = np.pad(pixels, pad, mode="edge")
    return [
        Image.fromarray(np.ascontiguousarray(pixels[y : y + TILE, x : x + TILE]))
        for y in range(0, pixels.shape[0], TILE)
        for x in range(0, pixels.shape[1], TILE)
    ]


def heic(stored: Image.Image, exif: bytes, icc: bytes, quarters: int, grid: bool, preview: bool, quality: int) -> bytes:
    """
    The file. `stored`: pixels before the turn; `exif` from its TIFF header on; `quarters`: turns by 90 degrees anticlockwise that
    put it upright; without `grid` it is one coded picture, without `preview` there is no smaller one.
    """
    properties: list[bytes] = []

    def prop(kind: str, *parts: bytes) -> int:
        """Number of a property, which items share when they are equal."""
        made = box(kind, *parts)
        if made not in properties:
            properties.append(made)
        return properties.index(made) + 1

    def extents(picture: Image.Image) -> int:
        return prop("ispe", full(), struct.pack(">II", *picture.size))

    items: list[tuple[str, bytes, list[int]]] = []  # kind, data, properties
    colour = prop("colr", b"prof", icc)
    channels = prop("pixi", full(), bytes([3, 8, 8, 8]))
    turned = prop("irot", bytes([quarters]))
    references = b""
    if grid:
        tiles = tiles_of(stored)
        for tile in tiles:
            config, data = hevc(tile, quality)
            items.append(("hvc1", data, [colour, prop("hvcC", config), extents(tile)]))
        columns = -(-stored.width // TILE)
        rows = len(tiles) // columns
        layout = struct.pack(">BBBBHH", 0, 0, rows - 1, columns - 1, *stored.size)
        items.append(("grid", layout, [colour, extents(stored), turned, channels]))
        of = struct.pack(">HH", len(items), len(tiles))
        references += box("dimg", of, *(struct.pack(">H", i + 1) for i in range(len(tiles))))
    else:
        config, data = hevc(stored, quality)
        items.append(("hvc1", data, [colour, prop("hvcC", config), extents(stored), turned, channels]))
    primary = len(items)
    if preview:
        small = stored.copy()
        small.thumbnail((PREVIEW, PREVIEW), Image.LANCZOS)
        config, data = hevc(small, quality)
        items.append(("hvc1", data, [colour, prop("hvcC", config), extents(small), turned, channels]))
        references += box("thmb", struct.pack(">HHH", len(items), 1, primary))
    items.append(("Exif", struct.pack(">I", 6) + b"Exif\0\0" + exif, []))
    references += box("cdsc", struct.pack(">HHH", len(items), 1, primary))

    infos = [
        # Only the primary item and what describes it is seen by itself; flag 1 hides tiles.
        box("infe", full(2, int(i < primary and grid)), struct.pack(">HH", i, 0), kind.encode(), b"\0")
        for i, (kind, _, _) in enumerate(items, 1)
    ]
    essential = {n for n, made in enumerate(properties, 1) if made[4:8] in (b"hvcC", b"irot")}
    associations = [
        struct.pack(">HB", i, len(of)) + bytes(n | (0x80 if n in essential else 0) for n in of)
        for i, (_, _, of) in enumerate(items, 1)
        if of
    ]
    ftyp = box("ftyp", b"heic", full(), b"mif1", b"MiHB", b"miaf", b"heic")

    def meta(data_at: int) -> bytes:
        locations, inside, outside = [], 0, data_at
        for i, (kind, data, _) in enumerate(items, 1):
            # The layout of the grid lies in `idat` (method 1), all else in `mdat`.
            at = inside if kind == "grid" else outside
            locations.append(struct.pack(">HHHHII", i, int(kind == "grid"), 0, 1, at, len(data)))
            if kind != "grid":
                outside += len(data)
        return box(
            "meta",
            full(),
            box("hdlr", full(), full(), b"pict", bytes(13)),
            box("dinf", box("dref", full(), struct.pack(">I", 1), box("url ", full(0, 1)))),
            box("pitm", full(), struct.pack(">H", primary)),
            box("iinf", full(), struct.pack(">H", len(items)), *infos),
            box("iref", full(), references),
            box(
                "iprp",
                box("ipco", *properties),
                box("ipma", full(), struct.pack(">I", len(associations)), *associations),
            ),
            box("idat", *(data for kind, data, _ in items if kind == "grid")),
            box("iloc", full(1), b"\x44\x00", struct.pack(">H", len(items)), *locations),
        )

    head = len(ftyp) + len(meta(0)) + 8
    return ftyp + meta(head) + box("mdat", *(data for kind, data, _ in items if kind != "grid"))
