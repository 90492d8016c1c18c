import { expect, test } from 'vitest'
import { toVcard } from './to-vcard.ts'

test('a card has every member in the words of vCard 3.0', () => {
  const card = toVcard({
    name: {
      formatted: 'Dra. Ana María Pérez',
      first: 'Ana',
      middle: 'María',
      last: 'Pérez',
      prefix: 'Dra.',
      suffix: 'MD',
    },
    phones: [
      { phone: '+54 9 11 5555-0001', type: 'cell', waId: '5491155550001' },
      { phone: '+1 (555) 000-2222' },
      { phone: '4444-5555', type: 'HOME' },
    ],
    emails: [{ email: 'ana@example.com', type: 'WORK' }, { email: 'a@b.c' }],
    org: { company: 'Tienda', department: 'Ventas', title: 'Jefa' },
    addresses: [
      { street: 'Av. Corrientes 1000', city: 'CABA', state: 'BA', zip: '1043', country: 'Argentina', type: 'WORK' },
    ],
    urls: [{ url: 'https://example.com' }],
    birthday: '1990-01-31',
  })
  expect(card.split('\n')).toEqual([
    'BEGIN:VCARD',
    'VERSION:3.0',
    'N:Pérez;Ana;María;Dra.;MD',
    'FN:Dra. Ana María Pérez',
    'ORG:Tienda;Ventas',
    'TITLE:Jefa',
    'TEL;type=CELL;waid=5491155550001:+54 9 11 5555-0001',
    'TEL;waid=15550002222:+1 (555) 000-2222',
    'TEL;type=HOME:4444-5555',
    'EMAIL;type=WORK:ana@example.com',
    'EMAIL:a@b.c',
    'ADR;type=WORK:;;Av. Corrientes 1000;CABA;BA;1043;Argentina',
    'URL:https://example.com',
    'BDAY:1990-01-31',
    'END:VCARD',
  ])
})

test('a card of a name alone is one, and the name is its last name', () => {
  expect(toVcard({ name: { formatted: 'Bruno' } }).split('\n')).toEqual([
    'BEGIN:VCARD',
    'VERSION:3.0',
    'N:Bruno;;;;',
    'FN:Bruno',
    'END:VCARD',
  ])
})

test('no value ends its line or its field early, and none adds a line of its own', () => {
  const card = toVcard({
    name: { formatted: 'A;B,C\\D\r\nTEL:+1', first: 'x\ny' },
    phones: [{ phone: '1\nEND:VCARD', type: 'CELL:;x=1\nTEL' }],
  })
  expect(card.split('\n')).toEqual([
    'BEGIN:VCARD',
    'VERSION:3.0',
    'N:;x\\ny;;;',
    'FN:A\\;B\\,C\\\\D\\nTEL:+1',
    'TEL;type=CELLXTEL:1\\nEND:VCARD',
    'END:VCARD',
  ])
})
