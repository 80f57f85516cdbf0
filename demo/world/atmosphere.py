"""Light and air: where the sun stands at each time of day, the colours of sky and haze, and what the weather adds."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numba import njit

from .relief import bilinear
from .terrain import CELL_M, world

SHADOW_STEP = 2  # shadows are kept on every second cell: half the memory, and their edges are soft anyway

# Sun (at night the moon): azimuth and height in degrees, two variants each, for autumn; spring stands SPRING_LIFT higher.
SUN: dict[str, tuple[tuple[float, float], ...]] = {
    "night": ((150.0, 42.0), (225.0, 38.0)),
    "dawn": ((106.0, -4.0), (100.0, -2.5)),
    "alpenglow": ((110.0, 1.6), (249.0, 1.4)),
    "morning": ((122.0, 19.0), (137.0, 31.0)),
    "noon": ((165.0, 45.0), (192.0, 47.0)),
    "afternoon": ((218.0, 34.0), (234.0, 21.0)),
    "sunset": ((243.0, 6.5), (247.0, 4.0)),
    "dusk": ((251.0, -4.5), (255.0, -3.0)),
}
SPRING_LIFT = 12.0

# Linear RGB, by eye from photographs: sun, ambient light of the sky, zenith, horizon below the sun, horizon opposite; exposure.
PALETTE: dict[str, tuple] = {
    "night": (
        (0.15, 0.18, 0.26),
        (0.020, 0.028, 0.055),
        (0.004, 0.007, 0.020),
        (0.018, 0.026, 0.052),
        (0.014, 0.020, 0.042),
        2.1,
    ),
    "dawn": ((0.0, 0.0, 0.0), (0.27, 0.30, 0.46), (0.07, 0.125, 0.32), (1.15, 0.55, 0.27), (0.36, 0.30, 0.42), 1.1),
    "alpenglow": (
        (3.6, 1.25, 0.50),
        (0.25, 0.265, 0.42),
        (0.085, 0.15, 0.38),
        (1.30, 0.66, 0.36),
        (0.52, 0.36, 0.46),
        0.95,
    ),
    "morning": (
        (3.1, 2.65, 2.05),
        (0.33, 0.44, 0.70),
        (0.075, 0.20, 0.53),
        (0.72, 0.76, 0.84),
        (0.42, 0.57, 0.82),
        0.82,
    ),
    "noon": ((3.2, 3.0, 2.7), (0.33, 0.44, 0.69), (0.055, 0.165, 0.50), (0.50, 0.64, 0.86), (0.42, 0.58, 0.84), 0.78),
    "afternoon": (
        (3.2, 2.7, 1.95),
        (0.32, 0.41, 0.65),
        (0.075, 0.19, 0.51),
        (0.80, 0.77, 0.76),
        (0.42, 0.55, 0.79),
        0.82,
    ),
    "sunset": ((3.5, 1.75, 0.68), (0.28, 0.29, 0.42), (0.10, 0.17, 0.40), (1.75, 0.85, 0.33), (0.56, 0.43, 0.50), 0.88),
    "dusk": ((0.0, 0.0, 0.0), (0.16, 0.155, 0.27), (0.030, 0.042, 0.135), (0.75, 0.27, 0.19), (0.17, 0.13, 0.26), 1.35),
}


@dataclass(frozen=True)
class Light:
    """Everything the shader needs to know of hour and weather. Colours are linear RGB; lengths metres."""

    sun: np.ndarray
    ambient: np.ndarray
    zenith: np.ndarray
    horizon_sun: np.ndarray
    horizon_anti: np.ndarray
    exposure: float
    azimuth: float
    height: float
    ceiling: np.ndarray | None  # shadow ceiling, or None when no direct light reaches the ground
    cover: float  # 0..1 of the sky under cloud
    clouds: np.ndarray  # rows: distance, bottom, top, density of the cloud banks between the mountains
    haze: float  # extinction per metre at 3000 m
    mist: (
        np.ndarray
    )  # extinction per metre of mist, its upper height, depth of its edge, of the deck above, its lower height
    fog_rgb: np.ndarray
    stars: float


@njit(cache=True, fastmath=True)
def _sweep(h, dx, dy, drop, out):
    """Height below which each cell lies in shadow: swept away from the sun, one row (or column) after another.

    dx, dy: the step towards the sun, in cells, the larger of both being exactly 1 in size; drop: metres a sun ray descends per step.
    """
    ny, nx = h.shape
    by_row = abs(dy) >= abs(dx)
    n = ny if by_row else nx
    m = nx if by_row else ny
    forward = (dy if by_row else dx) < 0
    slant = dx if by_row else dy
    for k in range(n):
        a = k if forward else n - 1 - k
        b = a - 1 if forward else a + 1
        for c in range(m):
            if b < 0 or b >= n:
                value = -1e4
            else:
                f = c + slant
                if f < 0 or f > m - 1.001:
                    value = -1e4
                else:
                    q = int(f)
                    w = f - q
                    if by_row:
                        p0, p1 = max(h[b, q], out[b, q]), max(h[b, q + 1], out[b, q + 1])
                    else:
                        p0, p1 = max(h[q, b], out[q, b]), max(h[q + 1, b], out[q + 1, b])
                    value = p0 * (1 - w) + p1 * w - drop
            if by_row:
                out[a, c] = value
            else:
                out[c, a] = value


@lru_cache(maxsize=32)
def shadow_ceiling(azimuth: float, height: float) -> np.ndarray:
    """Shadow ceiling in metres above the sea, on every SHADOW_STEP-th cell; below it the ground sees no sun."""
    h = np.ascontiguousarray(world().height[::SHADOW_STEP, ::SHADOW_STEP])
    a = math.radians(azimuth)
    dx, dy = math.sin(a), math.cos(a)
    scale = max(abs(dx), abs(dy))
    step = SHADOW_STEP * CELL_M / scale
    out = np.empty_like(h)
    _sweep(h, dx / scale, dy / scale, step * math.tan(math.radians(height)), out)
    return out


def light_for(conditions, view_alt: float, bearing: float, rng: np.random.Generator) -> Light:
    """The light of one photo; what is left open (sun variant, banks of cloud, depth of fog) comes from rng."""
    time, weather = conditions.time_of_day, conditions.weather
    variants = SUN[time]
    azimuth, height = variants[int(rng.integers(len(variants)))]
    if time == "alpenglow":
        # A walker photographs the lit side: evening light for peaks to the east, morning light for those to the west.
        azimuth, height = variants[1] if 0 < (bearing % 360) < 180 else variants[0]
    if conditions.season == "spring" and time in ("morning", "noon", "afternoon"):
        height += SPRING_LIFT
    sun, ambient, zenith, hs, ha, exposure = (
        np.array(v, np.float32) if isinstance(v, tuple) else v for v in PALETTE[time]
    )
    cover, haze = 0.0, rng.uniform(0.6e-5, 1.5e-5)
    mist = np.array([0.0, -1e4, 300.0, 0.0, 1e5], np.float32)
    banks = np.zeros((0, 4), np.float32)
    grey = float(ambient.mean() * 1.55 + 0.25 * sun.mean() * (0.35 if height < 8 else 0.6))
    fog_rgb = grey * np.array([0.97, 1.0, 1.04], np.float32) * (0.8 + 0.2 * ambient / ambient.mean())
    if weather == "clear":
        cover = rng.uniform(0.0, 0.18) if rng.random() < 0.6 else 0.0
    elif weather == "clouds":
        cover = rng.uniform(0.45, 0.65)
        n = int(rng.integers(1, 4))
        bottoms = view_alt + rng.uniform(-100, 900, n)
        banks = np.column_stack(
            [
                np.sort(rng.uniform(2500, 14000, n)),
                bottoms,
                bottoms + rng.uniform(300, 900, n),
                rng.uniform(0.45, 0.95, n),
            ]
        ).astype(np.float32)
    elif weather == "overcast":
        cover, haze = 1.0, rng.uniform(1.5e-5, 3.5e-5)
        mist[3], mist[4] = rng.uniform(0.6e-3, 1.5e-3), max(view_alt + 350, rng.uniform(5600, 7200))
    elif weather == "fog":
        cover = 1.0
        if rng.random() < 0.75:
            mist[0], mist[1] = 3.0 / rng.uniform(160, 1100), view_alt + rng.uniform(500, 2500)
        else:  # mist that fills the valley to a little above the walker; summits may stand out
            cover = 0.3
            mist[0], mist[1], mist[2] = 3.0 / rng.uniform(250, 700), view_alt + rng.uniform(30, 140), 60.0
    elif weather == "snowfall":
        cover = 1.0
        mist[0], mist[1] = 3.0 / rng.uniform(500, 4500), 9000.0
        mist[3], mist[4] = 1e-3, view_alt + 900
    if cover >= 0.9:
        # A closed cover: no shadows, grey sky, flat light.
        ambient = (0.55 * ambient + 0.45 * fog_rgb) * 1.25
        sun = sun * 0.06
        zenith, hs, ha = fog_rgb * 0.72, fog_rgb * 1.0, fog_rgb * 0.97
        if time in ("sunset", "alpenglow", "dawn"):
            hs = hs * np.array([1.25, 1.0, 0.85], np.float32)
    direct = height > 0.2 and cover < 0.9
    ceiling = shadow_ceiling(azimuth, height) if direct else None
    stars = 1.0 if time == "night" else 0.12 if time == "dusk" else 0.0
    f32 = lambda a: np.asarray(a, np.float32)  # noqa: E731
    return Light(
        f32(sun),
        f32(ambient),
        f32(zenith),
        f32(hs),
        f32(ha),
        float(exposure),
        azimuth,
        height,
        ceiling,
        float(cover),
        banks,
        float(haze),
        mist,
        f32(fog_rgb),
        stars * (1 - cover),
    )


def sample_shadow(ceiling: np.ndarray, x: float, y: float) -> float:
    """The shadow ceiling at a local position, metres above the sea."""
    return float(bilinear(ceiling, x / (CELL_M * SHADOW_STEP), y / (CELL_M * SHADOW_STEP)))
