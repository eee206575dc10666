"""Layers shared by the text encoder and the UNet: attention and group normalisation, in the form each backend likes."""

import torch
import torch.nn.functional as F
from torch import nn

# Training uses PyTorch's fused attention; the exported graph says MatMul, Softmax, MatMul, which every runtime has and which
# teaching scenes can read. export.py sets this before tracing.
EXPLICIT_ATTENTION = False


class Attention(nn.Module):
    def __init__(self, width, context_width, heads, bias=False):
        super().__init__()
        self.heads, self.scale = heads, (width // heads) ** -0.5
        self.keep, self.probabilities = False, None  # [B,H,N,M] of the last forward, when asked to keep them
        self.to_q = nn.Linear(width, width, bias=bias)
        self.to_k = nn.Linear(context_width, width, bias=bias)
        self.to_v = nn.Linear(context_width, width, bias=bias)
        self.to_out = nn.Linear(width, width)

    def forward(self, x, context=None, mask=None):
        # x [B,N,C], context [B,M,D], mask [N,M] added to the scores
        context = x if context is None else context
        b, n, c = x.shape
        q, k, v = (t.reshape(b, -1, self.heads, c // self.heads).transpose(1, 2) for t in (self.to_q(x), self.to_k(context), self.to_v(context)))
        if EXPLICIT_ATTENTION or self.keep:
            scores = torch.matmul(q * self.scale, k.transpose(-1, -2))  # [B,H,N,M]
            probabilities = torch.softmax(scores if mask is None else scores + mask, dim=-1)
            out = torch.matmul(probabilities, v)
            if self.keep:
                self.probabilities = probabilities
        else:
            # In float32 also where the rest is trained in bfloat16: its backward pass in bfloat16 is three times slower on a CPU.
            with torch.autocast(x.device.type, enabled=False):
                out = F.scaled_dot_product_attention(q.float(), k.float(), v.float(), attn_mask=mask)
        return self.to_out(out.transpose(1, 2).reshape(b, -1, c))


def group_norm(channels):
    return nn.GroupNorm(8, channels, eps=1e-5)
