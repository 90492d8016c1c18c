import { isObject } from '../../../json.ts'
import { effectOf, sameEffect, storedId } from '../effect.ts'
import { windowFacts } from '../facts.ts'
import type { Trial } from '../trial.ts'

const ana = '+5491166660002'

/** Somebody writes, which opens the window, and is answered through either surface. */
export async function inboundAndAnswer(trial: Trial): Promise<void> {
  const actor = await trial.actor()
  const known = trial.known(actor)
  await actor.control('POST', '/phones', { number: ana, name: 'Ana' })
  const to = actor.channel.phoneNumber
  const window = () => windowFacts(trial.sandbox.gateway.context, storedId(actor.channel.id), ana.slice(1))
  trial.same('window before', await window(), { window: false })
  await actor.control('POST', `/phones/${encodeURIComponent(ana)}/messages`, { to, text: 'hola' })
  await trial.settle()
  trial.same('window after', await window(), { window: true })

  const [received] = trial.events(actor, (_data, { type }) => type === 'whatsapp.message.received')
  if (!received) return trial.fail('facts-differ', 'no event tells of what was received.')
  const answer = { body: { message: 'Buenas' } }
  const request = trial.translate(received, 'sendMessage', known)
  const body = isObject(request.body) ? request.body : {}
  const path = { channelId: actor.channel.id }
  const wish = { path, body: { ...body, content: { type: 'TEXT', ...answer } } }
  const right = await effectOf(trial, actor, ana, () => actor.hubmessage('sendMessage', wish))
  trial.answered(right.answer, 200)
  trial.compare(received, right.answer, ['inbound.from', 'inbound.contact'], known)

  const { data } = isObject(received.root.body) ? received.root.body : {}
  const from = isObject(data) ? String(data.from) : ''
  const left = await effectOf(trial, actor, ana, () =>
    actor.keebai('sendTextMessage', { body: { channel_id: actor.channel.id, to: from, text: 'Buenas' } }),
  )
  sameEffect(trial, left, right)
}
