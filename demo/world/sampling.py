"""Random plausible photos for training: where a walker might stand in the demo world, what he would point the camera at, and when."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from . import geo
from .model import OBJECTS, TIMES_OF_DAY, WEATHERS, Conditions, View
from .places import LAKES, PATHS, PLACES
from .relief import bilinear
from .terrain import CELL_M, world

EYE_M = 1.65
TIME_WEIGHTS = dict(zip(TIMES_OF_DAY, (0.07, 0.09, 0.12, 0.21, 0.15, 0.17, 0.11, 0.08)))
WEATHER_WEIGHTS = dict(zip(WEATHERS, (0.50, 0.24, 0.10, 0.08, 0.08)))
# Horizontal fields of view of a phone's lenses in landscape, jittered: wide, main, and three longer ones.
LENSES = ((100.0, 0.05), (69.4, 0.50), (47.0, 0.15), (38.0, 0.15), (26.0, 0.11), (17.0, 0.04))


@njit(cache=True, fastmath=True)
def horizon(height, x, y, z, azimuth, start, stop):
    """The greatest tangent of a height angle that the ground reaches along an azimuth between two distances in metres."""
    best, d = -9.0, start
    while d < stop:
        h = bilinear(height, (x + d * math.sin(azimuth)) / CELL_M, (y + d * math.cos(azimuth)) / CELL_M)
        best = max(best, (h - z - d * d * geo.DROP_PER_M2) / d)
        d += max(10.0, 0.02 * d)
    return best


def _pick(rng, table):
    names, weights = zip(*table)
    w = np.array(weights, float)
    return names[int(rng.choice(len(names), p=w / w.sum()))]


def stand(
    rng: np.random.Generator, x: float, y: float, bearing_deg: float, wander: float = 220.0
) -> tuple[float, float, float]:
    """A spot near (x, y) with a free view along a bearing, as a photographer would step to; local metres and eye height."""
    w = world()
    best, out = 9e9, None
    for k in range(9):
        r = 0.0 if k == 0 else rng.uniform(0.1, 1.0) * wander
        a = rng.uniform(0, 2 * math.pi)
        px, py = x + r * math.sin(a), y + r * math.cos(a)
        z = w.ground(px, py) + EYE_M
        near = max(
            horizon(w.height, px, py, z + 1.0, math.radians(bearing_deg + t), 12.0, 1500.0) for t in (-14, 0, 14)
        )
        if near < best:
            best, out = near, (px, py, z)
    return out


def visible_peaks(x: float, y: float, z: float) -> list[tuple[str, float, float, float]]:
    """Catalog summits in sight from a local position: (id, bearing°, tangent of the height, conspicuousness)."""
    w = world()
    out = []
    for p in geo.CATALOG.values():
        if p.id in geo.UNLABELLED:
            continue
        bearing, d = geo.bearing_distance(x, y, *p.xy)
        if d < 700:
            continue
        v = (p.elev_m - z - d * d * geo.DROP_PER_M2) / d
        if horizon(w.height, x, y, z, math.radians(bearing), 15.0, d - 250.0) < v + 0.004:
            out.append((p.id, bearing, v, max(0.02, v) * (1.0 + 4000.0 / d)))
    return out


def aim(rng, x, y, z, fame: dict[str, float] | None = None) -> tuple[float, float, float]:
    """Bearing, pitch (degrees) and a fitting field of view for a photo of a summit in sight, or of anything when there is none.

    fame: how much more often a summit is photographed than others (1 where not named).
    """
    peaks = visible_peaks(x, y, z)
    hfov = _pick(rng, LENSES) * rng.uniform(0.95, 1.05)
    if peaks and rng.random() < 0.86:
        # Flattened so that far and shy summits are photographed too: the model must learn every one.
        weights = np.array([p[3] * (fame or {}).get(p[0], 1.0) ** 2 for p in peaks]) ** 0.45
        pid, bearing, v, _ = peaks[int(rng.choice(len(peaks), p=weights / weights.sum()))]
        off = float(np.clip(rng.normal(0, 0.20), -0.42, 0.42)) * hfov
        return bearing + off, math.degrees(math.atan(v)) * rng.uniform(0.35, 0.8) + rng.normal(0, 2.0), hfov
    return rng.uniform(0, 360), rng.normal(2, 4), max(hfov, 38.0)


def sample(rng: np.random.Generator) -> tuple[View, Conditions]:
    """A random plausible photo near the trek or in the neighbouring valleys; different at each call, fixed by rng's state."""
    objects = _objects(rng)
    path = _pick(rng, [(names, weight) for weight, names in PATHS])
    k = int(rng.integers(len(path) - 1))
    (la, lo, _), (lb, lp, _) = PLACES[path[k]], PLACES[path[k + 1]]
    t = rng.random()
    x, y = geo.to_xy(la + (lb - la) * t, lo + (lp - lo) * t)
    if ("lake" in objects or "frozen_lake" in objects) and rng.random() < 0.3:
        la, lo, r = list(LAKES.values())[int(rng.integers(len(LAKES)))]
        lx, ly = geo.to_xy(la, lo)
        a = rng.uniform(0, 2 * math.pi)
        x, y = lx + (r + 60) * math.sin(a), ly + (r + 60) * math.cos(a)
    z = world().ground(x, y) + EYE_M
    bearing, pitch, hfov = aim(rng, x, y, z)
    x, y, z = stand(rng, x, y, bearing)
    if "suspension_bridge" in objects:
        z += 18.0  # over a gorge
    roll = float(np.clip(rng.standard_t(3) * 1.2, -12, 12))
    time = _pick(rng, TIME_WEIGHTS.items())
    weather = _pick(rng, WEATHER_WEIGHTS.items())
    season = "autumn" if rng.random() < 0.65 else "spring"
    snow = rng.normal(5350, 170)
    if weather == "snowfall" or rng.random() < 0.10:
        snow = rng.uniform(3600, 4900)
    lat, lon = geo.to_latlon(x, y)
    return View(lat, lon, z, bearing % 360, float(np.clip(pitch, -14, 30)), roll, hfov), Conditions(
        time, weather, round(float(snow)), objects, season
    )


def _objects(rng) -> tuple[str, ...]:
    drawn = [o for o in OBJECTS if o not in ("glacier", "frozen_lake")]
    n = int(rng.choice([0, 1, 2, 3], p=[0.34, 0.40, 0.20, 0.06]))
    chosen = list(rng.choice(drawn, size=n, replace=False))
    if "lake" in chosen and rng.random() < 0.45:
        chosen[chosen.index("lake")] = "frozen_lake"
    if "river" in chosen and ("lake" in chosen or "frozen_lake" in chosen):
        chosen.remove("river")
    if "person" in chosen and "group" in chosen:
        chosen.remove("person")
    return tuple(str(c) for c in chosen)
