// What a model consists of: where its files come from, how they are checked, each with its size; what was repaired in its graphs,
// and which decoder turns its latents into pictures.
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { filesOf } from '../../core/precision'
import type { DecoderManifest } from '../../core/manifest'
import type { LibraryEntry } from '../../state/models'
import { useApp, useWords } from '../../ui/shared/context'
import { formatBytes } from '../../ui/shared/format'
import { Disclosure } from '../../ui/shared/Disclosure'
import { Select } from '../../ui/shared/Select'
import { sharedWords } from '../../ui/shared/words'
import { modelsWords } from './words'

export function ModelDetails({ entry }: { entry: LibraryEntry }) {
  const app = useApp()
  const words = useWords(modelsWords)
  const { details } = useWords(sharedWords)
  const repairNames: Partial<Record<string, string>> = words.repair
  const opened = useSignal(false)
  const { manifest } = entry
  const precision = manifest.precisions.find(({ id }) => id === entry.precision)
  const files = precision ? filesOf(manifest, precision) : manifest.files
  const loaded = app.models.loaded.value
  const repairs = loaded?.modelId === manifest.id ? loaded.repairs : []
  return (
    <Disclosure label={details} changed={false} changedLabel="" onOpen={() => { opened.value = true }}>
      <div class="library-details">
        {manifest.source && <p class="library-source">{`${manifest.source.repo} @ ${manifest.source.revision}`}</p>}
        <p>{words.hashes[entry.hashes]}</p>
        <table>
          <caption class="visually-hidden">{words.files}</caption>
          <tbody>
            {files.map(({ path, bytes, approximate }) => (
              <tr key={path}>
                <th scope="row">{path}</th>
                <td class="number-text">{approximate ? words.about(formatBytes(bytes)) : formatBytes(bytes)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {repairs.length > 0 && (
          <ul class="library-repairs" aria-label={words.repairs}>
            {repairs.map(({ graph, name, places }) => <li key={graph + name}>{graph}: {repairNames[name] ?? name}{places > 1 && ` ×${places}`}</li>)}
          </ul>
        )}
        {opened.value && <DecoderChoice entry={entry} />}
      </div>
    </Disclosure>
  )
}

/** Nothing where no other decoder reads the model's latents. */
function DecoderChoice({ entry: { manifest } }: { entry: LibraryEntry }) {
  const app = useApp()
  const { preferences } = app
  const words = useWords(modelsWords)
  const decoders = useSignal<DecoderManifest[]>([])
  useEffect(() => void app.downloads.decoders(manifest.id).then((found) => { decoders.value = found }), [manifest.id])
  if (decoders.value.length === 0) return null
  const inUse = decoders.value.find(({ id }) => manifest.precisions[0]?.graphs.vaeDecoder.graph.startsWith(`${id}/`))
  return (
    <>
      <Select
        label={words.decoder}
        value={inUse?.id ?? ''}
        options={[{ value: '', label: words.ownDecoder }, ...decoders.value.map(({ id, name, files }) => ({ value: id, label: `${name} (${formatBytes(files.reduce((sum, { bytes }) => sum + bytes, 0))})` }))]}
        onChange={(id) => void app.downloads.useDecoder(manifest.id, id || null)}
      />
      {inUse && <p>{inUse.description[preferences.language.value]}</p>}
    </>
  )
}
