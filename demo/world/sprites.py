"""Drawn figures for the foreground: walkers, yaks, tents, houses, stupas, trees, a helicopter.

Each figure is drawn once at about 300 px as an RGBA picture whose colours are those of the things in white light (albedo, sRGB);
the photo's light is laid over it later. Figures stand on the lower edge of their picture, in its middle.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from PIL import Image

from .drawing import FLAG_COLOURS, JACKETS, SS, Sprite, canvas, dark, done, scale
from .trees import boulder, broadleaf, fir


def person(rng) -> Sprite:
    """A walker with jacket, trousers, hat or hood, rucksack, sometimes poles; walking, standing or arms up."""
    image, d = canvas(180, 330)
    jacket = JACKETS[rng.integers(len(JACKETS))]
    trousers = ((46, 48, 56), (70, 66, 60), (36, 44, 70), (90, 82, 70))[rng.integers(4)]
    pack = JACKETS[rng.integers(len(JACKETS))]
    skin = ((222, 176, 144), (190, 140, 104), (150, 104, 76))[rng.integers(3)]
    stride = rng.uniform(8, 34)
    cx = 90
    for s, k in ((-1, 0.8), (1, 1.0)):  # legs, boots
        foot = cx + s * stride
        d.line(
            scale([(cx + s * 8, 182), (cx + s * (8 + stride * 0.55), 245), (foot, 316)]),
            fill=dark(trousers, k),
            width=27 * SS,
            joint="curve",
        )
        d.rounded_rectangle([(foot - 15) * SS, 308 * SS, (foot + 21) * SS, 329 * SS], 6 * SS, fill=(58, 44, 34))
    pose = rng.integers(5)
    if rng.random() < 0.75:  # rucksack, seen behind the shoulders
        d.rounded_rectangle([(cx - 47) * SS, 78 * SS, (cx + 30) * SS, 176 * SS], 17 * SS, fill=dark(pack, 0.85))
        d.rounded_rectangle([(cx - 44) * SS, 66 * SS, (cx + 18) * SS, 90 * SS], 11 * SS, fill=dark(pack, 0.62))
        d.rectangle([(cx - 47) * SS, 122 * SS, (cx - 20) * SS, 127 * SS], fill=dark(pack, 0.5))
    d.polygon(
        scale([(cx - 32, 80), (cx + 34, 80), (cx + 40, 128), (cx + 34, 196), (cx - 32, 196), (cx - 36, 128)]),
        fill=jacket,
    )
    d.line(scale([(cx + 4, 80), (cx + 4, 194)]), fill=dark(jacket, 0.7), width=3 * SS)
    if pose == 0:
        arms = [[(cx - 31, 88), (cx - 62, 52), (cx - 70, 6)], [(cx + 33, 88), (cx + 62, 52), (cx + 74, 8)]]
    else:
        arms = [[(cx - 31, 90), (cx - 46, 140), (cx - 34, 178)], [(cx + 33, 90), (cx + 54, 136), (cx + 64, 164)]]
    for arm in arms:
        d.line(scale(arm), fill=dark(jacket, 0.86), width=21 * SS, joint="curve")
        x, y = arm[-1]
        d.ellipse(
            [(x - 10) * SS, (y - 10) * SS, (x + 10) * SS, (y + 10) * SS],
            fill=skin if rng.random() < 0.5 else (40, 40, 44),
        )
        if pose in (1, 2, 3):
            d.line(scale([(x, y), (x + 16 * (1 if x > cx else -0.6), 326)]), fill=(70, 72, 76), width=4 * SS)
    d.rectangle([(cx - 9) * SS, 66 * SS, (cx + 13) * SS, 84 * SS], fill=skin)
    d.ellipse([(cx - 22) * SS, 22 * SS, (cx + 26) * SS, 76 * SS], fill=skin)
    hat = JACKETS[rng.integers(len(JACKETS))]
    if rng.random() < 0.6:
        d.pieslice([(cx - 26) * SS, 12 * SS, (cx + 29) * SS, 74 * SS], 178, 362, fill=hat)
        d.ellipse([(cx - 7) * SS, 4 * SS, (cx + 11) * SS, 22 * SS], fill=dark(hat, 1.2 if max(hat) < 200 else 0.8))
    else:
        d.ellipse([(cx - 44) * SS, 34 * SS, (cx + 46) * SS, 50 * SS], fill=dark((190, 170, 120), 0.85))
        d.pieslice([(cx - 24) * SS, 12 * SS, (cx + 27) * SS, 68 * SS], 180, 360, fill=(190, 170, 120))
    return done(image, 1.8, rng)


def yak(rng) -> Sprite:
    """A yak from the side: shaggy skirt of hair, hump, curved horns, bushy tail; often under a load."""
    image, d = canvas(420, 300)
    coat = ((38, 30, 26), (58, 42, 32), (86, 66, 50), (30, 28, 30))[rng.integers(4)]
    for x in (112, 150, 268, 304):
        d.rectangle([(x - 11) * SS, 215 * SS, (x + 11) * SS, 292 * SS], fill=dark(coat, 0.75))
        d.rectangle([(x - 13) * SS, 286 * SS, (x + 14) * SS, 299 * SS], fill=(24, 20, 18))
    body = [
        (78, 150),
        (92, 104),
        (150, 88),
        (220, 82),
        (268, 62),
        (306, 62),
        (338, 96),
        (348, 150),
        (340, 210),
        (300, 236),
        (120, 236),
        (84, 208),
    ]
    d.polygon(scale(body), fill=coat)
    for x in range(80, 350, 5):  # the skirt
        y0, length = rng.uniform(150, 215), rng.uniform(28, 72)
        d.line(
            scale([(x, y0), (x + rng.uniform(-7, 7), min(276, 212 + length))]),
            fill=dark(coat, rng.uniform(0.7, 1.35)),
            width=int(6 * SS),
        )
    d.ellipse(
        [52 * SS, 128 * SS, 92 * SS, 262 * SS], fill=(214, 206, 196) if rng.random() < 0.4 else dark(coat, 1.15)
    )  # tail
    head = [(330, 100), (366, 108), (392, 150), (402, 186), (388, 202), (366, 190), (336, 168)]
    d.polygon(scale(head), fill=dark(coat, 0.92))
    d.ellipse([376 * SS, 178 * SS, 408 * SS, 206 * SS], fill=(176, 160, 146))
    d.line(scale([(352, 108), (346, 84), (360, 60), (382, 50)]), fill=(214, 204, 178), width=10 * SS, joint="curve")
    d.line(scale([(364, 112), (376, 92), (398, 82), (408, 58)]), fill=(232, 224, 198), width=10 * SS, joint="curve")
    d.ellipse([365 * SS, 134 * SS, 374 * SS, 144 * SS], fill=(10, 8, 8))
    if rng.random() < 0.6:
        load = ((190, 40, 40), (40, 110, 170), (230, 150, 40))[rng.integers(3)]
        d.polygon(scale([(150, 84), (250, 72), (262, 168), (146, 172)]), fill=load)
        d.rectangle([150 * SS, 112 * SS, 258 * SS, 122 * SS], fill=(240, 220, 120))
        if rng.random() < 0.6:
            d.rounded_rectangle(
                [144 * SS, 44 * SS, 258 * SS, 104 * SS],
                18 * SS,
                fill=((236, 170, 40), (70, 120, 60), (60, 80, 130))[rng.integers(3)],
            )
        d.line(scale([(332, 110), (326, 176), (340, 178)]), fill=(210, 50, 40), width=8 * SS)
    if rng.random() < 0.35:
        d.ellipse([200 * SS, 130 * SS, 262 * SS, 190 * SS], fill=(210, 202, 192))
    s = done(image, 1.75, rng, grain=14)
    return Sprite(s.image.transpose(Image.FLIP_LEFT_RIGHT), s.metres) if rng.random() < 0.5 else s


def tent(rng) -> Sprite:
    """A dome tent with a vestibule, in expedition yellow, orange, and now and then another colour."""
    image, d = canvas(420, 230)
    colour = ((246, 190, 30), (240, 130, 26), (246, 190, 30), (220, 60, 40), (60, 130, 190), (90, 160, 70))[
        rng.integers(6)
    ]
    outline = (
        [(12, 228)]
        + [(210 - 198 * math.cos(t), 228 - 204 * math.sin(t) ** 0.8) for t in np.linspace(0.02, math.pi - 0.02, 30)]
        + [(408, 228)]
    )
    d.polygon(scale(outline), fill=colour)
    d.polygon(scale([(12, 228), (40, 150), (90, 70), (150, 34), (120, 130), (110, 228)]), fill=dark(colour, 0.78))
    d.polygon(
        scale([(408, 228), (380, 150), (330, 70), (270, 34), (320, 130), (330, 228)]),
        fill=dark(colour, 1.0 if max(colour) > 240 else 1.12),
    )
    door = [(150, 228), (166, 130), (212, 78), (258, 130), (274, 228)]
    d.polygon(scale(door), fill=dark(colour, 0.62))
    if rng.random() < 0.6:
        d.polygon(scale([(176, 228), (192, 150), (212, 118), (232, 150), (248, 228)]), fill=(40, 34, 34))
    for pole in (
        [(12, 228), (60, 110), (150, 34), (210, 24), (270, 34), (360, 110), (408, 228)],
        [(110, 228), (126, 120), (150, 34)],
        [(320, 228), (300, 120), (270, 34)],
    ):
        d.line(scale(pole), fill=dark(colour, 0.5), width=3 * SS, joint="curve")
    d.line(scale([(40, 150), (4, 228)]), fill=(230, 230, 220), width=2 * SS)
    d.line(scale([(380, 150), (416, 228)]), fill=(230, 230, 220), width=2 * SS)
    return done(image, 1.45, rng, grain=5, light=34)


def stupa(rng) -> Sprite:
    """A chorten: stepped white base, dome, the square with the Buddha's eyes, thirteen gilded rings, and strings of flags."""
    image, d = canvas(400, 420)
    white, shade = (236, 232, 222), (196, 192, 186)
    for y0, y1, w in ((380, 420, 190), (346, 382, 164), (316, 348, 138), (292, 318, 116)):
        d.rectangle([(200 - w) * SS, y0 * SS, (200 + w) * SS, y1 * SS], fill=white)
        d.rectangle([(200 - w) * SS, (y1 - 5) * SS, (200 + w) * SS, y1 * SS], fill=shade)
    d.pieslice([104 * SS, 190 * SS, 296 * SS, 400 * SS], 180, 360, fill=white)
    d.rectangle([104 * SS, 286 * SS, 296 * SS, 294 * SS], fill=(206, 168, 60))
    d.rectangle([164 * SS, 146 * SS, 236 * SS, 204 * SS], fill=(222, 178, 56))
    for x in (184, 216):
        d.ellipse([(x - 11) * SS, 166 * SS, (x + 11) * SS, 178 * SS], fill=(246, 244, 238))
        d.ellipse([(x - 5) * SS, 167 * SS, (x + 5) * SS, 178 * SS], fill=(30, 60, 120))
        d.line(scale([(x - 14, 163), (x, 157), (x + 14, 163)]), fill=(40, 30, 30), width=3 * SS)
    d.line(scale([(200, 176), (196, 188), (204, 192)]), fill=(160, 50, 40), width=3 * SS)
    for i in range(10):
        w, y = 30 - 2.5 * i, 144 - i * 9
        d.rectangle(
            [(200 - w) * SS, (y - 8) * SS, (200 + w) * SS, y * SS],
            fill=(212, 162, 44) if i % 2 == 0 else (170, 118, 30),
        )
    d.polygon(scale([(188, 54), (212, 54), (200, 20)]), fill=(236, 196, 80))
    for s in (-1, 1):
        for i in range(11):
            t0, t1 = i / 11, (i + 0.8) / 11
            p = [(200 + s * 190 * t, 44 + 300 * t + 50 * math.sin(math.pi * t)) for t in (t0, t1)]
            d.polygon(scale([p[0], p[1], (p[1][0], p[1][1] + 18), (p[0][0], p[0][1] + 18)]), fill=FLAG_COLOURS[i % 5])
    return done(image, 7.5, rng, grain=7, light=40)


