import { markDisconnected } from '../../../../server/domain/channels/connect.ts'
import { isObject, type JsonObject } from '../../../json.ts'
import type { Actor } from '../actor.ts'
import { type Effect, effectOf, messageOf, storedId } from '../effect.ts'
import type { Answer, Wish } from '../exchange.ts'
import type { Trial } from '../trial.ts'
import { sendersOf } from './sends.ts'

const lucio = '+5491155555555'
const text = { text: 'nunca' }

/** A send through Keebai, and the same through HubMessage by the entries. */
async function both(trial: Trial, actor: Actor, place: string, wish: Wish, to = lucio): Promise<[Effect, Effect]> {
  const left = await effectOf(trial, actor, to, () => actor.keebai(place, wish))
  const from = { place, root: { request: wish as JsonObject } }
  const request = trial.translate(from, 'sendMessage', trial.known(actor, place, 'sendMessage'))
  const right = await effectOf(trial, actor, to, () => actor.hubmessage('sendMessage', request))
  trial.same('phone', [left.phone, right.phone], [[], []])
  trial.same('stored by HubMessage', right.facts ?? null, null)
  return [left, right]
}

/** Both answer this error, in bodies that map. */
function refusedAlike(trial: Trial, actor: Actor, id: string, left: Answer, right: Answer, more: string[] = []): void {
  trial.refused(id, left, right)
  const members = left.status === right.status ? ['errors.status', 'errors.word'] : ['errors.word']
  trial.compare(left, right, [...members, ...more], trial.known(actor, left.place, right.place))
}

const outcome = ['errors.outcome', 'errors.outcome-code', 'errors.outcome-title']

export async function windowClosed(trial: Trial): Promise<void> {
  const actor = await trial.actor()
  const to = '+5491166660003'
  await actor.control('POST', '/phones', { number: to, name: 'Ana' })
  for (const sender of sendersOf(actor)) {
    const [left, right] = await both(trial, actor, 'sendTextMessage', { body: { ...sender, to, ...text } }, to)
    trial.refused('errors.window-closed', undefined, right.answer)
    trial.answered(left.answer, 202)
    // Keebai takes it, and tells afterwards that Meta did not deliver it.
    const codes = left.events.map(({ root }) => codeOf(root.body))
    trial.same('told of a closed window', codes, [131047])
  }
}

export async function channelUnknown(trial: Trial): Promise<void> {
  const actor = await trial.actor()
  const body = { channel_id: 'ch_01HXYZ0000000000000000000A', to: lucio, ...text }
  const [left, right] = await both(trial, actor, 'sendTextMessage', { body })
  refusedAlike(trial, actor, 'errors.channel-unknown', left.answer, right.answer)
}

export async function templateUnknown(trial: Trial): Promise<void> {
  const actor = await trial.actor()
  const template = { to: lucio, template_name: 'no_such_template', language: 'es', variables: { nombre: 'Ana' } }
  const [byChannel = {}, byNumber = {}] = sendersOf(actor)
  const waited = await both(trial, actor, 'sendTemplateMessage', { body: { ...byNumber, ...template } })
  refusedAlike(trial, actor, 'errors.upstream', waited[0].answer, waited[1].answer, [
    ...outcome,
    'errors.outcome-details',
  ])
  const [queued, right] = await both(trial, actor, 'sendTemplateMessage', { body: { ...byChannel, ...template } })
  trial.answered(queued.answer, 202)
  const [failed] = queued.events
  if (!failed) return trial.fail('facts-differ', 'no event tells that the queued send failed.')
  const about = ['status.failure-code', 'status.failure-title', 'status.failure-details']
  trial.compare(failed, right.answer, about, trial.known(actor))
}

export async function channelDisconnected(trial: Trial): Promise<void> {
  const actor = await trial.actor()
  await markDisconnected(trial.sandbox.gateway.context, storedId(actor.channel.id), 'Unlinked')
  for (const sender of sendersOf(actor)) {
    const [left, right] = await both(trial, actor, 'sendTextMessage', { body: { ...sender, to: lucio, ...text } })
    refusedAlike(trial, actor, 'errors.channel-disconnected', left.answer, right.answer)
  }
}

