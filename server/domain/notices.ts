import type { Context } from './context.ts'
import { sha256 } from './digest.ts'
import type { NoticeFact } from './ports/meta-facts.ts'

/** Something Meta told of an account that changes nothing here by itself: kept whole for the operator. */
export interface Notice {
  /** SHA-256 of what was told, lower-case hex: the same twice is one. */
  hash: string
  waba: string
  phoneNumberId: string | null
  /** Meta's name of it: `history`, `smb_app_state_sync`, `phone_number_name_update`, or one nobody knows yet. */
  field: string
  value: unknown
  receivedAt: number
}

/** How long notices are kept. */
export const noticesKeptMs = 30 * 86_400_000

export async function recordNotice(
  { storage, clock, log }: Pick<Context, 'storage' | 'clock' | 'log'>,
  { waba, phoneNumberId, field, value, timestamp }: Omit<NoticeFact, 'kind'>,
): Promise<void> {
  const hash = sha256(JSON.stringify([waba, phoneNumberId, field, timestamp, value]))
  const notice: Notice = { hash, waba, phoneNumberId, field, value, receivedAt: clock.now() }
  if (await storage.transaction(({ notices }) => notices.insert(notice))) log.info('meta.notice', { field, waba })
}
