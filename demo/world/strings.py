"""Things that hang: prayer flags across the frame and suspension bridges, modelled in space and drawn as lit polygons."""

from __future__ import annotations

import math

import numpy as np
from PIL import Image, ImageDraw

from .drawing import FLAG_COLOURS
from .sprites import variants

SS = 2


def _painter(scene):
    size = (scene.camera.width * SS, scene.camera.height * SS)
    image = Image.new("RGBA", size, (0, 0, 0, 0))
    return image, ImageDraw.Draw(image)


def _colour(scene, srgb, distance: float, k: float = 1.0):
    c = scene.lit(np.array(srgb, np.float32) / 255.0 * k, distance)
    return tuple(int(255 * min(1.0, max(0.0, float(v)))) for v in c) + (255,)


def _finish(image: Image.Image, scene) -> Image.Image:
    return image.resize((scene.camera.width, scene.camera.height), Image.BOX)


def draw_flags(scene) -> Image.Image:
    """Two to six strings of five-coloured flags that sag across the frame, nearer and farther, often from one pole."""
    image, d = _painter(scene)
    rng, w, h = scene.rng, scene.camera.width * SS, scene.camera.height * SS
    n = int(rng.integers(2, 7))
    pole = (rng.uniform(0.1, 0.9) * w, rng.uniform(-0.05, 0.28) * h) if rng.random() < 0.45 else None
    wind = rng.normal(0, 0.35)
    if pole:
        foot = (pole[0] + rng.normal(0, 0.02) * w, h * 1.02)
        d.line([pole, foot], fill=_colour(scene, (104, 84, 64), 8), width=max(2, w // 120))
    for _ in range(n):
        size = rng.uniform(0.030, 0.075) * max(w, h)
        if pole:
            a = pole
            b = (rng.choice([-0.08, 1.08]) * w, rng.uniform(0.3, 0.95) * h)
        else:
            a, b = (-0.06 * w, rng.uniform(0.0, 0.62) * h), (1.06 * w, rng.uniform(0.0, 0.62) * h)
        _string(scene, d, a, b, rng.uniform(0.04, 0.16) * h, size, wind, int(rng.integers(5)))
    return _finish(image, scene)


def _string(scene, d, a, b, sag: float, size: float, wind: float, first: int, distance: float = 8.0):
    rng = scene.rng
    length = math.hypot(b[0] - a[0], b[1] - a[1])
    count = max(3, int(length / (size * 1.06)))
    at = lambda t: (a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t + 4 * sag * t * (1 - t))  # noqa: E731
    d.line(
        [at(t) for t in np.linspace(0, 1, 40)],
        fill=_colour(scene, (70, 66, 60), distance),
        width=max(1, int(size * 0.06)),
    )
    for k in range(count):
        if rng.random() < 0.03:
            continue
        (x0, y0), (x1, y1) = at((k + 0.06) / count), at((k + 0.92) / count)
        drop = size * rng.uniform(0.92, 1.12)
        flap = size * (wind + rng.normal(0, 0.13))
        lift = drop * max(0.55, 1 - 0.5 * abs(flap) / size)
        bottom = [
            (x1 + flap, y1 + lift),
            ((x0 + x1) / 2 + flap * 1.1, (y0 + y1) / 2 + lift + size * rng.normal(0, 0.06)),
            (x0 + flap * 0.9, y0 + lift * rng.uniform(0.9, 1.03)),
        ]
        colour = FLAG_COLOURS[(first + k) % 5]
        k_light = rng.uniform(0.78, 1.06)
        d.polygon([(x0, y0), (x1, y1), *bottom], fill=_colour(scene, colour, distance, k_light))
        # a fold, and the block print
        d.polygon(
            [(x0, y0), (x0 + (x1 - x0) * 0.3, y0), (x0 + (x1 - x0) * 0.22 + flap, y0 + lift), bottom[2]],
            fill=_colour(scene, colour, distance, k_light * 0.82),
        )
        if size > 14:
            ink = _colour(scene, colour, distance, k_light * 0.62)
            for q in (0.3, 0.45, 0.6, 0.75):
                p0 = (x0 + (x1 - x0) * 0.35 + flap * q, y0 + lift * q)
                d.line(
                    [p0, (x0 + (x1 - x0) * 0.85 + flap * q, y1 + lift * q)], fill=ink, width=max(1, int(size * 0.035))
                )


def _in_space(scene, right: float, ahead: float, up: float):
    """Pixel (in the painter's scale) of a point given in metres from the eye, along the camera's level axis."""
    azimuth = scene.bearing + math.atan2(right, ahead)
    p = scene.camera.project(azimuth, up / math.hypot(right, ahead))
    return None if p is None else (p[0] * SS, p[1] * SS)


def draw_bridge(scene) -> Image.Image:
    """A long footbridge of steel rope: walked onto, so that it runs away from the camera, or seen from the side across the gorge."""
    image, d = _painter(scene)
    if scene.rng.random() < 0.6:
        _along(scene, d)
    else:
        _across(scene, d, image)
    return _finish(image, scene)


def _along(scene, d):
    rng = scene.rng
    k = max(1.0, scene.camera.focal / (0.75 * scene.camera.width))
    length, slope, half = rng.uniform(70, 130) * k, rng.uniform(-0.03, 0.03) + min(0.0, scene.tilt) * 0.3, 0.75
    off = rng.uniform(-0.25, 0.25)
    side = rng.uniform(-0.10, 0.10)
    deck = lambda z: -1.65 + slope * z - 0.20 * length * (z / length) * (1 - z / length)  # noqa: E731
    zs = np.concatenate([np.linspace(1.3, 12, 18), np.linspace(12, length, 60)[1:]])
    mid = lambda z: off + side * z  # noqa: E731
    pts = lambda r, up: [p for p in (_in_space(scene, mid(z) + r, z, deck(z) + up) for z in zs) if p]  # noqa: E731
    left, right = pts(-half, 0.0), pts(half, 0.0)
    d.polygon(left + right[::-1], fill=_colour(scene, (118, 104, 88), 10))
    z = 1.4
    while z < length:  # planks
        a, b = _in_space(scene, mid(z) - half, z, deck(z)), _in_space(scene, mid(z) + half, z, deck(z))
        if a and b:
            d.line([a, b], fill=_colour(scene, (70, 60, 50), z), width=max(1, int(SS * 0.035 * scene.camera.focal / z)))
        z *= 1.09
    for r in (-half, half):
        z = 1.5
        while z < length:  # mesh
            a, b = _in_space(scene, mid(z) + r, z, deck(z)), _in_space(scene, mid(z) + r * 1.12, z, deck(z) + 1.15)
            a2 = _in_space(scene, mid(z * 1.07) + r, z * 1.07, deck(z * 1.07))
            if a and b and a2:
                wire = _colour(scene, (150, 152, 154), z)
                d.line([a, b], fill=wire, width=max(1, int(SS * 0.012 * scene.camera.focal / z)))
                d.line([b, a2], fill=wire, width=1)
            z *= 1.07
        for up in (1.15, 0.6):
            rail = pts(r * (1.12 if up > 1 else 1.06), up)
            d.line(
                rail,
                fill=_colour(scene, (120, 122, 124) if up > 1 else (160, 160, 160), 10),
                width=max(1, int(SS * scene.camera.width / (260 if up > 1 else 520))),
                joint="curve",
            )
        if rng.random() < 0.8:
            z, c = 2.2, int(rng.integers(5))
            while z < length * 0.9:
                a, b = (
                    _in_space(scene, mid(z) + r * 1.12, z, deck(z) + 1.15),
                    _in_space(scene, mid(z + 0.35) + r * 1.12, z + 0.35, deck(z + 0.35) + 1.15),
                )
                if a and b:
                    drop = SS * 0.38 * scene.camera.focal / z
                    d.polygon(
                        [a, b, (b[0], b[1] + drop), (a[0], a[1] + drop)], fill=_colour(scene, FLAG_COLOURS[c % 5], z)
                    )
                z, c = z + 0.42 + z * 0.02, c + 1
    # the far pier
    a, b = (
        _in_space(scene, mid(length) - 1.5, length, deck(length) - 2),
        _in_space(scene, mid(length) + 1.5, length, deck(length) + 3.5),
    )
    if a and b:
        d.rectangle(
            [min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])],
            fill=_colour(scene, (150, 140, 128), length),
        )


