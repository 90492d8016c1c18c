import type { Channel } from '../../domain/channels/channel.ts'
import { keebaiChannelId } from '../../domain/channels/channel-id.ts'
import type { ConnectSession } from '../../domain/connect/session.ts'
import type { Refusal, Refusals } from '../../domain/refusals.ts'

/** Where a link's signup stands, worded for the person in the portal. */
export interface PortalView {
  status: ConnectSession['state'] | 'missing' | 'fault'
  heading: string
  text: string
  /** The number it became, when completed. */
  channel?: { id: string; name: string; phone_number: string | null; coexistence: boolean }
}

/** A refused step, worded for the person. `retry`: the link is still good and another try may succeed. */
export interface PortalProblem {
  status: number
  code: string
  message: string
  retry: boolean
}

export function sessionView(session: ConnectSession, channel: Channel | null): PortalView {
  return viewOf(session.state, states[session.state], channel)
}

/** Behind a link to a channel, where nothing ends but the link. */
export function channelView(state: ConnectSession['state'], channel: Channel): PortalView {
  return viewOf(state, { ...states, ...statesOfChannel }[state], channel)
}

function viewOf(status: ConnectSession['state'], words: Words, channel: Channel | null): PortalView {
  if (status !== 'completed' || !channel) return { status, ...words }
  const { id, name, phoneNumber, coexistence } = channel
  const shown = { id: keebaiChannelId(id), name, phone_number: phoneNumber, coexistence }
  return { status, ...words, channel: shown }
}

interface Words {
  heading: string
  text: string
}

const states: Record<ConnectSession['state'], Words> = {
  pending: {
    heading: 'Connect your WhatsApp number',
    text: 'Meta’s sign-up window is opening. Sign in there and choose the number to connect.',
  },
  completed: { heading: 'Your number is connected', text: 'You can close this page now.' },
  expired: {
    heading: 'This link has expired',
    text: 'A link works for 15 minutes. Ask whoever sent it to you for a new one.',
  },
  cancelled: {
    heading: 'The connection was cancelled',
    text: 'Nothing was connected. To start again, ask whoever sent you the link for a new one.',
  },
}

const statesOfChannel: Partial<typeof states> = {
  expired: {
    heading: 'This link has expired',
    text: 'It was used, or its time is over. Ask whoever sent it to you for a new one.',
  },
  cancelled: {
    heading: 'The connection was cancelled',
    text: 'Nothing was connected. To start again, open the link once more.',
  },
}

export const missingView: PortalView = {
  status: 'missing',
  heading: 'This link does not work',
  text: 'It may be incomplete, or more than a day old. Ask whoever sent it to you for a new one.',
}

export const faultView: PortalView = {
  status: 'fault',
  heading: 'Something went wrong on our side',
  text: 'Please load this page again in a moment.',
}

/** Undefined for a refusal no step of the portal is known to make: a fault. */
export function problemOf(refusal: Refusal): PortalProblem | undefined {
  const word = problems[refusal.code as keyof typeof problems] as ((facts: unknown) => PortalProblem) | undefined
  return word?.(refusal.facts)
}

const problems: { [Code in keyof Refusals]?: (facts: Refusals[Code]) => PortalProblem } = {
  session_not_found: () => ({
    status: 404,
    code: 'SESSION_NOT_FOUND',
    message: `${missingView.heading}. ${missingView.text}`,
    retry: false,
  }),
  session_ended: () => ({
    status: 409,
    code: 'SESSION_NOT_PENDING',
    message: 'This link was used, cancelled or has expired.',
    retry: false,
  }),
  invalid_request: ({ problems: [first] }) => ({
    status: 400,
    code: 'INVALID_REQUEST',
    message: first ? `${first.path} ${first.message}` : 'The request is not valid.',
    retry: true,
  }),
  signup_code_refused: () => ({
    status: 422,
    code: 'SIGNUP_CODE_REFUSED',
    message: 'Meta did not accept the confirmation: it is valid for 30 seconds and only once. Please try again.',
    retry: true,
  }),
  signup_assets_mismatch: ({ why }) => ({
    status: 422,
    code: 'SIGNUP_ASSETS_MISMATCH',
    message: `What you chose in Meta’s window does not fit together: ${why}. Please try again.`,
    retry: true,
  }),
  channel_already_connected: ({ phoneNumber }) => ({
    status: 422,
    code: 'CHANNEL_ALREADY_CONNECTED',
    message: `${phoneNumber ? `The number ${phoneNumber}` : 'This number'} is already connected in another company or channel. Disconnect it there first, or try again with another number.`,
    retry: true,
  }),
  upstream_refused: ({ code, title, details }) => ({
    status: 502,
    code: 'UPSTREAM_ERROR',
    message: `Meta refused the connection: ${details ?? title} (error ${code}).`,
    retry: true,
  }),
  upstream_unavailable: () => ({
    status: 502,
    code: 'UPSTREAM_ERROR',
    message: 'Meta could not be reached. Please try again in a moment.',
    retry: true,
  }),
}
