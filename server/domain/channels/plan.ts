import type { Context } from '../context.ts'
import type { ChannelId } from '../ids.ts'
import type { Tables } from '../ports/storage.ts'
import { Refusal } from '../refusals.ts'
import type { Channel } from './channel.ts'

/**
 * How a channel is paid for, kept as a record only: nothing is charged. `pending` waits for a payment, which only a
 * biller could say; `cancelling` ends with the period that is paid.
 */
export interface Plan {
  channel: ChannelId
  state: 'trial' | 'pending' | 'paid' | 'cancelling' | 'canceled'
  since: number
  /** When a cancellation takes effect. */
  endsAt: number | null
  /** Why it was cancelled, in the integrator's words. */
  reason: string | null
}

/** What is paid for at once. */
export const paidPeriodMs = 30 * 86_400_000

type Tools = Pick<Context, 'storage' | 'clock'>

/** The plan of a channel as it stands; one nobody ever spoke of is on trial. */
export async function planOf(tables: Tables, channel: Channel, now: number): Promise<Plan> {
  const stored = await tables.plans.find(channel.id)
  if (!stored) return { channel: channel.id, state: 'trial', since: channel.createdAt, endsAt: null, reason: null }
  const { endsAt } = stored
  if (stored.state !== 'cancelling' || endsAt === null || endsAt > now) return stored
  return { ...stored, state: 'canceled', since: endsAt }
}

/**
 * Subscribes a channel, or takes its cancellation back. Refusals `subscription_terminated`: it was canceled;
 * `credit_limit_exceeded`: the company has subscribed as many as it may.
 */
export async function subscribeChannel(
  { storage, clock, settings }: Tools & Pick<Context, 'settings'>,
  channel: Channel,
): Promise<Plan> {
  return storage.transaction(async (tables) => {
    const now = clock.now()
    const plan = await unlessTerminated(tables, channel, now)
    if (plan.state === 'paid') return plan
    const { subscriptionsMax } = settings
    if (subscriptionsMax != null && !isHeld(plan) && (await heldOf(tables, channel, now)) >= subscriptionsMax) {
      throw Refusal.of('credit_limit_exceeded', { channel: channel.id })
    }
    const since = plan.state === 'cancelling' ? plan.since : now
    const paid: Plan = { channel: channel.id, state: 'paid', since, endsAt: null, reason: null }
    await tables.plans.put(paid)
    return paid
  })
}

/**
 * Cancels what a channel is subscribed to: at the end of the paid period, at once where none is paid. A cancellation under
 * way stays as it is. Refusal `subscription_terminated`: it was canceled.
 */
export async function cancelChannel({ storage, clock }: Tools, channel: Channel, reason: string | null): Promise<Plan> {
  return storage.transaction(async (tables) => {
    const now = clock.now()
    const plan = await unlessTerminated(tables, channel, now)
    if (plan.state === 'cancelling') return plan
    const periods = Math.floor((now - plan.since) / paidPeriodMs) + 1
    const cancelled: Plan =
      plan.state === 'paid'
        ? { ...plan, state: 'cancelling', endsAt: plan.since + periods * paidPeriodMs, reason }
        : { ...plan, state: 'canceled', since: now, reason }
    await tables.plans.put(cancelled)
    return cancelled
  })
}

/** How many channels of its company are subscribed. */
async function heldOf(tables: Tables, { company }: Channel, now: number): Promise<number> {
  let held = 0
  for (const channel of await tables.channels.list(company)) {
    if (isHeld(await planOf(tables, channel, now))) held += 1
  }
  return held
}

/** Whether the plan still holds the channel. */
export function isHeld({ state }: Plan): boolean {
  return state === 'paid' || state === 'cancelling'
}

async function unlessTerminated(tables: Tables, channel: Channel, now: number): Promise<Plan> {
  const plan = await planOf(tables, channel, now)
  if (plan.state === 'canceled') throw Refusal.of('subscription_terminated', { channel: channel.id })
  return plan
}
