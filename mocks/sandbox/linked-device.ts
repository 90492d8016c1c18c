import type { Context } from '../../server/domain/context.ts'
import type { CompanyId } from '../../server/domain/ids.ts'
import { sealContext } from '../../server/drivers/multi-device/link-store.ts'

/** The number WhatsApp gave the linked device of a link owner (`channel:ID`, `session:ID`); undefined when it is not linked. */
export async function linkedDevice(
  { storage, vault }: Pick<Context, 'storage' | 'vault'>,
  company: CompanyId,
  owner: string,
): Promise<number | undefined> {
  const sealed = (await storage.read.links.get(owner, 'creds', ['creds'])).get('creds')
  if (sealed === undefined) return undefined
  const creds = JSON.parse(vault.open(sealed, sealContext(company, 'creds', 'creds'))) as { me?: { id?: string } }
  const device = creds.me?.id?.match(/:(\d+)@/)?.[1]
  return device === undefined ? undefined : Number(device)
}
