"""Drawn firs, broadleaved trees and boulders for the foreground."""

from __future__ import annotations

import math

import numpy as np

from .drawing import SS, Sprite, canvas, dark, done, scale


def fir(rng) -> Sprite:
    """A silver fir: a ragged dark cone of hanging boughs."""
    image, d = canvas(170, 400)
    green = ((34, 62, 40), (42, 72, 44), (30, 54, 42), (52, 78, 46))[rng.integers(4)]
    d.rectangle([80 * SS, 330 * SS, 90 * SS, 400 * SS], fill=(72, 54, 40))
    for i in range(30):
        y = 8 + i * 12.4
        w = 6 + i * 2.45 * rng.uniform(0.75, 1.15)
        for s in (-1, 1):
            tip = (85 + s * w, y + 22 + w * 0.25)
            d.polygon(
                scale([(85, y - 6), (85 + s * w * 0.5, y + 4), tip, (85 + s * w * 0.45, y + 24), (85, y + 30)]),
                fill=dark(green, rng.uniform(0.62, 1.3) * (0.86 if s > 0 else 1.05)),
            )
    return done(image, rng.uniform(11, 19), rng, grain=16, light=14)


def broadleaf(rng) -> Sprite:
    """A birch or rhododendron: crooked stems under clouds of leaves, gold in some."""
    image, d = canvas(300, 330)
    leaf = ((58, 82, 40), (74, 92, 44), (186, 140, 44), (150, 104, 42), (66, 84, 50))[rng.integers(5)]
    for _ in range(4):
        x = rng.uniform(80, 220)
        d.line(
            scale([(150, 328), (150 + (x - 150) * 0.4, 230), (x, 130)]),
            fill=(110, 92, 76),
            width=9 * SS,
            joint="curve",
        )
    for _ in range(150):
        a, r = rng.uniform(0, 2 * math.pi), math.sqrt(rng.random())
        x, y, s = 150 + 125 * r * math.cos(a), 130 + 110 * r * math.sin(a), rng.uniform(9, 25)
        d.ellipse(
            [(x - s) * SS, (y - s * 0.7) * SS, (x + s) * SS, (y + s * 0.7) * SS],
            fill=dark(leaf, rng.uniform(0.55, 1.3) * (1.15 - y / 600)),
        )
    return done(image, rng.uniform(5, 9), rng, grain=20, light=20)


def boulder(rng) -> Sprite:
    """A grey rock."""
    image, d = canvas(220, 130)
    grey = int(rng.integers(78, 120))
    rim = [
        (
            110 + 104 * math.cos(a) * rng.uniform(0.85, 1.0),
            126 - 110 * max(0.0, math.sin(a)) ** 0.7 * rng.uniform(0.75, 1.0),
        )
        for a in np.linspace(math.pi, 0, 12)
    ]
    d.polygon(scale([(10, 130)] + rim + [(210, 130)]), fill=(grey, int(grey * 0.95), int(grey * 0.88)))
    d.polygon(scale([rim[2], rim[5], (120, 90), (70, 110)]), fill=(grey + 24, grey + 20, grey + 12))
    d.polygon(scale([rim[6], rim[9], (190, 128), (130, 100)]), fill=dark((grey, grey, grey), 0.7))
    return done(image, rng.uniform(0.5, 1.6), rng, grain=9, light=30)