def house(rng) -> Sprite:
    """A lodge of grey stone, one or two storeys, rows of painted windows, a metal roof in blue, green, red or rust."""
    w = int(rng.integers(300, 460))
    two = rng.random() < 0.6
    h = 260 if two else 190
    image, d = canvas(w + 40, h)
    stone = ((172, 160, 144), (196, 186, 170), (150, 140, 128), (216, 208, 196))[rng.integers(4)]
    roof = ((50, 110, 170), (60, 140, 90), (176, 60, 46), (130, 96, 76), (60, 120, 180))[rng.integers(5)]
    frame = ((40, 90, 150), (50, 110, 70), (150, 60, 40), (90, 60, 40))[rng.integers(4)]
    top = 74
    d.rectangle([20 * SS, top * SS, (w + 20) * SS, h * SS], fill=stone)
    for _ in range(150):
        x, y = rng.uniform(22, w + 10), rng.uniform(top + 4, h - 6)
        d.rectangle(
            [x * SS, y * SS, (x + rng.uniform(6, 16)) * SS, (y + 5) * SS], fill=dark(stone, rng.uniform(0.78, 1.12))
        )
    d.polygon(scale([(4, top + 8), (40, 10), (w, 10), (w + 36, top + 8)]), fill=roof)
    for x in range(44, w, 16):
        d.line(scale([(x, 11), (x + (x - w / 2) * 0.09, top + 7)]), fill=dark(roof, 0.86), width=2 * SS)
    d.rectangle([4 * SS, (top + 5) * SS, (w + 36) * SS, (top + 12) * SS], fill=dark(roof, 0.6))
    for k, y in enumerate((top + 24, top + 106) if two else (top + 30,)):
        for x in range(44, w - 20, 54):
            if rng.random() < 0.14 and k == (1 if two else 0):
                d.rectangle([x * SS, y * SS, (x + 32) * SS, h * SS], fill=dark(frame, 0.8))
                continue
            d.rectangle([(x - 4) * SS, (y - 4) * SS, (x + 36) * SS, (y + 48) * SS], fill=frame)
            d.rectangle([x * SS, y * SS, (x + 32) * SS, (y + 44) * SS], fill=(54, 62, 76))
            d.line(scale([(x + 16, y), (x + 16, y + 44)]), fill=(236, 232, 224), width=3 * SS)
            d.line(scale([(x, y + 16), (x + 32, y + 16)]), fill=(236, 232, 224), width=3 * SS)
    return done(image, h / 32.0, rng, grain=8, light=20)


