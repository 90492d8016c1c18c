import type { Context } from '../context.ts'
import type { CompanyId } from '../ids.ts'
import { Refusal } from '../refusals.ts'
import { accountsOf } from './account.ts'

/** A WhatsApp Business Account with the channels a company has in it. */
export interface Business {
  waba: string
  name: string
  channels: number
  connected: number
}

/** Every account a company has channels in, in the order they were connected. Meta is asked for the names. */
export async function listBusinesses(
  context: Pick<Context, 'storage' | 'templatesOf'>,
  company: CompanyId,
): Promise<Business[]> {
  const channels = (await context.storage.read.channels.list(company)).filter(({ wabaId }) => wabaId !== null)
  const accounts = await accountsOf(context, company)
  const wabas = [...new Set(channels.map(({ wabaId }) => wabaId ?? ''))]
  return Promise.all(
    wabas.map(async (waba) => {
      const own = channels.filter(({ wabaId }) => wabaId === waba)
      const upstream = accounts.find((account) => account.waba === waba)?.upstream
      const name = (await upstream?.accountName().catch(unlessRefused)) ?? own[0]?.name ?? waba
      return { waba, name, channels: own.length, connected: own.filter(({ state }) => state === 'connected').length }
    }),
  )
}

function unlessRefused(error: unknown): undefined {
  if (error instanceof Refusal) return undefined
  throw error
}
