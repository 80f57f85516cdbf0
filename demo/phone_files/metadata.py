"""What a phone says of its photo: Apple's maker note with the direction of gravity, and the Display P3 colour profile."""

from __future__ import annotations

import math
import struct

import numpy as np

# Chromaticities of SMPTE RP 431-2 with D65 as its white point, adapted to D50 (Bradford): columns are red, green, blue.
P3_TO_D50 = np.array([[0.5151, 0.2920, 0.1571], [0.2412, 0.6922, 0.0666], [-0.0011, 0.0419, 0.7841]])
# sRGB's own in the same place (IEC 61966-2-1).
SRGB_TO_D50 = np.array([[0.4361, 0.3851, 0.1431], [0.2225, 0.7169, 0.0606], [0.0139, 0.0971, 0.7141]])


def display_p3() -> bytes:
    """An ICC profile (version 4, ICC.1:2010) with P3's primaries and sRGB's curve."""

    def fixed(*values: float) -> bytes:
        return struct.pack(f">{len(values)}i", *(round(v * 65536) for v in values))

    def text(words: str) -> bytes:
        coded = words.encode("utf-16-be")
        return b"mluc" + struct.pack(">IIIHHII", 0, 1, 12, 0x656E, 0x5553, len(coded), 28) + coded

    curve = b"para" + struct.pack(">IHH", 0, 3, 0) + fixed(2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
    tags = {
        "desc": text("Display P3"),
        "cprt": text("CC0"),
        "wtpt": b"XYZ \0\0\0\0" + fixed(0.9642, 1, 0.8249),
        **{f"{c}XYZ": b"XYZ \0\0\0\0" + fixed(*P3_TO_D50[:, i]) for i, c in enumerate("rgb")},
        **{f"{c}TRC": curve for c in "rgb"},
    }
    table, data, at = struct.pack(">I", len(tags)), b"", 128 + 4 + 12 * len(tags)
    for name, content in tags.items():
        content += bytes(-len(content) % 4)
        table += name.encode() + struct.pack(">II", at + len(data), len(content))
        data += content
    date = struct.pack(">6H", 2026, 1, 1, 0, 0, 0)
    kind = bytes(8) + struct.pack(">I", 0x04000000) + b"mntrRGB XYZ "
    head = kind + date + b"acsp" + bytes(28) + fixed(0.9642, 1, 0.8249)
    profile = head + bytes(128 - len(head)) + table + data
    return struct.pack(">I", len(profile)) + profile[4:]


def to_p3(pixels: np.ndarray) -> np.ndarray:
    """sRGB pixels, uint8 [h, w, 3], as Display P3 has the same colours."""
    x = pixels / 255.0
    linear = np.where(x <= 0.04045, x / 12.92, ((x + 0.055) / 1.055) ** 2.4)
    linear = np.clip(linear @ (np.linalg.inv(P3_TO_D50) @ SRGB_TO_D50).T, 0, 1)
    coded = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    return np.round(coded * 255).astype(np.uint8)


def attitude(label: dict) -> tuple[float, float]:
    """
    Pitch (up) and roll (of the scene, clockwise) in degrees with which a photo of the album was drawn: those that put its labelled
    summits where the label says, by least squares (Gauss-Newton).
    """
    camera, w, h = label["camera"], label["width"], label["height"]
    focal = w / 2 / math.tan(math.radians(camera["hfov_deg"]) / 2)
    summits = [(p["bearing"] - camera["bearing"], p["height_deg"], p["x"], p["y"]) for p in label["peaks"]]

    def misses(v: np.ndarray) -> np.ndarray:
        p, r = v
        out = []
        for bearing, height, x, y in summits:
            b, e = math.radians(bearing), math.radians(height)
            right, forward, up = math.sin(b) * math.cos(e), math.cos(b) * math.cos(e), math.sin(e)
            forward, up = forward * math.cos(p) + up * math.sin(p), up * math.cos(p) - forward * math.sin(p)
            right, up = right * math.cos(r) + up * math.sin(r), up * math.cos(r) - right * math.sin(r)
            out += [w / 2 + focal * right / forward - x, h / 2 - focal * up / forward - y]
        return np.array(out)

    v = np.zeros(2)
    for _ in range(8):
        slope = np.stack([(misses(v + d) - misses(v - d)) / 2e-5 for d in (np.array([1e-5, 0]), np.array([0, 1e-5]))], 1)
        v = v - np.linalg.lstsq(slope, misses(v), rcond=None)[0]
    worst = float(np.abs(misses(v)).max())
    if worst > 3:
        raise ValueError(f"{label['file']}: a summit lies {worst:.1f} pixels from where pitch and roll put it")
    return math.degrees(v[0]), math.degrees(v[1])


def acceleration(pitch_deg: float, roll_deg: float, orientation: int) -> tuple[float, float, float]:
    """
    Gravity in g along the phone's axes (x right, y up on its screen, z towards its user), for the EXIF orientation of its camera:
    upright (6), on its left (1) or right (3) side, on its head (8).
    """
    p, r = math.radians(pitch_deg), math.radians(roll_deg)
    down, aside = math.cos(p) * math.cos(r), math.cos(p) * math.sin(r)
    x, y = {6: (-aside, -down), 1: (-down, aside), 3: (down, -aside), 8: (-aside, down)}[orientation]
    return x, y, math.sin(p)


def apple_maker_note(gravity: tuple[float, float, float]) -> bytes:
    """The maker note of an iPhone, as far as it is known here: version (tag 1) and AccelerationVector (tag 8). Big-endian, offsets from its start."""
    head = b"Apple iOS\0\0\1MM"
    entries = [struct.pack(">HHII", 1, 9, 1, 14)]
    data_at = len(head) + 2 + 12 * 2 + 4
    entries.append(struct.pack(">HHII", 8, 10, 3, data_at))
    numbers = b"".join(struct.pack(">ii", round(v * 1_000_000), 1_000_000) for v in gravity)
    return head + struct.pack(">H", len(entries)) + b"".join(entries) + bytes(4) + numbers
