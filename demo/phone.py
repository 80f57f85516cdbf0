"""The phone that takes the demo album's photos: what it writes into EXIF, and how far it is wrong."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np
import piexif
from PIL import Image, ImageDraw

from demo.world import Conditions, View, geo

OFFSET = "+05:45"  # Nepal
# Half the long side of a 4:3 picture in millimetres of the 35 mm format (diagonal 43.27 mm), as CIPA DCG-001 defines the equivalence.
HALF_LONG_MM = 0.5 * 43.27 * 0.8


@dataclass(frozen=True)
class Shot:
    """One photo to be taken: everything that is decided before rendering."""

    file: str
    place: str
    view: View
    conditions: Conditions
    when: datetime
    portrait: bool
    orientation: int
    f35: int
    seed: int
    kind: str = "phone"  # phone, screenshot, forwarded
    gps: bool = True
    direction: bool = True
    compass_error: float = 0.0
    burst: str | None = None
    noise: tuple[float, float, float, float] = field(
        default=(0.0, 0.0, 0.0, 5.0)
    )  # east, north, up, stated error: metres


def hfov_of(f35: int, portrait: bool) -> float:
    """Horizontal field of view in degrees of an upright picture through a lens."""
    return 2 * math.degrees(math.atan(HALF_LONG_MM * (0.75 if portrait else 1.0) / f35))


def _degrees(value: float):
    """Degrees as EXIF's three rationals."""
    value = abs(value)
    d, rest = int(value), (value - int(value)) * 60
    return ((d, 1), (int(rest), 1), (int(round((rest - int(rest)) * 60 * 10000)), 10000))


def gps_of(shot: Shot) -> dict | None:
    """What the phone believed: lat, lon, alt, direction (None without), stated error in metres."""
    if not shot.gps:
        return None
    x, y = geo.to_xy(shot.view.lat, shot.view.lon)
    lat, lon = geo.to_latlon(x + shot.noise[0], y + shot.noise[1])
    direction = round((shot.view.bearing + shot.compass_error) % 360, 2) if shot.direction else None
    return {
        "lat": round(lat, 6),
        "lon": round(lon, 6),
        "alt": round(shot.view.alt + shot.noise[2], 1),
        "direction": direction,
        "hpos_err": round(shot.noise[3], 2),
    }


def exif_of(shot: Shot, width: int, height: int) -> bytes:
    """The EXIF block of a phone's photo; width and height as stored."""
    zeroth = {
        piexif.ImageIFD.Make: "Demo World",
        piexif.ImageIFD.Model: "Renderer",
        piexif.ImageIFD.Software: "demo/album.py",
        piexif.ImageIFD.Orientation: shot.orientation,
        piexif.ImageIFD.DateTime: f"{shot.when:%Y:%m:%d %H:%M:%S}",
    }
    stamp = f"{shot.when:%Y:%m:%d %H:%M:%S}"
    ex = {
        piexif.ExifIFD.DateTimeOriginal: stamp,
        piexif.ExifIFD.DateTimeDigitized: stamp,
        piexif.ExifIFD.SubSecTimeOriginal: f"{shot.when.microsecond // 1000:03d}",
        piexif.ExifIFD.OffsetTime: OFFSET,
        piexif.ExifIFD.OffsetTimeOriginal: OFFSET,
        piexif.ExifIFD.FocalLengthIn35mmFilm: shot.f35,
        piexif.ExifIFD.PixelXDimension: width,
        piexif.ExifIFD.PixelYDimension: height,
    }
    g: dict = {}
    believed = gps_of(shot)
    if believed:
        utc = shot.when - timedelta(hours=5, minutes=45)
        g = {
            piexif.GPSIFD.GPSVersionID: (2, 3, 0, 0),
            piexif.GPSIFD.GPSLatitudeRef: "N",
            piexif.GPSIFD.GPSLatitude: _degrees(believed["lat"]),
            piexif.GPSIFD.GPSLongitudeRef: "E",
            piexif.GPSIFD.GPSLongitude: _degrees(believed["lon"]),
            piexif.GPSIFD.GPSAltitudeRef: 0,
            piexif.GPSIFD.GPSAltitude: (int(believed["alt"] * 10), 10),
            piexif.GPSIFD.GPSHPositioningError: (int(believed["hpos_err"] * 100), 100),
            piexif.GPSIFD.GPSDateStamp: f"{utc:%Y:%m:%d}",
            piexif.GPSIFD.GPSTimeStamp: ((utc.hour, 1), (utc.minute, 1), (utc.second, 1)),
        }
        if believed["direction"] is not None:
            g |= {
                piexif.GPSIFD.GPSImgDirectionRef: "T",
                piexif.GPSIFD.GPSImgDirection: (int(round(believed["direction"] * 100)), 100),
            }
    return piexif.dump({"0th": zeroth, "Exif": ex, "GPS": g, "1st": {}, "thumbnail": None})


def screenshot(picture: np.ndarray) -> Image.Image:
    """A phone's screen with the photo open in it: status line above, a strip of buttons below."""
    image = Image.fromarray(picture).resize((picture.shape[1] // 2, picture.shape[0] // 2), Image.LANCZOS)
    screen = Image.new("RGB", (image.width, image.height + 96), (14, 14, 16))
    screen.paste(image, (0, 40))
    d = ImageDraw.Draw(screen)
    d.text((14, 12), "9:41", fill=(230, 230, 230))
    d.rounded_rectangle([screen.width - 44, 13, screen.width - 16, 25], 3, outline=(230, 230, 230))
    for k in range(5):
        cx = int((k + 0.5) * screen.width / 5)
        d.ellipse([cx - 8, screen.height - 36, cx + 8, screen.height - 20], outline=(200, 200, 200), width=2)
    return screen.quantize(200, dither=Image.Dither.FLOYDSTEINBERG)
