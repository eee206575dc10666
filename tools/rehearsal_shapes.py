"""The measures of the models that can be rehearsed, and how many parameters the published ones have."""


def unet(channels, depths, heads, context, linear=False, text_time=False):
    return {"channels": channels, "depths": depths, "heads": heads, "context": context, "linear": linear, "text_time": text_time}


def text(width, layers, heads, act="quick_gelu", projection=None, gives=("last_hidden_state",)):
    return {"width": width, "layers": layers, "heads": heads, "act": act, "projection": projection, "gives": gives}


VAE = (128, 256, 512, 512)
VAE_PARAMETERS = 49_490_199

# parameters: of each part as published, None where nothing is; pads: the padding token of each tokenizer
SHAPES = {
    "tiny": {
        "unet": unet((32, 64, 128, 128), (1, 1, 1, 0), (8, 8, 8, 8), 64), "vae_decoder": (32, 32, 64, 64),
        "text_encoder": text(64, 2, 4), "pads": ["<|endoftext|>"], "scheduler": "PNDMScheduler", "scaling": 0.18215,
        "parameters": {},
    },
    "sd15": {
        "unet": unet((320, 640, 1280, 1280), (1, 1, 1, 0), (8, 8, 8, 8), 768), "vae_decoder": VAE,
        "text_encoder": text(768, 12, 12), "pads": ["<|endoftext|>"], "scheduler": "PNDMScheduler", "scaling": 0.18215,
        "parameters": {"unet": 859_520_964, "vae_decoder": VAE_PARAMETERS, "text_encoder": 123_060_480},
    },
    "sd-turbo": {
        "unet": unet((320, 640, 1280, 1280), (1, 1, 1, 0), (5, 10, 20, 20), 1024, linear=True), "vae_decoder": VAE,
        "text_encoder": text(1024, 23, 16, "gelu"), "pads": ["!"], "scheduler": "EulerDiscreteScheduler", "scaling": 0.18215,
        "parameters": {"unet": 865_910_724, "vae_decoder": VAE_PARAMETERS, "text_encoder": 340_387_840},
    },
    "sdxl-turbo": {
        "unet": unet((320, 640, 1280), (0, 2, 10), (5, 10, 20), 2048, linear=True, text_time=True), "vae_decoder": VAE,
        "text_encoder": text(768, 12, 12, gives=("hidden_states.11",)), "text_encoder_2": text(1280, 32, 20, "gelu", 1280, ("hidden_states.31", "text_embeds")),
        "pads": ["<|endoftext|>", "!"], "scheduler": "EulerDiscreteScheduler", "scaling": 0.13025,
        "parameters": {"unet": 2_567_463_684, "vae_decoder": VAE_PARAMETERS, "text_encoder": 123_060_480, "text_encoder_2": 694_659_840},
    },
}
