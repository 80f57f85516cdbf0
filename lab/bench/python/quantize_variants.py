"""Makes the other precisions of a model folder's towers: fp16, uint8, int8 and 4-bit, as the hub's repositories have them.

    python lab/bench/python/quantize_variants.py demo/model/siglip2-demo .cache/bench/variants-demo complete.txt

The second folder gets links to everything of the first one, and the towers that are not there yet; the file is written
last. Needs memory for four times the larger tower.
"""

import logging
import os
import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer
from onnxruntime.transformers.float16 import convert_float_to_float16


def link_all(source: Path, target: Path) -> None:
    for path in [*source.glob('*.json'), *source.glob('onnx/*.onnx')]:
        to = target / path.relative_to(source)
        to.parent.mkdir(parents=True, exist_ok=True)
        to.unlink(missing_ok=True)
        os.symlink(path.resolve(), to)


def folded(path: Path) -> onnx.ModelProto:
    """The demo model's weights are stored as half floats with a cast behind each: quantizers look for the floats."""
    model = onnx.load(path)
    weights = {weight.name: weight for weight in model.graph.initializer}
    for cast in [node for node in model.graph.node if node.op_type == 'Cast' and node.input[0] in weights]:
        weight = weights[cast.input[0]]
        floats = numpy_helper.to_array(weight).astype(np.float32)
        weight.CopyFrom(numpy_helper.from_array(floats, cast.output[0]))
        model.graph.node.remove(cast)
    return model


def eight_bits(model: onnx.ModelProto, kind: QuantType, to: Path) -> None:
    # A transformer's one convolution stays exact: as integers it is slower than the rest together gains.
    convolutions = sum(node.op_type == 'Conv' for node in model.graph.node)
    quantize_dynamic(model, to, weight_type=kind, op_types_to_quantize=['MatMul', 'Gemm'] if convolutions == 1 else None)


def half(model: onnx.ModelProto, to: Path) -> None:
    onnx.save(convert_float_to_float16(model, keep_io_types=True), to)


def four_bits(model: onnx.ModelProto, to: Path) -> None:
    quantizer = MatMulNBitsQuantizer(model, bits=4, block_size=32, is_symmetric=True, accuracy_level=4)
    quantizer.process()
    quantizer.model.save_model_to_file(str(to))


MAKERS = {
    '_fp16': half,
    '_uint8': lambda model, to: eight_bits(model, QuantType.QUInt8, to),
    '_int8': lambda model, to: eight_bits(model, QuantType.QInt8, to),
    '_q4': four_bits,
}


def main(source: Path, target: Path, complete: Path) -> None:
    link_all(source, target)
    for name in ('vision_model', 'text_model'):
        tower = target / 'onnx' / f'{name}.onnx'
        for suffix, make in MAKERS.items():
            to = tower.with_name(f'{name}{suffix}.onnx')
            if to.exists():
                continue
            unfinished = to.with_suffix('.part')
            make(folded(tower.resolve()), unfinished)
            unfinished.rename(to)
            print(f'{to.name} is made.', file=sys.stderr, flush=True)
    complete.write_text('made by lab/bench/python/quantize_variants.py\n')


if __name__ == '__main__':
    # The quantizers tell each node.
    logging.disable(logging.WARNING)
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
