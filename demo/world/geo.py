"""Flat local coordinates of the demo world, the catalog's peaks, curvature of the Earth and refraction.

The world is a rectangle of the Khumbu, 75 km by 62 km. Its local frame is equirectangular about LAT0: x metres to the
east of the west edge, y metres to the north of the south edge. Over 75 km the frame is off by less than 0.4 %, and the
same frame serves terrain, camera and ground truth, so that they agree with each other exactly.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import yaml

EARTH_RADIUS_M = 6_371_000.0
# Terrestrial refraction bends light by 0.13 of the Earth's curvature (Gauss); the product's geometry uses the same.
REFRACTION_K = 0.13
# A point at distance d stands lower by d² · DROP_PER_M2 than on a flat Earth.
DROP_PER_M2 = (1.0 - REFRACTION_K) / (2.0 * EARTH_RADIUS_M)

SOUTH, NORTH, WEST, EAST = 27.61, 28.17, 86.40, 87.16
LAT0 = 0.5 * (SOUTH + NORTH)
M_PER_DEG_LAT = EARTH_RADIUS_M * math.pi / 180.0
M_PER_DEG_LON = M_PER_DEG_LAT * math.cos(math.radians(LAT0))
WIDTH_M = (EAST - WEST) * M_PER_DEG_LON
HEIGHT_M = (NORTH - SOUTH) * M_PER_DEG_LAT

REPO = Path(__file__).resolve().parents[2]

# In the catalog as viewpoints: nobody names them in a photo, so the ground truth leaves them out.
UNLABELLED = frozenset({"pheriche-peak", "nangkartshang"})


@dataclass(frozen=True)
class Peak:
    """A summit: position in degrees and in local metres, height above the sea in metres."""

    id: str
    lat: float
    lon: float
    elev_m: float
    name: str = ""

    @property
    def xy(self) -> tuple[float, float]:
        return to_xy(self.lat, self.lon)


def to_xy(lat: float, lon: float) -> tuple[float, float]:
    """Degrees to local metres."""
    return (lon - WEST) * M_PER_DEG_LON, (lat - SOUTH) * M_PER_DEG_LAT


def to_latlon(x: float, y: float) -> tuple[float, float]:
    """Local metres to degrees."""
    return SOUTH + y / M_PER_DEG_LAT, WEST + x / M_PER_DEG_LON


def bearing_distance(x0: float, y0: float, x1: float, y1: float) -> tuple[float, float]:
    """True bearing in degrees (0..360) and distance in metres from point 0 to point 1 of the local frame."""
    return math.degrees(math.atan2(x1 - x0, y1 - y0)) % 360.0, math.hypot(x1 - x0, y1 - y0)


def load_catalog() -> dict[str, Peak]:
    """The peaks of the repository's peaks.yaml that lie inside the world, by id."""
    entries = yaml.safe_load((REPO / "peaks.yaml").read_text(encoding="utf-8"))
    if isinstance(entries, dict):
        entries = entries["peaks"]
    peaks: dict[str, Peak] = {}
    for e in entries:
        lat, lon, elev = e.get("lat"), e.get("lon"), e.get("elev_m")
        if lat is None or lon is None or elev is None:
            continue
        if SOUTH + 0.02 < lat < NORTH - 0.02 and WEST + 0.02 < lon < EAST - 0.02:
            peaks[e["id"]] = Peak(e["id"], float(lat), float(lon), float(elev), e["names"][0])
    return peaks


CATALOG = load_catalog()