def helicopter(rng) -> Sprite:
    """A rescue helicopter in flight, from the side, its rotor a blurred disc."""
    image, d = canvas(460, 190)
    colour = ((206, 36, 34), (240, 240, 236), (30, 90, 170), (238, 150, 20))[rng.integers(4)]
    d.ellipse([20 * SS, 18 * SS, 420 * SS, 36 * SS], fill=(60, 60, 64, 110))
    d.rectangle([214 * SS, 26 * SS, 224 * SS, 60 * SS], fill=(60, 60, 64))
    d.polygon(scale([(250, 70), (430, 64), (446, 30), (456, 30), (452, 92), (436, 96), (260, 112)]), fill=colour)
    d.ellipse([100 * SS, 50 * SS, 296 * SS, 148 * SS], fill=colour)
    d.pieslice([100 * SS, 50 * SS, 250 * SS, 148 * SS], 150, 268, fill=(44, 60, 80))
    d.rectangle([190 * SS, 74 * SS, 232 * SS, 104 * SS], fill=(44, 60, 80))
    d.rectangle(
        [110 * SS, 116 * SS, 430 * SS, 122 * SS], fill=(240, 240, 236) if colour != (240, 240, 236) else (206, 36, 34)
    )
    for x in (150, 240):
        d.line(scale([(x, 144), (x - 8, 174)]), fill=(50, 50, 54), width=6 * SS)
    d.line(scale([(104, 166), (116, 176), (290, 176)]), fill=(50, 50, 54), width=7 * SS, joint="curve")
    d.ellipse([430 * SS, 30 * SS, 458 * SS, 76 * SS], outline=(70, 70, 74, 160), width=3 * SS)
    s = done(image, 4.2, rng, grain=4)
    return Sprite(s.image.transpose(Image.FLIP_LEFT_RIGHT), s.metres) if rng.random() < 0.5 else s


MAKERS = {
    "person": (person, 14),
    "yak": (yak, 8),
    "tent": (tent, 6),
    "stupa": (stupa, 2),
    "house": (house, 10),
    "helicopter": (helicopter, 4),
    "fir": (fir, 8),
    "broadleaf": (broadleaf, 8),
    "boulder": (boulder, 6),
}


@lru_cache(maxsize=None)
def variants(name: str) -> tuple[Sprite, ...]:
    """The drawn variants of a figure; made at first use, the same in every run."""
    make, count = MAKERS[name]
    rng = np.random.default_rng(sum(map(ord, name)))
    return tuple(make(rng) for _ in range(count))
