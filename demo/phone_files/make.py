#!/usr/bin/env python3
"""
Makes the files beside it out of photos of the demo album: what phones store, for tests on any machine.

    python3 -m venv .cache/phone-files && .cache/phone-files/bin/pip install -r demo/phone_files/requirements.txt
    .cache/phone-files/bin/python demo/phone_files/make.py
"""

from __future__ import annotations

import io
import json
import math
from pathlib import Path

import numpy as np
import piexif
from heic import heic
from metadata import acceleration, apple_maker_note, attitude, display_p3, to_p3
from PIL import Image, ImageOps

HERE = Path(__file__).resolve().parent
ALBUM = HERE.parent / "album"
# Half the long side of a 4:3 picture in the 35 mm format, millimetres (demo/phone.py).
HALF_LONG_MM = 0.5 * 43.27 * 0.8
# Quarters anticlockwise from stored to upright, by EXIF orientation.
QUARTERS = {1: 0, 3: 2, 6: 3, 8: 1}

# file, photo of the album, what it is
FILES = [
    ("upright.heic", "2023-10-28/IMG_1067.JPG", {}),
    ("turned_90.heic", "2024-05-13/IMG_1398.JPG", {}),
    ("turned_180.heic", "2024-05-14/IMG_1438.JPG", {}),
    ("no_preview.heic", "2023-10-31/IMG_1165.JPG", {"grid": False, "preview": False}),
    ("turned_90.jpg", "2024-05-16/IMG_1481.JPG", {"as": "jpeg"}),
    ("really_a_jpeg.heic", "2023-10-31/IMG_1166.JPG", {"as": "jpeg"}),
    ("turned_90.avif", "2024-05-11/IMG_1352.JPG", {"as": "avif"}),
]


def small_jpeg(stored: Image.Image) -> bytes:
    small = stored.copy()
    small.thumbnail((160, 160), Image.LANCZOS)
    file = io.BytesIO()
    small.save(file, "JPEG", quality=60)
    return file.getvalue()


def make(name: str, source: str, label: dict, kind: dict) -> dict:
    album_exif = piexif.load(str(ALBUM / source))
    orientation = label["orientation"]
    pitch, roll = attitude(label)
    zeroth = album_exif["0th"] | {
        piexif.ImageIFD.Make: "Apple",
        piexif.ImageIFD.Model: "Demo World",
        piexif.ImageIFD.Software: "demo/phone_files/make.py",
    }
    note = apple_maker_note(acceleration(pitch, roll, orientation))
    exif = album_exif["Exif"] | {piexif.ExifIFD.MakerNote: note}
    upright = ImageOps.exif_transpose(Image.open(ALBUM / source)).convert("RGB")
    p3 = to_p3(np.asarray(upright))
    stored = Image.fromarray(np.ascontiguousarray(np.rot90(p3, -QUARTERS[orientation])))
    form = kind.get("as", "heic")
    # In the EXIF of a JPEG lies the only preview it has.
    thumbnail = small_jpeg(stored) if form == "jpeg" else None
    first = {piexif.ImageIFD.Compression: 6} if thumbnail else {}
    block = piexif.dump({"0th": zeroth, "Exif": exif, "GPS": album_exif["GPS"], "1st": first, "thumbnail": thumbnail})
    icc = display_p3()
    if form == "jpeg":
        stored.save(HERE / name, "JPEG", quality=74, exif=block, icc_profile=icc)
    elif form == "avif":
        stored.save(HERE / name, "AVIF", quality=60, speed=4, exif=block, icc_profile=icc)
    else:
        parts = {"grid": kind.get("grid", True), "preview": kind.get("preview", True)}
        (HERE / name).write_bytes(heic(stored, block[6:], icc, QUARTERS[orientation], quality=46, **parts))
    long_side = math.degrees(2 * math.atan(HALF_LONG_MM * (0.75 if upright.height > upright.width else 1) / label["f35"]))
    return {
        "file": name,
        "origin": f"demo/album/{source}",
        "container": form,
        "width": upright.width,
        "height": upright.height,
        "orientation_exif": orientation,
        "grid": form == "heic" and kind.get("grid", True),
        "preview": form == "jpeg" or (form == "heic" and kind.get("preview", True)),
        "gps": {"lat": label["gps"]["lat"], "lon": label["gps"]["lon"]},
        "alt": label["gps"]["alt"],
        "img_direction": label["gps"]["direction"],
        "hpos_err": label["gps"]["hpos_err"],
        "time_local": label["time_local"][:19],
        "offset": label["time_local"][-6:],
        "f35": label["f35"],
        "hfov_deg": round(long_side, 2),
        "gravity": {"pitch_deg": round(pitch, 2), "roll_deg": round(roll, 2)},
        "peaks": [p["id"] for p in label["peaks"] if p["certainty"] == "high"],
    }


def main() -> None:
    album = (ALBUM / "labels.jsonl").read_text(encoding="utf-8").splitlines()
    labels = {label["file"]: label for label in map(json.loads, album)}
    made = [make(name, source, labels[source], kind) for name, source, kind in FILES]
    (HERE / "labels.jsonl").write_text("".join(json.dumps(label) + "\n" for label in made), encoding="utf-8")


if __name__ == "__main__":
    main()