def _across(scene, d, image: Image.Image):
    rng, w, h = scene.rng, scene.camera.width * SS, scene.camera.height * SS
    y0, y1 = rng.uniform(0.38, 0.6) * h, rng.uniform(0.38, 0.6) * h
    sag = rng.uniform(0.06, 0.13) * h
    rail = rng.uniform(0.022, 0.034) * max(w, h)
    xs = np.linspace(-0.03 * w, 1.03 * w, 90)
    at = lambda x: y0 + (y1 - y0) * x / w + 4 * sag * (x / w) * (1 - x / w)  # noqa: E731
    steel, deck = _colour(scene, (110, 112, 116), 60), _colour(scene, (92, 82, 70), 60)
    for x in xs:
        d.line([(x, at(x)), (x, at(x) - rail)], fill=steel, width=max(1, w // 700))
    d.line([(x, at(x) - rail) for x in xs], fill=steel, width=max(2, w // 280), joint="curve")
    d.line([(x, at(x)) for x in xs], fill=deck, width=max(3, w // 130), joint="curve")
    c = int(rng.integers(5))
    for x in np.arange(0, w, rail * 0.62):
        if rng.random() < 0.85:
            y = at(x) - rail
            d.polygon(
                [
                    (x, y),
                    (x + rail * 0.5, at(x + rail * 0.5) - rail),
                    (x + rail * 0.5, y + rail * 0.62),
                    (x, y + rail * 0.62),
                ],
                fill=_colour(scene, FLAG_COLOURS[c % 5], 60),
            )
        c += 1
    for _ in range(int(rng.integers(1, 5))):
        x = rng.uniform(0.1, 0.9) * w
        sprite = variants("person")[int(rng.integers(14))]
        hh = rail * 1.55
        small = sprite.image.resize(
            (max(1, int(hh * sprite.image.width / sprite.image.height)), max(1, int(hh))), Image.BOX
        )
        a = np.asarray(small).astype(np.float32) / 255
        lit = np.dstack([scene.lit(a[..., :3], 60.0), a[..., 3:]])
        figure = Image.fromarray((np.clip(lit, 0, 1) * 255).astype(np.uint8), "RGBA")
        if int(x) + figure.width < w:
            image.alpha_composite(figure, (max(0, int(x)), max(0, int(at(x) - hh))))
