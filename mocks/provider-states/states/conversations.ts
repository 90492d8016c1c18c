import { phoneDigits } from '../../simulators/phone/phones.ts'
import { channelOf, describeChannel, openWindow } from '../channels.ts'
import { literals, people } from '../literals.ts'
import { textOf, wrong } from '../params.ts'
import type { State } from '../state.ts'

/** What may be said to whom. */
export const conversationStates = {
  'an open conversation window': {
    async make(run, params) {
      const id = textOf(params, 'channel_id')
      const phone = textOf(params, 'phone')
      const channel = await channelOf(run, id)
      const open = phone === undefined ? people.map(({ number }) => number) : [phone]
      for (const number of open) {
        const digits = phoneDigits(number)
        if (!run.world.phones.find(run.company, digits))
          run.world.phones.add(run.company, { number: digits, name: 'Ana' })
        await openWindow(run, channel, number)
      }
      return { ...describeChannel(channel, id), phone: open[0] ?? '' }
    },
  },
  'a closed conversation window': {
    plan(plan, params) {
      plan.closed.push({ channel: textOf(params, 'channel_id'), person: textOf(params, 'phone') })
    },
    async make(run, params) {
      const id = textOf(params, 'channel_id')
      const channel = await channelOf(run, id)
      return { ...describeChannel(channel, id), phone: textOf(params, 'phone') ?? people[0]?.number ?? '' }
    },
  },
  'a received message': {
    async make(run, params) {
      const id = textOf(params, 'channel_id')
      const messageId = textOf(params, 'message_id') ?? literals.receivedId
      const phone = textOf(params, 'phone') ?? literals.customer
      const channel = await channelOf(run, id)
      if (channel.phoneNumberId === null) throw wrong('channel_id', 'names a channel that has no number')
      await openWindow(run, channel, phone)
      run.world.graph.seedReceived(run.company, channel.phoneNumberId, { id: messageId, from: phone, text: 'Hola' })
      return { ...describeChannel(channel, id), message_id: messageId, phone }
    },
  },
} satisfies Record<string, State>
