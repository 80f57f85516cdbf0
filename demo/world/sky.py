"""Sky, cloud and air: what fills the picture above the ground and what lies before it (numba). Angles in radians, colours linear RGB."""

from __future__ import annotations

import math

from numba import njit

from .march import tex
from .noise import hash01


@njit(cache=True, fastmath=True, inline="always")
def smooth(a, b, x):
    """0 below a, 1 above b, smooth between."""
    t = min(1.0, max(0.0, (x - a) / (b - a)))
    return t * t * (3.0 - 2.0 * t)


@njit(cache=True, fastmath=True)
def mist_depth(z0, z1, length, haze, mist):
    """Optical depths between two heights over a length in metres: (clear air, mist)."""
    air = haze * math.exp(-(0.5 * (z0 + z1) - 3000.0) / 6500.0) * length
    if mist[0] <= 0.0 and mist[3] <= 0.0:
        return air, 0.0
    total = 0.0
    for k in range(8):
        z = z0 + (z1 - z0) * (k + 0.5) / 8.0
        if mist[0] > 0.0:
            total += mist[0] * (1.0 - smooth(mist[1] - mist[2], mist[1] + mist[2], z))
        if mist[3] > 0.0:
            total += mist[3] * smooth(mist[4] - 120.0, mist[4] + 260.0, z)
    return air, total * length / 8.0


@njit(cache=True, fastmath=True)
def bank_alpha(t, bank, az, v, cz, k):
    """Opacity of one bank of cloud in a direction: a ragged belt between two heights at the bank's distance."""
    z = cz + v * bank[0]
    mid, half = 0.5 * (bank[1] + bank[2]), 0.5 * (bank[2] - bank[1])
    if abs(z - mid) > 2.2 * half:
        return 0.0
    u = az * 6000.0 * min(1.0, 5000.0 / bank[0])
    n = tex(t, 0.045 * u + 331.0 * k, 0.10 * z + 57.0 * k) + 0.35 * tex(t, 0.2 * u, 0.4 * z + 77.0 * k)
    belt = 1.0 - abs(z - mid) / (2.2 * half)
    return bank[3] * smooth(0.15, 1.1, n + 2.1 * belt - 1.25) * smooth(0.0, 0.45, belt)


@njit(cache=True, fastmath=True)
def sky(t, az, v, sun_az, sun_v, sun, zenith, hor_sun, hor_anti, cover, stars, fog, out):
    """Linear RGB of the sky in a direction (azimuth in radians, tangent of the height)."""
    e = math.atan(max(v, 0.0)) / 1.5708
    side = 0.5 + 0.5 * math.cos(az - sun_az)
    side = side * side
    up = 1.0 - (1.0 - min(1.0, e * 1.15)) ** 3.2
    inv = 1.0 / math.sqrt(1.0 + v * v)
    si = 1.0 / math.sqrt(1.0 + sun_v * sun_v)
    mu = inv * si * (math.cos(az - sun_az) + v * sun_v)
    glow = math.exp((mu - 1.0) * 38.0) * 0.55 + math.exp((mu - 1.0) * 700.0) * 1.6
    for c in range(3):
        h = hor_anti[c] + (hor_sun[c] - hor_anti[c]) * side
        out[c] = h + (zenith[c] - h) * up + glow * (sun[c] * 0.55 if cover < 0.9 else 0.0)
    if stars > 0.0 and v > -0.05:
        # One star in a cell at most; few are bright. Cells are 0.23 degrees wide.
        gx, gy = az * 250.0, math.atan(v) * 250.0
        ix, iy = int(math.floor(gx)), int(math.floor(gy))
        r = hash01(ix, iy, 3)
        milky = math.exp(-(((math.atan(v) - 0.75 - 0.45 * math.sin(az * 1.0 + 0.6)) / 0.20) ** 2))
        if r < 0.075 + 0.13 * milky:
            du, dw = gx - ix - 0.5 - 0.6 * (hash01(ix, iy, 4) - 0.5), gy - iy - 0.5 - 0.6 * (hash01(ix, iy, 5) - 0.5)
            b = hash01(ix, iy, 6)
            b = 0.03 + 0.8 * b * b * b * b * b * b
            s = stars * b * math.exp(-(du * du + dw * dw) * 16.0)
            for c in range(3):
                out[c] += s * (1.0 if c < 2 else 1.15)
        m = stars * 0.012 * milky * max(0.0, 1.0 + 0.8 * tex(t, az * 90.0, v * 90.0))
        out[0] += m * 0.9
        out[1] += m * 0.9
        out[2] += m * 1.25
    if cover > 0.02 and v > -0.02:
        q = 1.0 / (max(v, 0.0) + 0.11)
        px, py = math.sin(az) * q, math.cos(az) * q
        n = tex(t, px * 38.0 + 100.0, py * 38.0) + 0.35 * tex(t, px * 140.0, py * 140.0 + 30.0)
        if cover >= 0.9:
            k = 0.16 * n * min(1.0, v * 4.0)
            for c in range(3):
                out[c] *= 1.0 + k
        else:
            a = smooth(0.0, 1.3, n + 3.2 * cover - 1.75) * min(1.0, 0.25 + v * 6.0) * 0.92
            core = smooth(0.5, 2.2, n + 3.2 * cover - 1.75)
            warm = math.exp((mu - 1.0) * 3.0)
            for c in range(3):
                white = (0.50 * sun[c] * (0.55 + 0.6 * warm) + 0.75 * hor_anti[c]) * (1.0 - 0.34 * core)
                if sun[0] < 0.01:
                    white = 0.55 * hor_anti[c] + 0.55 * hor_sun[c] * side
                out[c] += (white - out[c]) * a
