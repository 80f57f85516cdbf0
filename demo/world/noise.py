"""Deterministic gradient noise for terrain, clouds and textures (numba)."""

from __future__ import annotations

import math

import numpy as np
from numba import njit


@njit(cache=True, fastmath=True, inline="always")
def hash01(ix: int, iy: int, seed: int) -> float:
    """A fixed number in [0, 1) for a lattice point; integer mixing after the murmur3 finaliser."""
    h = (np.int64(ix) * 374761393 + np.int64(iy) * 668265263 + np.int64(seed) * 974634541) & 0xFFFFFFFF
    h = ((h ^ (h >> 13)) * 1274126177) & 0xFFFFFFFF
    h = ((h ^ (h >> 16)) * 1103515245) & 0xFFFFFFFF
    return ((h ^ (h >> 15)) & 0xFFFFFF) / 16777216.0


@njit(cache=True, fastmath=True, inline="always")
def _slope(ix, iy, seed, u, v):
    """The lattice point's random gradient times the offset from it."""
    angle = 6.2831853 * hash01(ix, iy, seed)
    return math.cos(angle) * u + math.sin(angle) * v


@njit(cache=True, fastmath=True)
def gradient_noise(x: float, y: float, seed: int) -> float:
    """Gradient noise (Perlin) in about [-1, 1] with unit wavelength."""
    fx = math.floor(x)
    fy = math.floor(y)
    ix = int(fx)
    iy = int(fy)
    u = x - fx
    v = y - fy
    su = u * u * u * (u * (u * 6.0 - 15.0) + 10.0)
    sv = v * v * v * (v * (v * 6.0 - 15.0) + 10.0)
    a = _slope(ix, iy, seed, u, v)
    b = _slope(ix + 1, iy, seed, u - 1.0, v)
    c = _slope(ix, iy + 1, seed, u, v - 1.0)
    d = _slope(ix + 1, iy + 1, seed, u - 1.0, v - 1.0)
    return 1.5 * (a + (b - a) * su + (c - a) * sv + (a - b - c + d) * su * sv)


@njit(cache=True, fastmath=True)
def fbm(x: float, y: float, octaves: int, seed: int) -> float:
    """Sum of octaves of gradient noise, about [-1, 1]; each octave is turned so that the lattice does not show."""
    total = 0.0
    amplitude = 0.5
    for i in range(octaves):
        total += amplitude * gradient_noise(x, y, seed + i)
        x, y = 1.6 * x + 1.2 * y, -1.2 * x + 1.6 * y
        amplitude *= 0.5
    return total


@njit(cache=True, fastmath=True)
def ridged(x: float, y: float, octaves: int, seed: int) -> float:
    """Ridged noise in about [0, 1]: sharp crests, soft hollows (after Musgrave)."""
    total = 0.0
    amplitude = 0.5
    weight = 1.0
    for i in range(octaves):
        n = 1.0 - abs(gradient_noise(x, y, seed + i))
        n = n * n * weight
        weight = min(1.0, n * 1.6)
        total += amplitude * n
        x, y = 1.6 * x + 1.2 * y, -1.2 * x + 1.6 * y
        amplitude *= 0.5
    return total
