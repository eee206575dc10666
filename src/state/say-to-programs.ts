// Errors as programs get them: their English sentence is the message. Its words are fetched when there is first an error to say.
import { EngineError } from '../core/errors/engine-error'
import { sayError } from '../core/errors/say-error'

/** With message, remedy, code, key, params and detail; whatever is no EngineError stays as it is. */
export async function sayToPrograms(thrown: unknown): Promise<unknown> {
  if (!(thrown instanceof EngineError)) return thrown
  const words = await import('../core/errors/words.en').catch(() => null)
  if (!words) return thrown
  const { name, code, key, params, detail } = thrown
  const { message, remedy } = sayError(thrown, words.en)
  return Object.assign(new Error(message), { name, code, key, params, detail, remedy })
}

/** The same calls, with rejections that programs can read. */
export function sayingToPrograms<Api extends object>(api: Api): Api {
  return new Proxy(api, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name)
      if (typeof member !== 'function') return member
      return (...args: unknown[]) => {
        const answer: unknown = Reflect.apply(member, target, args)
        return answer instanceof Promise ? answer.catch(async (thrown: unknown) => { throw await sayToPrograms(thrown) }) : answer
      }
    },
  })
}
