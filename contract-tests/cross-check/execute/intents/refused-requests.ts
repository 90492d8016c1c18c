import { createToken } from '../../../../server/domain/tokens/issue.ts'
import { withoutEnterprise } from '../../../../server/domain/tokens/scopes.ts'
import type { Actor, Surface } from '../actor.ts'
import type { Answer, Wish } from '../exchange.ts'
import type { Trial } from '../trial.ts'

const lucio = '+5491155555555'

/** The request each side is asked for these errors with. */
function requests({ channel }: Actor): { keebai: Wish; hubmessage: Wish } {
  const message = { recipient: { identifier: lucio.slice(1) }, content: { type: 'TEXT', body: { message: 'nunca' } } }
  return {
    keebai: { body: { channel_id: channel.id, to: lucio, text: 'nunca' } },
    hubmessage: { path: { channelId: channel.id }, body: message },
  }
}

export async function tokenUnknown(trial: Trial): Promise<void> {
  const actor = await trial.actor()
  const { keebai, hubmessage } = requests(actor)
  const token = 'cross-check-unknown-token'
  const left = await actor.keebai('sendTextMessage', keebai, token)
  const right = await actor.hubmessage('sendMessage', hubmessage, token)
  trial.refused('errors.unauthorized', left, right)
  trial.compare(left, right, ['errors.status'], trial.known(actor))
  trial.same('phone', await actor.inbox(lucio), [])
}

export async function routeUnknown(trial: Trial): Promise<void> {
  const actor = await trial.actor()
  const ask = (surface: Surface) => actor.stray(surface, 'GET', '/v1/nothing-here')
  refusedAlike(trial, actor, 'errors.route-unknown', await ask('keebai'), await ask('hubmessage'))
}

export async function methodWrong(trial: Trial): Promise<void> {
  const actor = await trial.actor()
  const left = await actor.stray('keebai', 'DELETE', '/v1/messages/text')
  const right = await actor.stray('hubmessage', 'DELETE', `/v1/channels/${actor.channel.id}/messages`)
  refusedAlike(trial, actor, 'errors.method', left, right)
}

/** A body that is no JSON, of another type, or too large. */
export async function bodyWrong(trial: Trial): Promise<void> {
  const actor = await trial.actor()
  // HubMessage's messages may hold files, and be as large.
  const paths = { keebai: '/v1/messages/text', hubmessage: '/v1/channels' }
  for (const [id, init] of [
    ['errors.invalid', { body: '{"to":' }],
    ['errors.media-type', { body: 'to=1', type: 'application/x-www-form-urlencoded' }],
    ['errors.too-large', { body: JSON.stringify({ to: 'x'.repeat(1_100_000) }) }],
  ] as const) {
    const [left, right] = [
      await actor.stray('keebai', 'POST', paths.keebai, init),
      await actor.stray('hubmessage', 'POST', paths.hubmessage, init),
    ]
    refusedAlike(trial, actor, id, left, right)
  }
}

/** A token without the scope of connecting, and a key without the role that creating a channel takes. */
export async function notAllowed(trial: Trial): Promise<void> {
  const actor = await trial.actor()
  const { context } = trial.sandbox.gateway
  const issue = (surface: Surface, scopes: string[]) =>
    createToken(context, { company: actor.company, surface, name: 'Cross-check', scopes })
  const [token, key] = [await issue('keebai', ['messages:send']), await issue('hubmessage', [withoutEnterprise])]
  const left = await actor.keebai('startWhatsAppConnect', { body: {} }, token.text)
  const create = { body: { name: 'Shop', type: 'META_WHATSAPP' } }
  const right = await actor.hubmessage('createChannel', create, key.text)
  trial.refused('errors.forbidden', left, right)
  trial.compare(left, right, ['errors.word'], trial.known(actor))
  const { channels } = context.storage.read
  trial.same('channels of the company', (await channels.list(actor.company)).length, 1)
}

/** A token that may do nothing more in this minute. */
export async function tooMany(trial: Trial): Promise<void> {
  const actor = await trial.actor()
  const { keebai, hubmessage } = requests(actor)
  const token = (surface: Surface) => spentToken(trial, actor, surface)
  const left = await actor.keebai('sendTextMessage', keebai, await token('keebai'))
  const right = await actor.hubmessage('sendMessage', hubmessage, await token('hubmessage'))
  trial.refused('errors.throttled', left, right)
  trial.compare(left, right, ['errors.status'], trial.known(actor))
}

async function spentToken(trial: Trial, { company }: Actor, surface: Surface): Promise<string> {
  const scopes = surface === 'keebai' ? ['messages:send' as const] : []
  const rateLimit = { perMinute: 0, perHour: null }
  const wish = { company, surface, name: 'Cross-check', scopes, rateLimit }
  return (await createToken(trial.sandbox.gateway.context, wish)).text
}

function refusedAlike(trial: Trial, actor: Actor, id: string, left: Answer, right: Answer): void {
  trial.refused(id, left, right)
  trial.compare(left, right, ['errors.status', 'errors.word'], trial.known(actor))
}
