import type { SeedCompany } from '../../generated/sandbox/types.gen.ts'
import type { Ids } from '../../server/domain/ports/ids.ts'
import { keebaiScopes } from '../../server/domain/tokens/scopes.ts'
import { documented } from '../scenarios/documented.ts'

/** A company that looks like the seeded one and shares nothing with it. */
export function freshRecipe(ids: Ids, scopes: string[] = [...keebaiScopes]): SeedCompany & { id: string } {
  const channel = ids.channel()
  const digits = ids.phoneNumberId().slice(2)
  const id = ids.company()
  return {
    id,
    name: `Company ${id.slice(-6)}`,
    tokens: [
      { surface: 'keebai', token: `kbai_pk_${ids.secret(32)}`, name: 'Sandbox', scopes },
      { surface: 'hubmessage', token: `hm_sk_${ids.secret(32)}`, name: 'Sandbox' },
      { surface: 'hubmessage', token: `hm_pk_${ids.secret(32)}`, name: 'Sandbox, public' },
    ],
    channels: [
      {
        id: channel,
        name: 'Soporte',
        phone_number: `+569${digits.slice(0, 8)}`,
        phone_number_id: ids.phoneNumberId(),
        waba_id: ids.phoneNumberId(),
      },
    ],
    phones: documented.phones,
    windows: [{ channel_id: channel, phone: '+5491155555555' }],
    templates: documented.templates,
  }
}
