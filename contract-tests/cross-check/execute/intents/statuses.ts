import { isObject, type Json, type JsonObject } from '../../../json.ts'
import type { Actor } from '../actor.ts'
import { broadcastOf, effectOf, sameEffect } from '../effect.ts'
import type { Answer } from '../exchange.ts'
import type { Trial } from '../trial.ts'

const quiet = '+5491166660001'

/** A message to a phone that does not read stays delivered, and Keebai's broadcast says the same of either send. */
export async function statusesOfBoth(trial: Trial): Promise<void> {
  const actor = await trial.actor()
  await actor.control('POST', '/phones', { number: quiet, name: 'Quiet', reads: false })
  await actor.control('POST', `/phones/${encodeURIComponent(quiet)}/messages`, {
    to: actor.channel.phoneNumber,
    text: 'hola',
  })
  await trial.settle()
  const wish = { body: { phone_number_id: actor.channel.phoneNumberId, to: quiet, text: 'Hola' } }
  const left = await effectOf(trial, actor, quiet, () => actor.keebai('sendTextMessage', wish))
  const request = trial.translate(
    { place: 'sendTextMessage', root: { request: wish } },
    'sendMessage',
    trial.known(actor),
  )
  const right = await effectOf(trial, actor, quiet, () => actor.hubmessage('sendMessage', request))
  sameEffect(trial, left, right)
  const types = left.events.map(({ place }) => place).sort()
  trial.same('told of a message nobody reads', types, ['whatsapp.message.delivered', 'whatsapp.message.sent'])
  trial.same('broadcast', await progress(trial, actor, left.answer), await progress(trial, actor, right.answer))
}

/** What Keebai answers of the broadcast behind a send, without id and times. */
async function progress(trial: Trial, actor: Actor, answer: Answer): Promise<Json> {
  const broadcastId = await broadcastOf(trial, actor, answer)
  const read = await actor.keebai('getBroadcast', { path: { broadcastId: broadcastId ?? '' } })
  trial.answered(read, 200)
  const body: JsonObject = isObject(read.body) ? read.body : {}
  const { broadcast_id: _id, started_at, completed_at, ...counts } = body
  return { ...counts, started: started_at !== null, completed: completed_at !== null }
}