export async function templatesUnsupported(trial: Trial): Promise<void> {
  const actor = await trial.actor()
  const { storage } = trial.sandbox.gateway.context
  const channel = await storage.read.channels.byId(storedId(actor.channel.id))
  if (!channel) throw new Error('the company has no channel')
  await storage.transaction(({ channels }) => channels.update({ ...channel, kind: 'qr' }))
  const template = { to: lucio, template_name: 'boas_vindas_v2', language: 'pt_BR' }
  for (const sender of sendersOf(actor)) {
    const [left, right] = await both(trial, actor, 'sendTemplateMessage', { body: { ...sender, ...template } })
    refusedAlike(trial, actor, 'errors.templates-unsupported', left.answer, right.answer)
  }
}

export async function phoneInvalid(trial: Trial): Promise<void> {
  const actor = await trial.actor()
  for (const sender of sendersOf(actor)) {
    const wish: Wish = { body: { ...sender, to: '+911', ...text } }
    const left = await actor.keebai('sendTextMessage', wish)
    const from = { place: 'sendTextMessage', root: { request: wish as JsonObject } }
    const known = trial.known(actor, 'sendTextMessage', 'sendMessage')
    const right = await actor.hubmessage('sendMessage', trial.translate(from, 'sendMessage', known))
    refusedAlike(trial, actor, 'errors.invalid', left, right, ['errors.problem-path', 'errors.problem'])
  }
}

export async function keyReused(trial: Trial): Promise<void> {
  const actor = await trial.actor()
  const headers = { 'Idempotency-Key': 'cross-check-reused' }
  const wish = (message: string): Wish => ({
    headers,
    body: { channel_id: actor.channel.id, to: lucio, text: message },
  })
  const translated = (message: string) => {
    const from = { place: 'sendTextMessage', root: { request: wish(message) as JsonObject } }
    return trial.translate(from, 'sendMessage', trial.known(actor))
  }
  trial.answered(await actor.keebai('sendTextMessage', wish('uno')), 202)
  trial.answered(await actor.hubmessage('sendMessage', translated('uno')), 200)
  await trial.settle()
  const [left, right] = await both(trial, actor, 'sendTextMessage', wish('dos'))
  refusedAlike(trial, actor, 'errors.key-reused', left.answer, right.answer)
}

/** The send is marked as one whose caller still waits, which a slow WhatsApp would do. */
export async function keyInFlight(trial: Trial): Promise<void> {
  const actor = await trial.actor()
  const { waiting } = trial.sandbox.gateway.context
  const wish: Wish = {
    headers: { 'Idempotency-Key': 'cross-check-in-flight' },
    body: { phone_number_id: actor.channel.phoneNumberId, to: lucio, ...text },
  }
  const from = { place: 'sendTextMessage', root: { request: wish as JsonObject } }
  const request = trial.translate(from, 'sendMessage', trial.known(actor))
  const asks = [() => actor.keebai('sendTextMessage', wish), () => actor.hubmessage('sendMessage', request)]
  const twins: Answer[] = []
  for (const ask of asks) {
    const sent = await ask()
    const message = await messageOf(trial, actor, sent)
    if (!message) return trial.fail('facts-differ', `${sent.place} stored no message.`, { curl: sent.curl })
    waiting.add(message.id)
    twins.push(await ask())
    waiting.delete(message.id)
  }
  const [left, right] = twins
  if (left && right) refusedAlike(trial, actor, 'errors.key-in-flight', left, right)
  await trial.settle()
  trial.same('phone', (await actor.inbox(lucio)).length, 2)
}

/** Meta takes nothing: whoever waits is told so, and a queued send fails. */
export async function upstreamDown(trial: Trial): Promise<void> {
  const actor = await trial.actor()
  await actor.control('POST', '/faults', { target: 'graph', kind: 'down' })
  const wish = { body: { phone_number_id: actor.channel.phoneNumberId, to: lucio, ...text } }
  const [left, right] = await both(trial, actor, 'sendTextMessage', wish)
  await actor.control('DELETE', '/faults')
  refusedAlike(trial, actor, 'errors.upstream', left.answer, right.answer, outcome)
}

function codeOf(event: unknown): number | null {
  const data = isObject(event) && isObject(event.data) ? event.data : {}
  const [error] = Array.isArray(data.errors) ? data.errors : []
  return isObject(error) ? Number(error.code) : null
}
