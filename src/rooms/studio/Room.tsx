// The studio: a form, the picture it makes, and what belongs to the machine.
import { ModelCard } from '../../ui/model/ModelCard'
import { ContactSheet } from '../../ui/pictures/ContactSheet'
import { PromptForm } from '../../ui/form/PromptForm'
import { QueueCard } from '../../ui/queue/QueueCard'
import { useApp, useWords } from '../../ui/shared/context'
import { Stage } from './Stage'
import { studioWords } from './words'

export function StudioRoom() {
  const { generate } = useApp()
  const words = useWords(studioWords)
  const press = () => void generate.press()
  return (
    <>
      <PromptForm action={{ label: words.generate, counts: true, press }} onExample={press} />
      <Stage />
      <aside class="side">
        <QueueCard />
        <ModelCard />
        <ContactSheet />
      </aside>
    </>
  )
}
