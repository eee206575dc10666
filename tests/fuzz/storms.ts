// Everything that reads what it was given by others, each with right inputs to be made wrong.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateSync, inflateSync } from 'node:zlib'
import { readLines, readNumbers, readReplacements } from '../../src/core/axes/axis-values'
import { parsePythonJson } from '../../src/core/families/python-json'
import { checkManifest } from '../../src/core/manifest-check'
import { pictureKind, readPictureSettings } from '../../src/core/picture-settings/read-picture'
import { exifBlock, jpegOf, pngOf, unicode, webpOf } from '../../src/core/picture-settings/test-pictures'
import { commentInExif } from '../../src/core/picture-settings/user-comment'
import { fromRequest } from '../../src/core/request/form-values'
import { readLink, writeLink } from '../../src/core/request/link'
import { fromInfotext } from '../../src/core/request/read-infotext'
import { base, known } from '../../src/core/request/test-values'
import { readAxes } from '../../src/state/compare-link'
import { planComparison } from '../../src/state/compare-plan'
import { isLeft } from '../../src/state/left-orders'
import { requestOf } from '../../src/state/test-page'
import { inspectModel } from '../../workers/library/inspect-model'
import { peekModel } from '../../workers/onnx/peek-model'
import { repairModel } from '../../workers/onnx/repair-model'
import { openTokenizer } from '../../workers/stages/tokenizer'
import { isFileRecord, isFirstSeen } from '../../workers/store/file-record'
import type { Random } from '../../workers/store/test-random'
import { asPicked, unetGraph, wholeModel } from '../library/tiny-graphs'
import { brokenBytes, brokenText, brokenValue, oneOf, upTo } from './mutate'
import { sizeOf } from './storm'
import type { Storm } from './storm'

const root = join(import.meta.dirname, '..', '..')
const infotext = 'a fox, (snow:1.2)\nlights\nNegative prompt: text, "quoted"\nSteps: 12, Sampler: DPM++ 2M Karras, CFG scale: 6.5, Seed: 32, Size: 128x96, Hires prompt: "a, b: c", Version: v1.10.1\nTemplate: fox'
const latin = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0))
const exif = exifBlock({ comment: unicode(infotext) })
const pictures = [
  pngOf(['tEXt', latin(`parameters\0${infotext}`)], ['eXIf', exif]),
  pngOf(['zTXt', Uint8Array.from([...latin('parameters\0\0'), ...deflateSync(infotext)])], ['iTXt', Uint8Array.from([...latin('parameters\0\x01\0\0\0'), ...deflateSync(infotext)])]),
  jpegOf(exif), jpegOf(exifBlock({ order: 'II', comment: unicode(infotext, true, true) })), webpOf(exif),
]
const axes = ['4, 8, 16', '4-20 (+4)', '1-5 [5], 20', '-2.5-2 (+0.1)', '４，８、１６－２０（＋２）', 'red, blue\ngreen', '1102676403634909-1102676403634912']
const links = [
  'prompt=a+red+fish&steps=20&size=128x128&seed=5&sampler=euler&schedule=karras&guidance=4.5&strength=0.4&variation=9',
  'x=sampler:euler,ddim&y=steps:4-20%20(%2B4)&z=replace:fish,cat&prompt=a%20%E7%BA%A2%20fish&seed_width=64&seed_height=96',
]
const list: unknown = JSON.parse(readFileSync(join(root, 'models.manifest.json'), 'utf8'))
const order = { id: 'o', requests: [requestOf('a fox'), requestOf('a dog', { variationSeed: 3, variationStrength: 0.5 })], origin: 'studio', preview: 'fast', done: 0 }
const records = [
  { at: 1, orders: [order] },
  { path: 'a.onnx', bytes: 100, sha256: 'ab'.repeat(32), partBytes: 60, hashes: ['cd'.repeat(32), null], complete: false, lastUsed: 1, checked: 2 },
  { sha256: 'ab'.repeat(32), bytes: 7 },
]
const configs: Record<string, string> = {
  'model_index.json': '{"_class_name": "StableDiffusionPipeline", "unet": ["diffusers", "OnnxRuntimeModel"]}',
  'scheduler/scheduler_config.json': '{"_class_name": "DPMSolverMultistepScheduler", "beta_start": 0.00085, "beta_end": 0.012, "num_train_timesteps": 1000, "lambda_min_clipped": -Infinity, "trained_betas": null, "timestep_spacing": "trailing"}',
  'unet/config.json': '{"sample_size": 64, "in_channels": 4, "cross_attention_dim": 768, "time_cond_proj_dim": null}',
  'vae_decoder/config.json': '{"latent_channels": 4, "scaling_factor": 0.18215, "block_out_channels": [128, 256, 512, 512]}',
  'text_encoder/config.json': '{"max_position_embeddings": 77, "hidden_size": 768}',
  'tokenizer/tokenizer_config.json': '{"model_max_length": 77, "pad_token": {"content": "!"}, "bos_token": "<|startoftext|>"}',
  'tokenizer/special_tokens_map.json': '{"pad_token": "!", "eos_token": {"content": "<|endoftext|>"}}',
  'README.md': '---\nlicense: other\nlicense_name: "x"\nlicense_link: https://x.test/l\n---\n# hello',
}
const { tokenizer: { tokenizer, config = '' }, baseUrl } = checkManifest(list).models[0]!
const tokenizerText = readFileSync(join(root, 'public', baseUrl, tokenizer), 'utf8')
const tokenizerConfig = readFileSync(join(root, 'public', baseUrl, config), 'utf8')
const vocabulary = '{"!": 0, "a</w>": 1, "<|startoftext|>": 2, "<|endoftext|>": 3, "at</w>": 4}'

