/** The channel every send names; the sandbox's seed has it. */
export const channelAlias = '65a1f2b3c4d5e6f7a8b9c0d1'

/** Many people, as a real queue has: a channel sends to one person at a time, in order. */
export const recipients = Array.from({ length: 400 }, (_, index) => `+54911600${String(index).padStart(5, '0')}`)

/** The documented example, to each of them. */
export const textBodies = recipients.map((to) => ({
  to,
  channel_id: channelAlias,
  text: 'Hola, tu pedido está en camino.',
}))
