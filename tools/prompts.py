"""The fixed prompts of every sample sheet, so that sheets can be compared."""

PROMPTS = ["a red fish", "a red circle", "a big yellow star on a black background", "a red fish on a blue background", "a blue house and a green tree",
           "a small orange cat at the top", "a purple mushroom above a white boat on a blue background", "a pink heart",
           "a brown car next to a red sun on a gray background", "three yellow stars", "a green bird on the grass", "a yellow moon in the night sky",
           "一条红色的鱼在蓝色背景上", "一只黑色的猫", "左边有一个绿色的苹果", "一朵粉色的花在黄色背景上"]