const web = { fetch: () => Promise.reject(new TypeError('no network here')), online: () => false, sleep: async () => {}, patienceMs: 1000 }
/** As a file of a model: sometimes its letters are wrong, sometimes what it says. */
const brokenJson = (random: Random, right: string): string => (random() < 0.5 ? brokenText(random, right) : (JSON.stringify(brokenValue(random, parsePythonJson(right))) ?? 'null'))

/** Counts what is asked of a file. */
class CountedBlob extends Blob {
  constructor(parts: BlobPart[], readonly asked: () => void) {
    super(parts)
  }
  override slice(start?: number, end?: number): Blob {
    this.asked()
    return super.slice(start, end)
  }
}

async function inspected(files: Record<string, Blob>): Promise<unknown> {
  const { problems, warnings, manifest } = await inspectModel(asPicked(files), { hub: 'https://hub.test', web })
  // What was not foreseen is told as internal.
  const unforeseen = problems.find(({ code }) => code === 'internal')
  if (unforeseen) throw new Error(JSON.stringify(unforeseen))
  return [warnings.length, manifest]
}

export const storms: readonly Storm[] = [
  {
    name: 'pictures',
    workForByte: 1,
    async read(random, work) {
      const file = brokenBytes(random, oneOf(random, pictures))
      const kind = pictureKind(file)
      const inflate = async (packed: Uint8Array) => {
        work()
        return new Uint8Array(inflateSync(packed, { maxOutputLength: 100_000 }))
      }
      return { size: file.length, out: kind && (await readPictureSettings(kind, file, inflate)) }
    },
  },
  {
    name: 'EXIF blocks',
    async read(random) {
      const block = brokenBytes(random, exif)
      return { size: block.length, out: commentInExif(block) }
    },
  },
  {
    name: 'infotexts',
    async read(random) {
      const text = brokenText(random, infotext)
      return { size: text.length, out: fromInfotext(text, base, known) }
    },
  },
  {
    name: 'links',
    async read(random) {
      const text = brokenText(random, oneOf(random, links))
      const { rest, spec } = readAxes([...new URLSearchParams(text)])
      const { values, ignored } = readLink(rest, base, known)
      const { plan, problems } = spec ? planComparison(spec, values, known) : { plan: null, problems: {} }
      if (plan && plan.cells.length > 400) throw new Error(`${plan.cells.length} cells`)
      // Cells repeat the form's values: their count was looked at.
      return { size: text.length, out: [values, ignored, problems] }
    },
  },
  {
    name: 'axes',
    async read(random) {
      const text = brokenText(random, oneOf(random, axes))
      const rules = [{ min: 1, max: 150, whole: true }, { min: -10, max: 30, whole: false }, { min: 0, max: Number.MAX_SAFE_INTEGER, whole: true }]
      const out = [readNumbers(text, oneOf(random, rules)), readLines(text, { emptyCounts: random() < 0.5 }), readReplacements(text)]
      for (const { values } of out) if (values && (values.length === 0 || values.length > 50)) throw new Error(`${values.length} values`)
      return { size: text.length, out }
    },
  },
  {
    name: 'lists of models',
    codes: ['bad-manifest'],
    async read(random) {
      const value = brokenValue(random, list)
      return { size: JSON.stringify(value)?.length ?? 1, out: checkManifest(value) }
    },
  },
  {
    name: 'ONNX graphs',
    codes: ['model-broken'],
    workForByte: 2,
    async read(random, work) {
      const right = unetGraph({ weights: [{ name: 'w', dims: [2], type: 11, data: new Uint8Array(16) }, { name: 'v', dims: [2], external: { location: 'w.bin', offset: 0, length: 8 } }], nodes: [{ op: 'Cast', inputs: ['sample'], outputs: ['n'], integers: { to: 11 } }] })
      const file = new CountedBlob([brokenBytes(random, new Uint8Array(await right.arrayBuffer()))], work)
      const { applied } = await repairModel(file, [{ path: 'w.bin', data: new Blob([new Uint8Array(8)]) }])
      return { size: file.size, out: [await peekModel(file), applied] }
    },
  },
  {
    name: 'tokenizer files that are opened',
    codes: ['model-broken'],
    async read(random) {
      const clip = random() < 0.7
      const files: Record<string, string> = clip ? { t: vocabulary, m: '#version: 0.2\na t</w>\n', c: configs['tokenizer/tokenizer_config.json']! } : { t: tokenizerText, c: tokenizerConfig }
      const name = oneOf(random, Object.keys(files))
      files[name] = name === 'm' ? brokenText(random, files['m']!) : brokenJson(random, files[name]!)
      const opened = await openTokenizer({ tokenizer: 't', config: 'c', ...(clip && { merges: 'm' }), maxLength: 77, padId: 0 }, async (path) => new Blob([files[path]!]))
      return { size: Object.values(files).join('').length, out: opened.encode('a cat, at').length }
    },
  },
  {
    name: 'configs of a model',
    async read(random) {
      const path = oneOf(random, Object.keys(configs))
      const text = path.endsWith('.json') ? brokenJson(random, configs[path]!) : brokenText(random, configs[path]!)
      return { size: text.length, out: await inspected({ ...wholeModel(), ...Object.fromEntries(Object.entries(configs).map(([name, right]) => [name, new Blob([name === path ? text : right])])) }) }
    },
  },
  {
    name: 'vocabularies and graphs of a model',
    async read(random) {
      const files = wholeModel()
      const path = oneOf(random, Object.keys(files).filter((name) => !name.endsWith('.json') || name.endsWith('vocab.json')))
      const bytes = new Uint8Array(await files[path]!.arrayBuffer())
      const wrong = path.endsWith('.json') ? new Blob([brokenJson(random, new TextDecoder().decode(bytes))]) : new Blob([brokenBytes(random, bytes)])
      return { size: wrong.size, out: await inspected({ ...files, [path]: wrong }) }
    },
  },
  {
    name: 'records of the queue and of files',
    async read(random) {
      const value = brokenValue(random, records[upTo(random, records.length)])
      // What passes is shown: in the queue, and as the form's values.
      const shown = isLeft(value) ? value.orders.flatMap(({ requests }) => requests.map((request) => writeLink(fromRequest(request)))) : []
      return { size: sizeOf(value), out: [shown, isFileRecord(value), isFirstSeen(value)] }
    },
  },
]
