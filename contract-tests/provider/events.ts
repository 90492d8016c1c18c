import { plain } from '../../mocks/provider-states/nearest.ts'
import { readDocument } from '../compare/document.ts'
import { payloadProblems } from '../compare/payloads.ts'
import type { Json } from '../json.ts'
import type { Interaction, MessageInteraction, ProviderState, SurfaceName } from '../pact-file/interaction.ts'
import { eventsOf, type SurfaceEvent } from '../pact-file/match-operation.ts'
import { openEventCaller } from './event-caller.ts'
import { askForEvent } from './exemplary-events.ts'
import type { Provider } from './provider.ts'
import { streamRecipes } from './recipes/streams.ts'
import { webhookRecipes } from './recipes/webhooks.ts'
import { NotProvoked, type Provoked } from './recording-proxy.ts'
import type { Seam } from './seam.ts'
import { openUpstream, type Upstream } from './send-upstream.ts'
import { pairPhone, provokeStreamed } from './stream-events.ts'
import { provokeWebhook } from './webhook-events.ts'
import { openWebhookReceiver, type WebhookReceiver } from './webhook-receiver.ts'

/** Brings about the events of message interactions at one provider. */
export interface EventSource extends AsyncDisposable {
  /** States as the event needs them: a subscription leads to where this listens. */
  statesFor(interaction: Interaction, states: ProviderState[]): Promise<ProviderState[]>
  /** The event as the provider sent it, brought about anew. */
  provoke(interaction: Interaction, made: Record<string, Json>): Promise<Provoked>
}

export function openEventSource(
  { provider, upstream }: { provider: Provider; upstream: Upstream },
  { surface, seam, requestTimeoutMs }: { surface: SurfaceName; seam: Seam | undefined; requestTimeoutMs: number },
): EventSource {
  let listening: Promise<WebhookReceiver> | undefined
  let control: Upstream | undefined
  let attempts = 0
  const addresses = new Map<Interaction, string>()

  function receiver(): Promise<WebhookReceiver> {
    listening ??= openWebhookReceiver()
    return listening
  }

  async function bringAbout(
    interaction: MessageInteraction,
    event: SurfaceEvent,
    made: Record<string, Json>,
  ): Promise<Provoked> {
    control ??= openUpstream(provider.control ?? provider.url, requestTimeoutMs)
    const values = { named: { ...made }, expected: interaction.contents }
    const pair = (phone: string, caller: Parameters<typeof pairPhone>[2]) => pairPhone(provider.url, phone, caller)
    const caller = openEventCaller({ api: upstreamOf(surface, upstream, made), control }, values, pair)
    const tools = { caller, surface, event, baseUrl: provider.url, seam }
    if (event.isStream && provider.control === undefined) return askForEvent(interaction, tools)
    if (event.isStream) return provokeStreamed(interaction, streamRecipes[surface][event.name] ?? [], tools)
    const address = addresses.get(interaction) ?? ''
    const recipes = webhookRecipes[surface][event.name] ?? []
    return provokeWebhook(interaction, recipes, { caller, surface, receiver: await receiver(), address, seam })
  }

  return {
    async statesFor(interaction, states) {
      if (interaction.kind !== 'message' || isStreamed(interaction)) return states
      attempts += 1
      const address = `${interaction.index}-${attempts}`
      addresses.set(interaction, address)
      const url = (await receiver()).url(address)
      return states.map((state) =>
        plain(state.name) === 'a webhook subscription' ? { ...state, params: { ...state.params, url } } : state,
      )
    },
    async provoke(interaction, made) {
      if (interaction.kind !== 'message') throw new Error('A request was asked for as a message')
      const event = eventOf(surface, interaction)
      const provoked = await bringAbout(interaction, event, made)
      const [problem] = payloadProblems(readDocument(surface), event, provoked.contents)
      if (!problem) return provoked
      const what = `The event came, but not as documented: ${problem.pointer || 'the payload'} ${problem.what}`
      throw new NotProvoked(what, provoked.exchanges)
    },
    async [Symbol.asyncDispose]() {
      control?.close()
      await (await listening)?.close()
    },
  }
}

/** The pacts of HubMessage have its own paths, which a provider has below `/hubmessage`; and its own key. */
function upstreamOf(surface: SurfaceName, upstream: Upstream, { secret_key: key }: Record<string, Json>): Upstream {
  if (surface === 'keebai') return upstream
  return {
    ...upstream,
    send: ({ path, headers, ...asked }, options) => {
      const authorization: Record<string, string> = typeof key === 'string' ? { authorization: `Bearer ${key}` } : {}
      return upstream.send({ ...asked, path: `/hubmessage${path}`, headers: { ...headers, ...authorization } }, options)
    },
  }
}

function isStreamed({ event }: MessageInteraction): boolean {
  return event?.includes('#') ?? false
}

function eventOf(surface: SurfaceName, { event: name, description }: MessageInteraction): SurfaceEvent {
  const event = eventsOf(readDocument(surface)).find((one) => one.name === name)
  if (event) return event
  throw new NotProvoked(`Which event "${description}" is cannot be told, so nobody can bring it about`)
}
