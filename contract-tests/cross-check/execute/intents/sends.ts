import type { Json, JsonObject } from '../../../json.ts'
import type { Actor } from '../actor.ts'
import { effectOf, sameEffect } from '../effect.ts'
import type { Trial } from '../trial.ts'

const lucio = '+5491155555555'

/** A send through Keebai in either dialect, and the same through HubMessage by the entries. */
export async function sendThroughBoth(
  trial: Trial,
  place: string,
  message: JsonObject,
  to: string = lucio,
  prepare: (actor: Actor) => Promise<void> = async () => {},
): Promise<void> {
  const actor = await trial.actor()
  await prepare(actor)
  const known = trial.known(actor)
  for (const sender of sendersOf(actor)) {
    const key: Record<string, string> = { 'Idempotency-Key': `cross-check-${Object.keys(sender)[0]}` }
    const body: JsonObject = { ...sender, to, ...message }
    const wish = { headers: key, body }
    const byKeebai = await effectOf(trial, actor, to, () => actor.keebai(place, wish))
    trial.answered(byKeebai.answer, 202)
    const request = trial.translate({ place, root: { request: wish } }, 'sendMessage', known)
    const byHubMessage = await effectOf(trial, actor, to, () => actor.hubmessage('sendMessage', request))
    trial.answered(byHubMessage.answer, 200)
    sameEffect(trial, byKeebai, byHubMessage)

    const sent = byHubMessage.events.find((event) => event.place === 'whatsapp.message.sent')
    if (!sent) return trial.fail('facts-differ', 'no event tells of the message HubMessage sent.')
    trial.compare(sent, byHubMessage.answer, ['status.message-id', 'status.recipient'], known)
    if ('phone_number_id' in sender) sameIdOnPhone(trial, byKeebai, byHubMessage)
  }
}

/** A channel as either dialect of Keebai names the sender. */
export function sendersOf({ channel }: Actor): Record<string, string>[] {
  return [{ channel_id: channel.id }, { phone_number_id: channel.phoneNumberId }]
}

/** The id each side answers is the one on the phone. */
function sameIdOnPhone(trial: Trial, left: Sent, right: Sent): void {
  trial.entries.add('text.message-id')
  const answered = (effect: Sent, member: string) => (effect.answer.body as JsonObject | undefined)?.[member] ?? null
  trial.same('the answered id on the phone of a Keebai send', left.ids, [answered(left, 'message_id')])
  trial.same('the answered id on the phone of a HubMessage send', right.ids, [answered(right, 'messageId')])
}

interface Sent {
  answer: { body: Json | undefined }
  ids: string[]
}
