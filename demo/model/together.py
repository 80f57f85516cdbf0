"""Two training processes of one thread each that average their weights every few steps (local SGD).

On cores that are busy with other work this loses less than one process of two threads, where each waits for the slower
at every operation. Stich 2018, https://arxiv.org/abs/1805.09767.
"""

from __future__ import annotations

from pathlib import Path

import torch
import torch.distributed
from torch import Tensor, nn

# Steps between two meetings: few enough that the weights stay close, many enough that waiting costs little.
MEET_EVERY = 8


def join(rank: int, workers: int, run: Path) -> None:
    """Makes this process one of `workers`; they find each other by a file in the run's folder, which must not exist before."""
    torch.set_num_threads(1)
    if workers > 1:
        torch.distributed.init_process_group('gloo', init_method=f'file://{(run / "meeting").resolve()}', rank=rank, world_size=workers)


def meet(model: nn.Module, progress: float) -> float:
    """Averages the model's weights over all processes, and their progress, so that they end together."""
    if not torch.distributed.is_initialized():
        return progress
    tensors = [tensor for tensor in model.state_dict().values() if tensor.is_floating_point()]
    flat = torch.cat([tensor.flatten() for tensor in tensors] + [torch.tensor([progress])])
    torch.distributed.all_reduce(flat)
    flat /= torch.distributed.get_world_size()
    with torch.no_grad():
        for tensor, part in zip(tensors, flat[:-1].split([tensor.numel() for tensor in tensors])):
            tensor.copy_(part.view_as(tensor))
    return float(flat[-1])


def exchange(folder: Path, rank: int, workers: int, own: Tensor) -> list[Tensor]:
    """Every process gives a tensor and gets those of all, by files in `folder`."""
    torch.save(own, folder / f'exchange-{rank}.pt')
    if torch.distributed.is_initialized():
        torch.distributed.barrier()
    return [torch.load(folder / f'exchange-{other}.pt', weights_only=True, mmap=True) for other in range(workers)]
