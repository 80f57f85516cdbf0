"""How figures are drawn: at twice their size, in the colours of things in white light, with a little grain and modelling."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

SS = 2  # drawn twice as large, then halved: smooth edges
FLAG_COLOURS = (
    (42, 84, 170),
    (236, 232, 222),
    (196, 40, 38),
    (38, 130, 66),
    (240, 196, 48),
)  # blue, white, red, green, yellow
JACKETS = (
    (200, 40, 36),
    (236, 120, 24),
    (28, 92, 170),
    (244, 196, 40),
    (30, 140, 120),
    (150, 40, 110),
    (40, 44, 52),
    (110, 170, 40),
)


@dataclass(frozen=True)
class Sprite:
    """A drawn figure, RGBA, and how tall the thing is in metres (the full height of the picture)."""

    image: Image.Image
    metres: float


def canvas(w: int, h: int):
    image = Image.new("RGBA", (w * SS, h * SS), (0, 0, 0, 0))
    return image, ImageDraw.Draw(image)


def done(image: Image.Image, metres: float, rng, grain: float = 9.0, light: float = 26.0) -> Sprite:
    """Halves the drawing, adds grain and a little modelling: lit from the upper left."""
    small = image.resize((image.width // SS, image.height // SS), Image.LANCZOS)
    a = np.asarray(small).astype(np.float32)
    h, w = a.shape[:2]
    noise = (
        np.asarray(
            Image.fromarray(rng.normal(128, 60, (h // 2 + 1, w // 2 + 1)).clip(0, 255).astype(np.uint8)).resize(
                (w, h), Image.BILINEAR
            )
        ).astype(np.float32)
        - 128
    )
    soft = np.asarray(
        Image.fromarray(a[..., 3].astype(np.uint8)).filter(ImageFilter.GaussianBlur(max(2, h // 24)))
    ).astype(np.float32)
    relief = np.roll(np.roll(soft, -h // 30, 0), -w // 30, 1) - np.roll(np.roll(soft, h // 30, 0), w // 30, 1)
    a[..., :3] += (noise * grain / 60 - relief * light / 255)[..., None] * (0.35 + a[..., :3] / 255)
    return Sprite(Image.fromarray(a.clip(0, 255).astype(np.uint8), "RGBA"), metres)


def scale(points, s=SS):
    return [(x * s, y * s) for x, y in points]


def dark(c, k):
    return tuple(int(v * k) for v in c)
