import { isObject, type Json, type JsonObject } from '../../../json.ts'
import type { Actor } from '../actor.ts'
import { storedId } from '../effect.ts'
import { type Answer, onlyItem } from '../exchange.ts'
import { channelFacts } from '../facts.ts'
import type { Trial } from '../trial.ts'

/** A number is connected through the portal, and another one with what Meta's dialog returned. */
export async function connectThroughBoth(trial: Trial, coexistence: boolean): Promise<void> {
  const actor = await trial.actor()
  trial.entries.add('connect.operation')
  const { started, completed } = await throughPortal(trial, actor, coexistence)
  const shown = isObject(completed.body) && isObject(completed.body.channel) ? completed.body.channel : {}
  const facts = () => trial.sandbox.gateway.context
  const left = await channelFacts(facts(), actor.company, storedId(String(shown.id)))

  const known = trial.known(actor)
  const created = await actor.hubmessage('createChannel', trial.translate(completed, 'createChannel', known))
  trial.answered(created, 201)
  const { id: channelId } = isObject(created.body) ? created.body : {}
  const { code, phoneId, wabaId } = await actor.control('POST', '/signup-results', { coexistence })
  const wish = trial.translate(started, 'connectChannel', known)
  const returned: JsonObject = {
    ...(isObject(wish.body) ? wish.body : {}),
    code: code ?? '',
    phoneId: phoneId ?? '',
    wabaId: wabaId ?? '',
  }
  const connected = await actor.hubmessage('connectChannel', { path: { channelId: String(channelId) }, body: returned })
  trial.answered(connected, 200)
  trial.compare(completed, connected, ['connect.completed'], known)
  trial.compare(started, connected, ['connect.coexistence'], known)
  await trial.settle()

  const right = await channelFacts(facts(), actor.company, String(channelId) as ReturnType<typeof storedId>)
  trial.same('stored', { ...left, channels: 0 }, { ...right, channels: 0 })
  trial.same('channels of the company', [2, 3], [left.channels ?? null, right.channels ?? null])
  await seenByKeebai(trial, actor, created, connected)
  const events = trial.events(actor, (_data, { type }) => type === 'whatsapp.channel.connected')
  trial.same(
    'events',
    events.map(({ root }) => saidBy(root.body)).slice(0, 1),
    events.map(({ root }) => saidBy(root.body)).slice(1),
  )
}

async function throughPortal(
  trial: Trial,
  actor: Actor,
  coexistence: boolean,
): Promise<{ started: Answer; completed: Answer }> {
  const started = await actor.keebai('startWhatsAppConnect', { body: { coexistence_enabled: coexistence } })
  trial.answered(started, 201)
  const { session_id } = isObject(started.body) ? started.body : {}
  await actor.control('POST', `/signup/${session_id}/complete`, { coexistence })
  const completed = await actor.keebai('getWhatsAppConnect', { path: { session_id: String(session_id) } })
  trial.answered(completed, 200)
  await trial.settle()
  return { started, completed }
}

/** The channel HubMessage made and connected, wherever Keebai shows one. */
async function seenByKeebai(trial: Trial, actor: Actor, created: Answer, connected: Answer): Promise<void> {
  const known = trial.known(actor)
  const { wish } = { wish: trial.translate(connected, 'getChannel', known, 'back') }
  const read = await actor.keebai('getChannel', wish)
  trial.answered(read, 200)
  const { id } = isObject(read.body) ? read.body : {}
  trial.compare(read, connected, ['channel.addressed'], known)

  const listed = onlyItem(await actor.keebai('listChannels', { query: { type: 'whatsapp' } }), (item) => item.id === id)
  const numbers = onlyItem(await actor.keebai('listWhatsAppNumbers'), (item) => item.channel_id === id)
  const events = trial.events(actor, (data, { type }) => type === 'whatsapp.channel.connected' && data.id === id)
  if (events.length !== 1) trial.fail('facts-differ', `${events.length} events tell that the channel is connected.`)
  for (const seen of [read, listed, ...events]) {
    trial.compare(seen, created, ['channel.id', 'channel.name', 'channel.type'], known)
    trial.compare(seen, connected, ['channel.phone-number-id', 'channel.business-account'], known)
  }
  trial.compare(numbers, created, ['channel.id'], known)
  trial.compare(numbers, connected, ['channel.phone-number-id', 'channel.business-account'], known)
}

/** A channel event without the ids, numbers and times of its channel. */
function saidBy(body: Json | undefined): JsonObject {
  const data = isObject(body) && isObject(body.data) ? body.data : {}
  const { id: _id, phone_number: _number, phone_number_id: _numberId, business_account_id: _account, ...said } = data
  return said
}
