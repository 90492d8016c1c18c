import type { SeedCompany } from '../../generated/sandbox/types.gen.ts'
import { keebaiScopes } from '../../server/domain/tokens/scopes.ts'
import { wellKnownMark } from '../../server/domain/tokens/well-known.ts'

/** Well known on purpose, as the keys of local emulators are. A gateway refuses them. */
export const wellKnownTokens = {
  keebai: `kbai_pk_${wellKnownMark}`,
  hubmessageSecret: `hm_sk_${wellKnownMark}`,
  hubmessagePublic: `hm_pk_${wellKnownMark}`,
}

/**
 * The world of the vendors' documents: their own literals, so that their samples run after
 * changing host and token.
 */
export const documented: SeedCompany & { id: string } = {
  id: '65a0c0ffee00000000000001',
  name: 'Trunkline Sandbox',
  tokens: [
    { surface: 'keebai', token: wellKnownTokens.keebai, name: 'Sandbox', scopes: [...keebaiScopes] },
    { surface: 'hubmessage', token: wellKnownTokens.hubmessageSecret, name: 'Sandbox' },
    { surface: 'hubmessage', token: wellKnownTokens.hubmessagePublic, name: 'Sandbox, public' },
  ],
  channels: [
    {
      id: '65a1f2b3c4d5e6f7a8b9c0d1',
      name: 'Soporte Chile',
      phone_number: '+56987654321',
      phone_number_id: '100000000000001',
      waba_id: '9876543210',
    },
    {
      id: 'a1b2c3d4-e5f6-7890-abcd-ef1234567890',
      name: 'HubMessage',
      awaits: { waba_id: '428083093730937', phone_id: '123456789012345', code: 'ABC123DEF456' },
    },
  ],
  phones: [
    { number: '+5491155555555', name: 'Lucio' },
    { number: '+5511999999999', name: 'Ana' },
  ],
  windows: [
    { channel_id: '65a1f2b3c4d5e6f7a8b9c0d1', phone: '+5491155555555' },
    { channel_id: 'a1b2c3d4-e5f6-7890-abcd-ef1234567890', phone: '+5511999999999' },
  ],
  templates: [
    { name: 'welcome_v2', language: 'es', category: 'MARKETING', body: 'Hola {{nombre}}, tu saldo es {{monto}}.' },
    { name: 'order_confirmation', language: 'es', body: 'Gracias {{nombre}}: recibimos tu pedido por {{monto}}.' },
    { name: 'boas_vindas_v2', language: 'pt_BR', category: 'MARKETING', body: 'Boas-vindas! Estamos à disposição.' },
    { name: 'atualizacao_pedido_v1', language: 'pt_BR', body: 'Olá {{1}}, o pedido {{2}} está {{3}}.' },
  ],
}
