import type { Refusal, Refusals } from '../domain/refusals.ts'

/** A refusal in an operator's words; undefined for one no command is known to make: a fault. */
export function wordsFor(refusal: Refusal): string | undefined {
  const word = words[refusal.code as keyof typeof words] as ((facts: unknown) => string) | undefined
  return word?.(refusal.facts)
}

const words: { [Code in keyof Refusals]?: (facts: Refusals[Code]) => string } = {
  invalid_request: ({ problems }) => problems.map(({ message }) => message).join('; '),
  channel_not_found: ({ channel }) => `there is no channel ${channel}`,
  channel_disconnected: ({ channel }) => `the channel ${channel} is not connected`,
  channel_already_connected: ({ phoneNumber }) =>
    `${phoneNumber ?? 'the channel'} is connected already; disconnect it first (trunkline channels disconnect)`,
  invalid_channel_type: ({ channel }) => `the channel ${channel} is linked by QR code and has no signup`,
  signup_assets_mismatch: ({ why }) => why,
  upstream_refused: ({ code, title, details }) => `Meta refused: ${details ?? title} (error ${code})`,
  upstream_unavailable: ({ upstream, why }) =>
    `${upstream === 'meta' ? 'Meta' : 'WhatsApp'} could not be reached: ${why}`,
}
