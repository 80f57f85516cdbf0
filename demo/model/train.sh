#!/bin/sh
# Makes the demo model again from nothing: renders, the two stages of training, export, figures. About two and a half hours on two cores.
# Needs Python 3.11 with demo/requirements.txt; PYTHON names its interpreter.
set -eu
cd "$(dirname "$0")/../.."
python=${PYTHON:-.cache/demo-venv/bin/python}
work=.cache/demo-model
export NUMBA_NUM_THREADS=1 OMP_WAIT_POLICY=PASSIVE

[ -f "$work/train/truths.jsonl" ] || "$python" -m demo.model.renders --out "$work/train" --count 23000 --seed 1
[ -f "$work/held-out/truths.jsonl" ] || "$python" -m demo.model.renders --out "$work/held-out" --count 500 --seed 77
"$python" -m demo.model.train_vision --data "$work/train" --run "$work/run" --steps 6000 --batch 64 --minutes 600
"$python" -m demo.model.train_text --data "$work/train" --held-out "$work/held-out" --run "$work/run" --steps 2500 --minutes 600
"$python" -m demo.model.export --run "$work/run" --out demo/model/siglip2-demo
"$python" -m demo.model.evaluate
echo 'Next: render albums to fit on ("demo/album.py --seed N --out .cache/fit-albums/N"); "npx tsx lab/fit/fit_fusion.ts --model demo/model/siglip2-demo'
echo '--queries demo/model/queries.json .cache/fit-albums/N ..." fits nothing_below (logits.json) and the weights of looks and place;'
echo '"npx tsx tools/dev/write_tutorial.ts" puts the new answers into the tutorial.'
