import type { BroadcastId, MessageId } from '../../../server/domain/ids.ts'
import { phoneNumberFromDigits } from '../../../server/domain/ids.ts'
import type { MessageState } from '../../../server/domain/messages/message.ts'
import { sendQueued } from '../../../server/domain/messages/send.ts'
import { topics } from '../../../server/domain/signals.ts'
import { channelOf, describeChannel, openWindow } from '../channels.ts'
import { literals } from '../literals.ts'
import { choiceOf, matching, type Params, textOf } from '../params.ts'
import type { Made, Run, State } from '../state.ts'

/** Broadcasts in each of their states: real sends that went as far as that. */
export const broadcastStates = {
  'a running broadcast': {
    async make(run, params) {
      const { graph } = run.world
      graph.configure(run.company, { dropWebhooks: true })
      try {
        return await send(run, params, { to: '5491155550001', until: ['accepted'] })
      } finally {
        graph.configure(run.company, { dropWebhooks: false })
      }
    },
  },
  'a completed broadcast': {
    make: (run, params) => send(run, params, { to: '5491155550002', until: ['sent', 'delivered', 'read'] }),
  },
  'a failed broadcast': {
    // A number that is never reached, by the control API's table of such numbers.
    make: (run, params) => send(run, params, { to: '5491155551026', until: ['failed'] }),
  },
} satisfies Record<string, State>

async function send(run: Run, params: Params, { to, until }: { to: string; until: MessageState[] }): Promise<Made> {
  const { context } = run.gateway
  const channelId = textOf(params, 'channel_id')
  const given = matching(params, 'broadcast_id', /^[0-9a-f]{24}$/i, '24 hex characters')?.toLowerCase()
  const channel = await channelOf(run, channelId)
  await openWindow(run, channel, `+${to}`)
  const literal = literals.broadcastId as BroadcastId
  const isFree = (await context.storage.read.broadcasts.find(run.company, literal)) === undefined
  const id = given ?? (isFree ? literal : context.ids.broadcast())
  const ids = { ...context.ids, broadcast: () => id as BroadcastId }
  const { broadcast } = await sendQueued(
    { ...context, ids },
    { company: run.company, token: run.acting.keebai },
    {
      channel,
      to: phoneNumberFromDigits(to),
      content: { type: 'text', text: 'Tu pedido va en camino.', previewUrl: false },
      metaData: null,
      dialect: choiceOf(params, 'dialect', ['prose', 'reference']) ?? 'prose',
    },
  )
  const [message] = await context.storage.read.messages.ofBroadcast(broadcast.id)
  if (message) await reached(run, message.id, until)
  return { broadcast_id: broadcast.id, ...describeChannel(channel, channelId) }
}

/** Resolves when the message is in one of these states. */
async function reached({ gateway }: Run, id: MessageId, wanted: MessageState[]): Promise<void> {
  const { storage, signals } = gateway.context
  for (let look = 0; look < looksMax; look += 1) {
    const changed = signals.next(topics.message(id), lookAgainMs)
    const message = await storage.read.messages.find(id)
    if (message && wanted.includes(message.state)) return
    await changed
  }
  throw new Error(`the message did not become ${wanted.join(' or ')}`)
}

const looksMax = 50
const lookAgainMs = 200
