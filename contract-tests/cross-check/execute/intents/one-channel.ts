import { isObject, type JsonObject } from '../../../json.ts'
import { transformations } from '../../transformations.ts'
import { effectOf, sameEffect } from '../effect.ts'
import type { Trial } from '../trial.ts'

const lucio = '+5491155555555'

/** A channel is read and written through under the spelling of the other surface. */
export async function oneChannelInBothSpellings(trial: Trial): Promise<void> {
  const actor = await trial.actor()
  const known = trial.known(actor)
  const { id } = actor.channel
  const hex = String(transformations.channelId.forth(id, known))
  const own = await actor.keebai('getChannel', { path: { id } })
  const byOther = await actor.keebai('getChannel', { path: { id: hex } })
  trial.answered(own, 200)
  trial.same('the channel by either spelling', own.body ?? null, byOther.body ?? null)

  const body: JsonObject = {
    recipient: { identifier: lucio.slice(1) },
    content: { type: 'TEXT', body: { message: 'Hola' } },
  }
  const send = (channelId: string) => () => actor.hubmessage('sendMessage', { path: { channelId }, body })
  const [first, second] = [
    await effectOf(trial, actor, lucio, send(hex)),
    await effectOf(trial, actor, lucio, send(id)),
  ]
  trial.answered(second.answer, 200)
  sameEffect(trial, first, second)
  const queued = await effectOf(trial, actor, lucio, () =>
    actor.keebai('sendTextMessage', { body: { channel_id: hex, to: lucio, text: 'Hola' } }),
  )
  trial.answered(queued.answer, 202)
  sameEffect(trial, queued, first)
  trial.compare(own, { ...first.answer, root: { request: { path: { channelId: hex } } } }, ['channel.addressed'], known)
  if (!isObject(own.body) || own.body.id !== id) trial.fail('facts-differ', 'Keebai does not answer its own spelling.')
}
