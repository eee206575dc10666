"""Data-parallel training on the cores of one machine. On a processor that others use too, one process per core, meeting once
a step, is much faster than threads that meet at every operation."""

import os

import torch
import torch.distributed as dist
import torch.multiprocessing as mp


def launch(loop, workers, folder, *args):
    """Runs loop(rank, workers, folder, *args) in every worker; with one worker, here."""
    if workers == 1:
        return loop(0, 1, folder, *args)
    meeting = (folder / f"meeting-{loop.__module__}").absolute()
    meeting.unlink(missing_ok=True)
    mp.spawn(_worker, args=(loop, workers, meeting, folder, *args), nprocs=workers)


def _worker(rank, loop, workers, meeting, *args):
    os.environ.setdefault("GLOO_SOCKET_IFNAME", "lo")
    torch.set_num_threads(1)
    dist.init_process_group("gloo", init_method=f"file://{meeting}", rank=rank, world_size=workers)
    loop(rank, workers, *args)
    dist.destroy_process_group()


def average(parameters, extra):
    """Averages the gradients, and the numbers in `extra`, over all processes. -> extra"""
    if not dist.is_initialized():
        return extra
    flat = torch.cat([*(p.grad.reshape(-1) for p in parameters), torch.tensor(extra)])
    dist.all_reduce(flat)
    flat /= dist.get_world_size()
    pieces = flat.split([*(p.numel() for p in parameters), len(extra)])
    for p, piece in zip(parameters, pieces):
        p.grad.copy_(piece.view(p.shape))
    return pieces[-1].tolist()
