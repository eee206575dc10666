// Repositories that hold no model for a browser, told by the names of their files and by the pipeline that they name: a sentence
// for each, so that a person learns what they have instead of what is missing in it.
import { EngineError } from '../errors/engine-error'
import type { Config } from './configs'
import { textIn } from './configs'

/** Other forms of models, by the files they come as; the first that fits. */
const otherForms: [RegExp, string][] = [
  [/\.gguf$/, 'GGUF weights, for llama.cpp and its kin'],
  [/\.(safetensors|ckpt|pt|pth)$|(^|\/)(pytorch_model|diffusion_pytorch_model)[\w.-]*\.bin$/, 'PyTorch weights'],
  [/\.(mlpackage|mlmodelc)\/|\.mlmodel$/, 'Core ML, for Apple’s own runtime'],
  [/openvino_model\.xml$|\.xml$/, 'OpenVINO, for Intel’s own runtime'],
  [/\.(tflite|litertlm|task)$/, 'LiteRT, for phones'],
  [/flax_model\.msgpack$|\.msgpack$/, 'Flax weights'],
  [/\.(engine|plan|trt)$/, 'TensorRT engines, for one kind of NVIDIA card'],
]

/** Throws where no graph is there that could be a model's. */
export function demandGraphs(paths: readonly string[]): void {
  const graphs = paths.filter((path) => path.endsWith('.onnx'))
  if (graphs.some((path) => /(^|\/)transformer[_/]/.test(path)) && !graphs.some((path) => /unet/i.test(path))) {
    throw new EngineError('model-broken', 'This model is built on a diffusion transformer (as SD 3, FLUX and Z-Image are); Darkroom runs the UNets of Stable Diffusion 1, 2 and XL.', 'Choose a model of one of those families.', graphs.join(', '))
  }
  if (graphs.length > 0) return
  if (paths.length === 0) throw new EngineError('model-broken', 'There are no files here.', 'Choose the folder that holds the model.')
  const [, form] = otherForms.find(([pattern]) => paths.some((path) => pattern.test(path))) ?? []
  throw new EngineError(
    'model-broken',
    form ? `This holds ${form}; Darkroom needs ONNX graphs.` : 'No ONNX graph is in here, and Darkroom needs ONNX graphs.',
    'Look for an ONNX export of the same model, often under the same name with -onnx, or export it with Optimum.',
    paths.slice(0, 20).join(', '),
  )
}

/** Pipelines of model_index.json that draw from more, or other, than a text. */
const otherPipelines: [RegExp, string][] = [
  [/ControlNet|T2IAdapter/, 'draws after a sketch or a pose as well (ControlNet)'],
  [/Inpaint/, 'draws into a picture that it is given (inpainting)'],
  [/InstructPix2Pix|Edit/, 'edits a picture that it is given'],
  [/Upscale|SuperResolution/, 'enlarges a picture that it is given'],
  [/Depth2Img/, 'draws after the depth of a picture'],
  [/Video|AnimateDiff|ModelScope|TextToVideo|Zero(Text)?ToVideo/, 'makes videos'],
  [/Audio|Music/, 'makes sound'],
  [/^(Stable)?UnCLIP|Kandinsky|Wuerstchen|StableCascade|^IF/, 'is of another family than Stable Diffusion 1, 2 and XL'],
  [/StableDiffusion3|Flux|PixArt|Sana|HunyuanDiT|Lumina|AuraFlow|ZImage/, 'is built on a diffusion transformer, not on a UNet'],
]

export function demandPipeline(index: Config): void {
  const name = textIn(index, '_class_name')
  const [, what] = otherPipelines.find(([pattern]) => pattern.test(name)) ?? []
  if (what) throw new EngineError('model-broken', `This model ${what}; Darkroom draws from a text alone.`, 'Choose a text-to-image model of Stable Diffusion 1, 2 or XL.', name)
}
