import { readDocument } from '../compare/document.ts'
import type { MessageInteraction, SurfaceName } from '../pact-file/interaction.ts'
import type { SurfaceEvent } from '../pact-file/match-operation.ts'
import { bestExample, documentedAnswers } from './documented-answers.ts'
import type { EventCaller } from './event-caller.ts'
import { NotProvoked, type Provoked } from './recording-proxy.ts'
import type { Seam } from './seam.ts'
import { followStream, streamPath, takenFrom } from './stream-events.ts'

const anySession = 'cs_0M4VMH5JD5S58ZWC2B1MYWJQRN'
const anyToken = `kbai_pk_${'0'.repeat(64)}`

/** An event of a provider without state: from the stream it shows by itself, otherwise from the one example that is asked for by name. */
export async function askForEvent(
  interaction: MessageInteraction,
  tools: { caller: EventCaller; surface: SurfaceName; event: SurfaceEvent; baseUrl: string; seam: Seam | undefined },
): Promise<Provoked> {
  const { caller, surface, event, baseUrl, seam } = tools
  caller.values.named = { session_id: anySession, ...caller.values.named, token: anyToken }
  const path = streamPath(event, caller, interaction.contents)
  const read = async (headers: Record<string, string> = {}) => {
    const stream = await followStream(baseUrl, path, caller, {}, headers)
    return { ...stream, events: seam?.onStream?.(interaction.index, stream.events) ?? stream.events }
  }
  const whole = await read()
  const isThere = whole.events.some((one) => one.event === event.event)
  // The whole stream is in order whichever event is looked for.
  if (isThere) return takenFrom(whole, interaction, event, surface, caller)
  const examples = documentedAnswers(readDocument(surface), event.operation.id).get(200)
  const best = examples && bestExample(examples, interaction.contents)
  if (!best) throw new NotProvoked(`There is no example of the event ${event.event}`)
  const prefer = `code=200, example=${best.name}`
  return { ...takenFrom(await read({ prefer }), interaction, event, surface, caller), prefer }
}
