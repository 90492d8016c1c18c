import { expect, test } from 'vitest'
import { fromVcard } from './from-vcard.ts'
import { toVcard } from './to-vcard.ts'

test('a card of an iPhone, with groups, folded lines and several kinds of one number', () => {
  const vcard = [
    'BEGIN:VCARD',
    'VERSION:3.0',
    'N:Pérez;Ana;;Dra.;',
    'FN:Dra. Ana Pérez',
    'ORG:Tienda\\, S.A.;Ventas',
    'TITLE:Jefa',
    'item1.TEL;type=CELL;type=VOICE;waid=5491155550001:+54 9 11 5555-0001',
    'item1.X-ABLabel:Mobile',
    'EMAIL;INTERNET;WORK:ana@example.com',
    'ADR;type=HOME,pref:;;Av. Corrientes',
    '  1000;CABA;;1043;Argentina',
    'URL:https\\://example.com',
    'BDAY:1990-01-31',
    'END:VCARD',
  ].join('\r\n')
  expect(fromVcard(vcard)).toEqual({
    name: { formatted_name: 'Dra. Ana Pérez', first_name: 'Ana', last_name: 'Pérez', prefix: 'Dra.' },
    org: { company: 'Tienda, S.A.', department: 'Ventas', title: 'Jefa' },
    phones: [{ phone: '+54 9 11 5555-0001', type: 'CELL', wa_id: '5491155550001' }],
    emails: [{ email: 'ana@example.com', type: 'INTERNET' }],
    addresses: [{ street: 'Av. Corrientes 1000', city: 'CABA', zip: '1043', country: 'Argentina', type: 'HOME' }],
    urls: [{ url: 'https://example.com' }],
    birthday: '1990-01-31',
  })
})

test.each([
  ['nothing', '', 'Ana', { formatted_name: 'Ana', first_name: 'Ana' }],
  ['noise', 'hello\nworld:\n:x\n;;', 'Ana', { formatted_name: 'Ana', first_name: 'Ana' }],
  ['a name alone', 'FN:Bruno', '', { formatted_name: 'Bruno', first_name: 'Bruno' }],
])('%s is a card with a name', (_, vcard, displayName, name) => {
  expect(fromVcard(vcard, displayName)).toMatchObject({ name })
})

test('what is written is read back, whatever stands in it', () => {
  const hostile = 'a;b,c\\d\ne:f'
  const card = toVcard({
    name: { formatted: hostile, first: hostile, last: hostile },
    phones: [{ phone: '+1 555', type: 'CELL', waId: '1555' }],
    org: { company: hostile, department: hostile, title: hostile },
  })
  expect(fromVcard(card)).toEqual({
    name: { formatted_name: hostile, first_name: hostile, last_name: hostile },
    phones: [{ phone: '+1 555', type: 'CELL', wa_id: '1555' }],
    org: { company: hostile, department: hostile, title: hostile },
  })
})
