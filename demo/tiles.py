"""Writes the demo world's ground as a tile for Peak Search: `python demo/tiles.py` (from the repository's root; under a minute).

A GeoTIFF in degrees, 16-bit whole meters above the sea, at 3 arc seconds like SRTM's tiles, of the very surface that the
album was rendered from. Elsewhere than in the demo it is of no use: between the summits the ground is made up.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from PIL import Image, TiffImagePlugin

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from demo.world import geo  # noqa: E402
from demo.world.terrain import CELL_M, NX, NY, world  # noqa: E402

OUT = Path(__file__).parent / "terrain" / "demo_world.tif"
STEP_DEG = 1 / 1200


def samples() -> np.ndarray:
    """Heights in meters [rows, columns], row 0 the northernmost; each the mean of the 3 x 3 cells of 30 m around."""
    rows = int((geo.NORTH - geo.SOUTH) / STEP_DEG)
    columns = int((geo.EAST - geo.WEST) / STEP_DEG)
    lat = geo.NORTH - (np.arange(rows) + 0.5) * STEP_DEG
    lon = geo.WEST + (np.arange(columns) + 0.5) * STEP_DEG
    x, y = (lon - geo.WEST) * geo.M_PER_DEG_LON, (lat - geo.SOUTH) * geo.M_PER_DEG_LAT
    i = np.clip(np.rint(x / CELL_M).astype(int), 1, NX - 2)
    j = np.clip(np.rint(y / CELL_M).astype(int), 1, NY - 2)
    height = world().height
    around = [height[np.ix_(j + b, i + a)] for a in (-1, 0, 1) for b in (-1, 0, 1)]
    return np.mean(around, axis=0)


def write(heights: np.ndarray, path: Path) -> None:
    """The samples as areas whose north-western corner is the world's."""
    image = Image.fromarray(np.rint(heights).astype(np.uint16))
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[317] = 2  # horizontal differencing
    tags.tagtype[33550] = tags.tagtype[33922] = 12  # doubles
    tags[33550] = (STEP_DEG, STEP_DEG, 0.0)
    tags[33922] = (0.0, 0.0, 0.0, geo.WEST, geo.NORTH, 0.0)
    tags.tagtype[34735] = 3  # shorts: version, then model type 2 (degrees), raster type 1 (areas), EPSG:4326
    tags[34735] = (1, 1, 0, 3, 1024, 0, 1, 2, 1025, 0, 1, 1, 2048, 0, 1, 4326)
    path.parent.mkdir(exist_ok=True)
    image.save(path, compression="tiff_adobe_deflate", tiffinfo=tags)


if __name__ == "__main__":
    write(samples(), OUT)
    print(f"{OUT}: {OUT.stat().st_size / 1e3:.0f} kB")
