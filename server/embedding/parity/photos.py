"""Adds to the fixtures what transformers makes of real photos: decoded by PIL and libheif, squashed by SigLIP's processor,
through the tiny vision tower of build.py. Only vectors are kept; the photos stay where they are.

    .cache/parity/bin/python server/embedding/parity/photos.py ../shared/photos
"""

import sys
from pathlib import Path

import onnxruntime
import torch
from build import FIXTURES, MODEL, numbers, write_json
from PIL import Image, ImageOps
from pillow_heif import register_heif_opener
from transformers import AutoImageProcessor

register_heif_opener()
processor = AutoImageProcessor.from_pretrained(MODEL)
tower = onnxruntime.InferenceSession(MODEL / "onnx" / "vision_model.onnx")
vectors = {}
for path in sorted(Path(sys.argv[1]).iterdir()):
    if path.suffix.lower() not in (".heic", ".jpg", ".jpeg"):
        continue
    upright = ImageOps.exif_transpose(Image.open(path)).convert("RGB")
    pixels = processor(upright, return_tensors="np")["pixel_values"]
    vectors[path.name] = numbers(torch.from_numpy(tower.run(["pooler_output"], {"pixel_values": pixels})[0]))[0]
write_json("photo_vectors.json", vectors)
print(len(vectors), "photos,", (FIXTURES / "photo_vectors.json").stat().st_size, "bytes")
