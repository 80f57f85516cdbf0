#!/bin/sh
# Makes the demo model again from nothing: renders, training, export, figures. About two hours on two cores.
# Needs a Python 3.11 environment with demo/requirements.txt; PYTHON names its interpreter.
set -eu
cd "$(dirname "$0")/../.."
python=${PYTHON:-python3}
work=.cache/demo-model
export NUMBA_NUM_THREADS=1

[ -f "$work/train/truths.jsonl" ] || "$python" -m demo.model.renders --out "$work/train" --count 14000 --seed 1
"$python" -m demo.model.train --data "$work/train" --run "$work/run" --steps 3000 --minutes 600
"$python" -m demo.model.export --run "$work/run" --out demo/model/siglip2-demo
"$python" -m demo.model.evaluate
