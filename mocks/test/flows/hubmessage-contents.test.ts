import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hubmessage, unwrap } from '../../../client/index.ts'
import type { MessageContent } from '../../../generated/hubmessage/types.gen.ts'
import { openHook } from './hook.ts'
import { answer, type Company, openRig, type Rig } from './rig.ts'

/** What HubMessage sends beside texts, templates and files: as it arrives at the phone, and as it is echoed. */
let rig: Rig
beforeAll(async () => {
  rig = await openRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

const lucio = '5491155555555'
const send = (company: Company, content: MessageContent, identifier = lucio) =>
  answer(
    hubmessage.sendMessage({
      client: company.hub,
      path: { channelId: company.channel.id },
      body: { recipient: { identifier }, content },
    }),
  )

const place = { latitude: '-23.0696347', longitude: '-50.4357913', name: 'Parque da Luz', address: 'Praça da Luz' }
const visit = { message: 'Podemos confirmar a sua visita?' }
const track = { id: 'rastrear', title: 'Rastrear pedido', name: 'URL', url: 'https://example.com/p/1' } as const
const call = { id: 'ligar', title: 'Ligar', name: 'CALL', phones: ['5511999999999'] } as const

const cases: Record<string, { content: MessageContent; shown: object; echo: object }> = {
  'a contact is expanded to the parts of a name': {
    content: { type: 'CONTACT', attachments: [{ name: 'Ana María Souza', phones: ['5511988887777', '551130001111'] }] },
    shown: {
      type: 'contacts',
      contacts: [
        {
          name: { formatted_name: 'Ana María Souza', first_name: 'Ana', last_name: 'María Souza' },
          phones: [{ phone: '5511988887777' }, { phone: '551130001111' }],
        },
      ],
    },
    echo: {
      '@class': '.ContactArrayContent',
      type: 'CONTACT_ARRAY',
      contacts: [
        {
          '@class': '.ContactContent',
          type: 'CONTACT',
          name: 'Ana María Souza',
          first_name: 'Ana',
          last_name: 'María Souza',
          phones: ['5511988887777', '551130001111'],
        },
      ],
    },
  },
  'a name of one word is the first name': {
    content: { type: 'CONTACT', attachments: [{ name: ' Ana ', phones: ['1'] }] },
    shown: { contacts: [{ name: { formatted_name: 'Ana', first_name: 'Ana' }, phones: [{ phone: '1' }] }] },
    echo: { contacts: [{ name: 'Ana', first_name: 'Ana', last_name: '' }] },
  },
  'a place has its coordinates as numbers': {
    content: { type: 'LOCATION', attachments: [place] },
    shown: { type: 'location', location: { ...place, latitude: -23.0696347, longitude: -50.4357913 } },
    echo: { '@class': '.LocationContent', type: 'LOCATION', ...place },
  },
  'a title is cut after 20 characters, between what people see as characters': {
    content: {
      type: 'INTERACTIVE_BUTTON',
      body: visit,
      attachments: [
        { id: 'a', title: 'Confirmar a minha visita amanhã' },
        { id: 'b', title: 'Exatamente 18 aqui👨‍👩‍👧' },
        { id: 'c', title: 'Não' },
      ],
    },
    shown: {
      type: 'interactive',
      text: visit.message,
      interactive: {
        form: 'buttons',
        buttons: [
          { id: 'a', title: 'Confirmar a minha vi' },
          { id: 'b', title: 'Exatamente 18 aqui' },
          { id: 'c', title: 'Não' },
        ],
      },
    },
    echo: {
      '@class': '.InteractiveButtonContent',
      type: 'INTERACTIVE_BUTTON',
      message: visit.message,
      internal_information: { mediaButtonType: 'TEXT' },
      buttons: [{ id: 'a', title: 'Confirmar a minha vi', type: 'BUTTON' }, { id: 'b' }, { id: 'c' }],
    },
  },
  'a button that opens a page stands between header and footer': {
    content: {
      type: 'INTERACTIVE_ACTION',
      header: { message: 'Seu pedido' },
      body: { message: 'Está a caminho.' },
      footer: { message: 'Obrigado' },
      attachments: [track],
    },
    shown: {
      type: 'interactive',
      text: 'Está a caminho.',
      interactive: {
        form: 'cta_url',
        header: 'Seu pedido',
        footer: 'Obrigado',
        display_text: 'Rastrear pedido',
        url: 'https://example.com/p/1',
      },
    },
    echo: {
      '@class': '.InteractiveActionContent',
      type: 'INTERACTIVE_ACTION',
      message: 'Está a caminho.',
      action: { '@class': '.ActionContent', type: 'BUTTON' },
      buttons: [{ '@class': '.ButtonActionContent', id: 'rastrear', title: 'Rastrear pedido', type: 'URL' }],
      header: { '@class': '.HeaderContent', message: 'Seu pedido' },
      footer: { '@class': '.FooterContent', message: 'Obrigado' },
    },
  },
}

test.each(Object.entries(cases))('%s', async (_, { content, shown, echo }) => {
  const company = await rig.company()
  await using hook = await openHook()
  const webhook = { url: hook.url, events: ['MESSAGE_DELIVERY' as const] }
  await unwrap(
    hubmessage.createChannelWebhook({ client: company.hub, path: { channelId: company.channel.id }, body: webhook }),
  )
  const sent = await send(company, content)
  expect(sent).toMatchObject({ status: 200, body: { messageId: expect.stringMatching(/^wamid\./) } })
  const { messageId: id } = sent.body as { messageId: string }
  expect((await company.inbox(`+${lucio}`)).at(-1)).toMatchObject({ id, ...shown })
  await expect.poll(() => hook.got.length).toBeGreaterThan(0)
  expect(hook.got[0]?.event.message.contents).toMatchObject([echo])
})

describe('what WhatsApp could not show is refused, and nothing is sent', () => {
  const malformed = (path: string) => ({
    status: 400,
    body: { error: 400, message: 'Validation error', details: [{ path: `/body/content/attachments${path}` }] },
  })
  const unsupported = { status: 422, body: { error: 422, message: 'INTERACTIVE_ACTIONS_NOT_SUPPORTED' } }
  const location = (more: object) => ({ type: 'LOCATION', attachments: [{ ...place, ...more }] })
  const actions = (...attachments: object[]) => ({ type: 'INTERACTIVE_ACTION', body: visit, attachments })
  const button = { id: 'a', title: 'A' }

  test.each<[string, object, object]>([
    ['a latitude in words', location({ latitude: 'norte' }), malformed('/0/latitude')],
    ['a latitude beyond the pole', location({ latitude: '90.01' }), malformed('/0/latitude')],
    ['a longitude more than once around', location({ longitude: '-181' }), malformed('/0/longitude')],
    ['a place without coordinates', { type: 'LOCATION', attachments: [{ latitude: '1' }] }, malformed('/0/longitude')],
    ['two places', { type: 'LOCATION', attachments: [place, place] }, malformed('')],
    [
      'a contact without a phone',
      { type: 'CONTACT', attachments: [{ name: 'Ana', phones: [] }] },
      malformed('/0/phones'),
    ],
    ['no contact', { type: 'CONTACT', attachments: [] }, malformed('')],
    ['four buttons', { type: 'INTERACTIVE_BUTTON', body: visit, attachments: Array(4).fill(button) }, malformed('')],
    ['a button without a URL', actions({ ...track, url: undefined }), malformed('/0/url')],
    ['two actions', actions(track, call), unsupported],
    ['an action that calls', actions(call), unsupported],
  ])('%s', async (_, content, refused) => {
    const company = await rig.company()
    const before = (await company.inbox(`+${lucio}`)).length
    expect(await send(company, content as MessageContent)).toMatchObject(refused)
    expect(await company.inbox(`+${lucio}`)).toHaveLength(before)
  })
})

test.each(Object.values(cases).map(({ content }) => [content.type, content] as const))(
  '%s outside the window is refused at once',
  async (_, content) => {
    const company = await rig.company()
    await company.phone('+5491166667778', 'Ana')
    expect(await send(company, content, '5491166667778')).toMatchObject({
      status: 422,
      body: { error: 422, message: 'Conversation window is closed' },
    })
  },
)

test('a QR channel sends places and contacts, and no buttons', async () => {
  const company = await rig.company()
  const channel = await company.pair('+5491155555555')
  await company.phone('+5491166667779', 'Ana')
  const through = { ...company, channel: { ...company.channel, id: channel.id } }
  for (const name of ['a contact is expanded to the parts of a name', 'a place has its coordinates as numbers']) {
    const { content } = cases[name] as (typeof cases)[string]
    expect(await send(through, content, '5491166667779')).toMatchObject({ status: 200 })
  }
  await expect
    .poll(async () => (await company.inbox('+5491166667779')).map(({ type }) => type))
    .toEqual(['contacts', 'location'])
  const buttons = { type: 'INTERACTIVE_BUTTON', body: visit, attachments: [{ id: 'a', title: 'A' }] } as const
  expect(await send(through, { ...buttons, attachments: [...buttons.attachments] }, '5491166667779')).toMatchObject({
    status: 422,
    body: { message: 'CHANNEL_DOES_NOT_SUPPORT_CONTENT' },
  })
})
