// What a model consists of: where its files come from, how they are checked, each with its size.
import type { LibraryEntry } from '../../state/model'
import { filesOf } from '../../core/precision'
import { useWords } from '../context'
import { formatBytes } from '../format'
import { Disclosure } from '../shared/Disclosure'
import { libraryText } from './words'

export function ModelDetails({ entry }: { entry: LibraryEntry }) {
  const words = useWords(libraryText)
  const { manifest } = entry
  const precision = manifest.precisions.find(({ id }) => id === entry.precision)
  const files = precision ? filesOf(manifest, precision) : manifest.files
  return (
    <Disclosure label={words.details} changed={false} changedLabel="">
      <div class="library-details">
        {manifest.source && <p class="library-source">{words.revision(manifest.source.repo, manifest.source.revision)}</p>}
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
      </div>
    </Disclosure>
  )
}
