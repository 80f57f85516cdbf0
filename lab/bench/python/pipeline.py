"""A plain Python pipeline, as one writes it in an afternoon: one photo at a time, torch on the CPU, one bulk at the end.

    python pipeline.py '{"model": …/torch, "photos": […], "esUrl": …, "index": …}'

Prints its figures as JSON. Does what the product stores of a photo as far as libraries give it: decode, upright, EXIF,
thumbnail, vector, bulk; no peaks, no quarantine, no resuming.
"""

import base64
import io
import json
import os
import resource
import sys
import time

import pillow_heif
import torch
from elasticsearch import Elasticsearch, helpers
from PIL import Image, ImageOps
from transformers import AutoImageProcessor, SiglipVisionModel

pillow_heif.register_heif_opener()
order = json.loads(sys.argv[1])
processor = AutoImageProcessor.from_pretrained(order['model'])
model = SiglipVisionModel.from_pretrained(order['model']).eval()
# Never an argument: those can be read by everybody on the machine.
client = Elasticsearch(order['esUrl'], api_key=os.environ['PEAK_SEARCH_ES_API_KEY'])
spent: dict[str, float] = {}


def part(name: str, work):
    started = time.perf_counter()
    value = work()
    spent[name] = spent.get(name, 0) + time.perf_counter() - started
    return value


def decode(path: str) -> Image.Image:
    return ImageOps.exif_transpose(Image.open(path)).convert('RGB')


def thumbnail(image: Image.Image) -> str:
    small = image.copy()
    small.thumbnail((512, 512))
    out = io.BytesIO()
    small.save(out, 'WEBP', quality=75)
    return base64.b64encode(out.getvalue()).decode()


@torch.inference_mode()
def embed(image: Image.Image) -> list[float]:
    output = model(**processor(image, return_tensors='pt')).pooler_output
    return torch.nn.functional.normalize(output, dim=-1)[0].tolist()


def exif_of(path: str) -> dict[str, str]:
    return {str(tag): str(value) for tag, value in Image.open(path).getexif().get_ifd(0x8769).items()}


def document(path: str) -> dict:
    exif = part('EXIF', lambda: exif_of(path))
    image = part('decode', lambda: decode(path))
    small = part('thumbnail', lambda: thumbnail(image))
    vector = part('embed', lambda: embed(image))
    return {'path': path.rsplit('/', 1)[-1], 'taken': exif.get('36867'), 'thumbnail': small, 'clip_image': vector}


embed(decode(order['photos'][0]))
started, cpu = time.perf_counter(), time.process_time()
documents = [document(path) for path in order['photos']]
actions = ({'_index': order['index'], '_id': str(i), '_source': d} for i, d in enumerate(documents))
part('bulk', lambda: helpers.bulk(client, actions))
print(json.dumps({
    'photos': len(documents),
    'seconds': time.perf_counter() - started,
    'cpuSeconds': time.process_time() - cpu,
    'parts': {name: round(1000 * seconds / len(documents), 1) for name, seconds in spent.items()},
    'threads': torch.get_num_threads(),
    'peakRssMb': resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
}))  # fmt: skip
