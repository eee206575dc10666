"""Muon (Jordan et al. 2024, https://kellerjordan.github.io/posts/muon) for weight matrices and convolutions, scaled like AdamW
(arXiv 2502.16982): momentum, then the nearest orthogonal matrix by a Newton-Schulz iteration.

With several processes each one orthogonalises its share of the matrices, and they exchange the results.
"""

import torch
import torch.distributed as dist


def orthogonalise(g, steps=5):
    """g [m,n] -> roughly U V^T of its singular value decomposition"""
    a, b, c = 3.4445, -4.7750, 2.0315
    x = g.T if g.shape[0] > g.shape[1] else g
    x = x / (x.norm() + 1e-7)
    for _ in range(steps):
        s = x @ x.T
        x = a * x + (b * s + c * s @ s) @ x
    return x.T if g.shape[0] > g.shape[1] else x


class Muon(torch.optim.Optimizer):
    def __init__(self, parameters, lr, momentum=0.95, weight_decay=1e-2):
        super().__init__(parameters, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self):
        rank, world = (dist.get_rank(), dist.get_world_size()) if dist.is_initialized() else (0, 1)
        for group in self.param_groups:
            updates, load = [], [0] * world
            for p in group["params"]:
                state = self.state[p]
                if not state:
                    state["momentum"] = torch.zeros_like(p)
                state["momentum"].lerp_(p.grad, 1 - group["momentum"])
                rows, columns = p.shape[0], p[0].numel()
                worker = load.index(min(load))
                load[worker] += min(rows, columns) ** 2 * max(rows, columns)
                if worker == rank:
                    update = orthogonalise(p.grad.lerp(state["momentum"], group["momentum"]).reshape(rows, columns))
                    updates.append((update * 0.2 * max(rows, columns) ** 0.5).reshape(-1))
                else:
                    updates.append(torch.zeros(rows * columns, device=p.device))
            flat = torch.cat(updates)
            if world > 1:
                dist.all_reduce(flat)
            for p, update in zip(group["params"], flat.split([p.numel() for p in group["params"]])):
                p.mul_(1 - group["lr"] * group["weight_decay"]).add_(update.view(p.shape), alpha=-group["lr"])


def optimizers(module, ends, peak, weight_decay=1e-2):
    """Muon for what multiplies (matrices, convolutions), AdamW for the rest and for `ends`, the modules at the rim of the network."""
    rim = {id(end.weight) for end in ends}
    matrices = [p for p in module.parameters() if p.ndim >= 2 and id(p) not in rim]
    rest = [p for p in module.parameters() if p.ndim < 2 or id(p) in rim]
    return [Muon(matrices, lr=peak, weight_decay=weight_decay), torch.optim.AdamW(rest, lr=peak, betas=(0.9, 0.99), weight_decay=weight_decay, fused=True)]
