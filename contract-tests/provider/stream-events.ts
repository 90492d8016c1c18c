import { readEventStream, type ServerSentEvent } from '../../client/event-stream.ts'
import { readDocument } from '../compare/document.ts'
import { streamEvents } from '../compare/event-stream.ts'
import { exemplified } from '../compare/exemplified.ts'
import { valueAt } from '../compare/pointer.ts'
import { orderProblems } from '../compare/stream-order.ts'
import { isObject, type Json } from '../json.ts'
import type { MessageInteraction, SurfaceName } from '../pact-file/interaction.ts'
import type { SurfaceEvent } from '../pact-file/match-operation.ts'
import type { EventCaller } from './event-caller.ts'
import { likeness } from './likeness.ts'
import { chooseRecipe, type Step, type StreamRecipe } from './recipes/recipe.ts'
import { NotProvoked, type Provoked } from './recording-proxy.ts'
import type { Seam } from './seam.ts'

/** A whole stream as it was read. */
export interface ReadStream {
  path: string
  headers: Record<string, string>
  events: ServerSentEvent[]
}

/** The longest one stream may take, in real time. */
const streamMs = 20_000

/** Opens the stream for real, lets happen what its recipe says, reads it to its end and takes the event out of it; the order must hold. */
export async function provokeStreamed(
  interaction: MessageInteraction,
  recipes: readonly StreamRecipe[],
  tools: { caller: EventCaller; surface: SurfaceName; event: SurfaceEvent; baseUrl: string; seam: Seam | undefined },
): Promise<Provoked> {
  const { caller, surface, event, baseUrl, seam } = tools
  const recipe = chooseRecipe(recipes, interaction.contents)
  if (!recipe) throw new NotProvoked(`No recipe brings about an event ${event.event} like this one`)
  await caller.run(recipe.before ?? [])
  await haveSession(caller, recipe.before !== undefined)
  const path = streamPath(event, caller, interaction.contents)
  const read = await followStream(baseUrl, path, caller, recipe.on)
  const stream = { ...read, events: seam?.onStream?.(interaction.index, read.events) ?? read.events }
  return takenFrom(stream, interaction, event, surface, caller)
}

/** The event out of a whole stream. */
export function takenFrom(
  { path, headers, events }: ReadStream,
  interaction: MessageInteraction,
  event: SurfaceEvent,
  surface: SurfaceName,
  { exchanges }: Pick<EventCaller, 'exchanges'>,
): Provoked {
  const body = events.map(toText).join('')
  exchanges.push({
    request: { method: 'GET', path, headers: {}, body: '' },
    response: { status: 200, headers, body },
  })
  const document = readDocument(surface)
  const schema = exemplified(document, event.operation).find(({ mediaType }) => mediaType === 'text/event-stream')
  const names = events.map((one) => one.event)
  const [problem] = schema ? orderProblems(document, schema.pointer, names) : []
  if (problem) {
    throw new NotProvoked(
      `The order of the stream (${names.join(', ') || 'no event'}) is broken: ${problem.what}`,
      exchanges,
    )
  }
  const found = events
    .filter((one) => one.event === event.event)
    .map((one) => contentsOf(one, interaction.contents))
    .sort((one, other) => likeness(interaction.contents, other) - likeness(interaction.contents, one))[0]
  if (found === undefined) {
    throw new NotProvoked(`The stream (${names.join(', ') || 'no event'}) has no event ${event.event}`, exchanges)
  }
  return { contents: found, metadata: { contentType: 'application/json', event: event.event }, exchanges }
}

/** Reads a stream to its end; what is to happen on an event happens once. */
export async function followStream(
  baseUrl: string,
  path: string,
  { values, run, exchanges }: Pick<EventCaller, 'values' | 'run' | 'exchanges'>,
  on: Record<string, Step[]> = {},
  headers: Record<string, string> = {},
): Promise<ReadStream> {
  const signal = AbortSignal.timeout(streamMs)
  const events: ServerSentEvent[] = []
  const left = new Map(Object.entries(on))
  try {
    const response = await fetch(baseUrl + path, {
      headers: { accept: 'text/event-stream', authorization: `Bearer ${String(values.named.token)}`, ...headers },
      signal,
    })
    const type = response.headers.get('content-type') ?? ''
    if (!response.ok || !response.body || !type.startsWith('text/event-stream')) {
      const said = (await response.text()).slice(0, 500)
      throw new NotProvoked(`GET ${path} answered ${response.status} ${type} and no event stream: ${said}`, exchanges)
    }
    for await (const event of readEventStream(response.body)) {
      events.push(event)
      if (event.event === 'qr') values.named.qr = codeIn(event)
      const steps = left.get(event.event)
      left.delete(event.event)
      if (steps) await run(steps)
    }
    return { path, headers: Object.fromEntries(response.headers), events }
  } catch (error) {
    if (error instanceof NotProvoked) throw error
    const so = events.map(({ event }) => event).join(', ') || 'no event'
    const why = signal.aborted ? `did not end within ${streamMs} ms` : `broke off (${(error as Error).message})`
    throw new NotProvoked(`The stream ${path} ${why}; until then it sent ${so}`, exchanges)
  }
}

/** Lets a phone scan the code of `$session_id` and waits for the end of the pairing. */
export async function pairPhone(baseUrl: string, phone: string, caller: EventCaller): Promise<void> {
  const path = `/v1/channels/whatsapp/connect/${String(caller.values.named.session_id)}/qr-stream`
  const scan = { control: 'POST /_sandbox/phones/{number}/scan', path: { number: phone }, body: { qr: '$qr' } }
  const { events } = await followStream(baseUrl, path, caller, { qr: [scan] })
  const last = events.at(-1)
  if (last?.event === 'connected') return
  throw new NotProvoked(
    `The pairing on the way to the event ended with ${last?.event}: ${last?.data}`,
    caller.exchanges,
  )
}

async function haveSession(caller: EventCaller, isOwn: boolean): Promise<void> {
  const { named } = caller.values
  if (!isOwn && named.mode === 'qr' && typeof named.session_id === 'string') return
  const started = await caller.api('POST /v1/channels/whatsapp/connect', { mode: 'qr' })
  named.session_id = valueAt(started, '/session_id') ?? null
}

/** Codes come as an object where the pact shows one. */
export function streamPath(event: SurfaceEvent, { values }: Pick<EventCaller, 'values'>, expected: Json): string {
  const session = encodeURIComponent(String(values.named.session_id))
  const path = event.operation.path.replace(/\{\w+\}/, session)
  const data = isObject(expected) && 'event' in expected ? expected.data : expected
  return event.event === 'qr' && isObject(data) ? `${path}?qr_format=object` : path
}

/** As the pact has it: the event with its data, the text that travels, or the data alone. */
function contentsOf(event: ServerSentEvent, expected: Json): Json {
  if (typeof expected === 'string' && /^(event|data|id):/m.test(expected)) return toText(event)
  const [read] = streamEvents(toText(event))
  const data = read?.data ?? event.data
  return isObject(expected) && typeof expected.event === 'string' && 'data' in expected
    ? { event: event.event, data }
    : data
}

function codeIn({ data }: ServerSentEvent): string {
  if (!/^["{]/.test(data)) return data
  const parsed = JSON.parse(data) as Json
  return String(isObject(parsed) ? parsed.data : parsed)
}

function toText({ event, data, id }: ServerSentEvent): string {
  const lines = [
    ...(id === '' ? [] : [`id: ${id}`]),
    `event: ${event}`,
    ...data.split('\n').map((line) => `data: ${line}`),
  ]
  return `${lines.join('\n')}\n\n`
}
