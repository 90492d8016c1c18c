import { documented } from '../scenarios/documented.ts'

/** What the vendors' documents call things: there in every state that does not say otherwise. */
export const literals = {
  channelAlias: '65a1f2b3c4d5e6f7a8b9c0d1',
  channelUuid: 'a1b2c3d4-e5f6-7890-abcd-ef1234567890',
  channelName: 'Soporte Chile',
  phoneNumberId: '100000000000001',
  phoneNumber: '+56987654321',
  wabaId: '9876543210',
  signupWabaId: '428083093730937',
  signupPhoneId: '123456789012345',
  signupCode: 'ABC123DEF456',
  templateId: '65f3a1b2c3d4e5f6a7b8c9d0',
  templateLanguage: 'es',
  sessionId: 'cs_0M4VMH5JD5S58ZWC2B1MYWJQRN',
  broadcastId: '65f4b5c6d7e8f9a0b1c2d3e4',
  webhookId: 'wh_01KS65PGZB3E828E7N4Q6PBFAK',
  hubTemplateId: '1900296177408890',
  hubWebhookId: '8F2C00000000000000000000000000A1',
  hubWebhookUrl: 'https://hooks.example.com/hubmessage',
  webhookUrl: 'https://hooks.example.com/keebai',
  idempotencyKey: '7f6d1c1e-52c8-4a3b-9a8e-2f1f3f0f9d11',
  customer: '+5491155555555',
  mediaId: '1013859600285441',
  receivedId: 'wamid.HBgNNTQ5MTE1NTU1NTU1NRUCABIYEjNBMEI1QzFEMkU0QjZBNzhDMgA=',
  qrPhone: '+56911111111',
  refusalCode: '131031',
} as const

export const people = documented.phones ?? []
export const templates = documented.templates ?? []
