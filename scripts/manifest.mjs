// `npm run manifest`: brings models.manifest.json in line with the models that lie below public/.
// Precisions and files are listed by what lies there (scripts/precisions.mjs), bytes and hashes of every file counted again,
// and numbers that training decides taken from the export's own config.json. Everything else is written by hand and kept.
// `--check` writes nothing and exits 1 when something is stale.
import { createHash } from 'node:crypto'
import { createReadStream, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual, parseArgs } from 'node:util'
import { pathsOf, precisionsIn } from './precisions.mjs'

/** @import { ManifestFile, ModelFile, ModelManifest } from '../src/core/manifest' */

const usage = 'npm run manifest -- [--check] [--list models.manifest.json] [--public folder] [--measured precisions.json]'
const options = readOptions()
/** @type {ManifestFile} */
const manifest = JSON.parse(readFileSync(options.list, 'utf8'))
/** @type {string[]} */
const stale = []

for (const model of manifest.models) {
  // Read as it was written: a model on a hub has no address of its own there.
  if (!model.baseUrl || /^https?:/.test(model.baseUrl)) continue
  const folder = join(options.public, model.baseUrl)
  if (!existsSync(folder)) {
    console.log(`${model.id}: ${folder} is not here, left as it is`)
    continue
  }
  refreshPrecisions(model, folder)
  for (const file of model.files) await refreshFile(model, file, join(folder, file.path))
  refreshFacts(model, folder)
}

if (stale.length === 0) console.log(`${options.list} is up to date`)
else if (options.check) fail(`${options.list} is stale; run npm run manifest:\n  ${stale.join('\n  ')}`)
else {
  writeFileSync(options.list, print(manifest))
  console.log(`${options.list} rewritten:\n  ${stale.join('\n  ')}`)
}

/**
 * A model whose graphs have other names than ours keeps the precisions and files that its manifest lists.
 * @param {ModelManifest} model @param {string} folder
 */
function refreshPrecisions(model, folder) {
  const precisions = precisionsIn(folder, readJson(options.measured))
  if (precisions.length === 0) return
  update(model, 'precisions', precisions, model.id)
  const { tokenizer, config } = model.tokenizer
  const paths = [...new Set([tokenizer, ...(config ? [config] : []), ...pathsOf(precisions)])]
  // What is known of a file that stays is kept: refreshFile() tells whether it changed.
  update(model, 'files', paths.map((path) => model.files.find((file) => file.path === path) ?? { path, bytes: 0, sha256: '' }), model.id)
}

/** @param {ModelManifest} model @param {ModelFile} file @param {string} path */
async function refreshFile(model, file, path) {
  if (!existsSync(path)) fail(`${model.id}: ${path} is listed but missing`)
  const hash = createHash('sha256')
  let bytes = 0
  for await (const chunk of createReadStream(path)) {
    hash.update(chunk)
    bytes += chunk.length
  }
  update(file, 'bytes', bytes, `${model.id} ${file.path}`)
  update(file, 'sha256', hash.digest('hex'), `${model.id} ${file.path}`)
}

/**
 * What tools/export.py wrote beside the graphs. A model without these files keeps what its manifest says.
 * @param {ModelManifest} model @param {string} folder
 */
function refreshFacts(model, folder) {
  const config = readJson(join(folder, 'config.json'))
  if (config) {
    update(model.latent, 'channels', config.latent_channels, `${model.id} latent`)
    update(model.latent, 'factor', config.vae_scale_factor, `${model.id} latent`)
    update(model.latent, 'scaling', config.scaling_factor, `${model.id} latent`)
    update(model.latent, 'rgbFactors', config.latent_rgb_factors, `${model.id} latent`)
    update(model.latent, 'rgbBias', config.latent_rgb_bias, `${model.id} latent`)
    update(model, 'textWidth', config.text_width, model.id)
    update(model.tokenizer, 'maxLength', config.text_tokens, `${model.id} tokenizer`)
  }
  update(model, 'scheduler', readJson(join(folder, 'scheduler', 'scheduler_config.json')), model.id)
  const pad = model.tokenizer.config && readJson(join(folder, model.tokenizer.config))?.pad_token
  /** @type {{ id: number, content: string }[] | undefined} */
  const tokens = readJson(join(folder, model.tokenizer.tokenizer))?.added_tokens
  update(model.tokenizer, 'padId', tokens?.find(({ content }) => content === pad)?.id, `${model.id} tokenizer`)
}

/**
 * @template {object} Owner @template {keyof Owner} Key
 * @param {Owner} owner @param {Key} key @param {Owner[Key] | null | undefined} value @param {string} where
 */
function update(owner, key, value, where) {
  if (value === undefined || value === null || isDeepStrictEqual(owner[key], value)) return
  owner[key] = value
  stale.push(`${where}: ${String(key)}`)
}

/** @param {string} path */
function readJson(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null
}

/** Two spaces; what holds no further lists or objects stands on one line, if that is short enough. @param {ManifestFile} value */
function print(value) {
  const flat = /([[{])\n\s*([^[\]{}]*?)\n\s*[\]}]/g // in JSON a line break is never part of a string
  return `${JSON.stringify(value, null, 2).replace(flat, (whole, open, inner) => {
    const line = inner.replace(/\n\s*/g, ' ')
    if (line.length > 170) return whole
    return open === '{' ? `{ ${line} }` : `[${line}]`
  })}\n`
}

function readOptions() {
  try {
    const root = join(import.meta.dirname, '..')
    return parseArgs({
      options: {
        check: { type: 'boolean', default: false },
        list: { type: 'string', default: join(root, 'models.manifest.json') },
        public: { type: 'string', default: join(root, 'public') },
        measured: { type: 'string', default: join(root, 'tools', 'precisions.json') },
      },
    }).values
  } catch (error) {
    return fail(`${error instanceof Error ? error.message : error}\n${usage}`)
  }
}

/** @param {string} message @returns {never} */
function fail(message) {
  console.error(message)
  process.exit(1)
}
