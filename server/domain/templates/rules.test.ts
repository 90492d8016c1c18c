import { expect, test } from 'vitest'
import { Refusal } from '../refusals.ts'
import { normalizeComponents, requireValidTemplate } from './rules.ts'
import { type TemplateComponent, type TemplateWish, variablesOf } from './template.ts'

const body = { type: 'BODY', text: 'Hola' }
const buttons = (...list: object[]) => [body, { type: 'BUTTONS', buttons: list }]
const reply = { type: 'QUICK_REPLY', text: 'Sí' }
const named = (text: string, ...names: string[]) => ({
  type: 'BODY',
  text,
  example: { body_text_named_params: names.map((param_name) => ({ param_name, example: 'x' })) },
})
const numbered = (text: string, ...examples: string[]) => ({ type: 'BODY', text, example: { body_text: [examples] } })

test.each<[string, Partial<TemplateWish>]>([
  ['a text', {}],
  [
    'named variables with an example each',
    { parameterFormat: 'NAMED', components: [named('{{a}} {{b_2}} {{a}}', 'a', 'b_2')] },
  ],
  ['numbers with an example each', { components: [numbered('{{1}} {{2}}', 'a', 'b')] }],
  [
    'a header of one variable',
    { components: [{ type: 'HEADER', format: 'TEXT', text: '{{1}}', example: { header_text: ['a'] } }, body] },
  ],
  [
    'a header of a file',
    { components: [{ type: 'HEADER', format: 'IMAGE', example: { header_handle: ['4::aW'] } }, body] },
  ],
  ['a header of a place', { components: [{ type: 'HEADER', format: 'LOCATION' }, body] }],
  [
    'texts as long as may be',
    {
      components: [
        { type: 'BODY', text: 'x'.repeat(1024) },
        { type: 'FOOTER', text: 'x'.repeat(60) },
      ],
    },
  ],
  ['ten buttons', { components: buttons(...Array.from({ length: 10 }, () => reply)) }],
  [
    'a link with a variable at its end',
    { components: buttons({ type: 'URL', text: 'Ver', url: 'https://e.com/{{1}}', example: ['https://e.com/1'] }) },
  ],
  [
    'a phone number',
    { components: buttons({ type: 'PHONE_NUMBER', text: 'Llamar', phone_number: '+54 9 11 5555-5555' }) },
  ],
  ['a code', { components: buttons({ type: 'COPY_CODE', example: 'SALE25' }) }],
  [
    'a one-time code, whose text is Meta’s',
    {
      category: 'AUTHENTICATION',
      components: [
        { type: 'BODY', add_security_recommendation: true },
        { type: 'BUTTONS', buttons: [{ type: 'OTP', otp_type: 'COPY_CODE' }] },
      ],
    },
  ],
  [
    'a one-time code in the older form',
    {
      category: 'AUTHENTICATION',
      components: [
        {
          type: 'BODY',
          text: '{{1}} is your code',
          add_security_recommendation: true,
          example: { body_text: [['1']] },
        },
        {
          type: 'BUTTONS',
          buttons: [
            { type: 'URL', text: 'Copiar', url: 'https://www.whatsapp.com/otp/code/?code={{1}}', example: ['x'] },
          ],
        },
      ],
    },
  ],
  ['components nobody knows yet', { components: [body, { type: 'CAROUSEL', cards: [] }] }],
  ['a language with a script', { language: 'zh_CN' }],
])('%s may be sent to Meta', (_, wish) => {
  expect(problemsOf(wish)).toEqual([])
})

test.each<[string, Partial<TemplateWish>, string]>([
  ['capitals in the name', { name: 'Welcome' }, '/body/name'],
  ['a name of 513 letters', { name: 'x'.repeat(513) }, '/body/name'],
  ['an empty name', { name: '' }, '/body/name'],
  ['a language in words', { language: 'spanish' }, '/body/language'],
  ['no body', { components: [{ type: 'FOOTER', text: 'x' }] }, '/body/components'],
  ['two bodies', { components: [body, body] }, '/body/components'],
  ['an empty body', { components: [{ type: 'BODY', text: '' }] }, '/body/components/0/text'],
  ['a body too long', { components: [{ type: 'BODY', text: 'x'.repeat(1025) }] }, '/body/components/0/text'],
  [
    'a header too long',
    { components: [{ type: 'HEADER', format: 'TEXT', text: 'x'.repeat(61) }, body] },
    '/body/components/0/text',
  ],
  [
    'a header of two variables',
    {
      components: [{ type: 'HEADER', format: 'TEXT', text: '{{1}} {{2}}', example: { header_text: ['a', 'b'] } }, body],
    },
    '/body/components/0/text',
  ],
  ['a header without a form', { components: [{ type: 'HEADER', text: 'x' }, body] }, '/body/components/0/format'],
  [
    'a picture without an example',
    { components: [{ type: 'HEADER', format: 'IMAGE' }, body] },
    '/body/components/0/example/header_handle',
  ],
  ['a footer too long', { components: [body, { type: 'FOOTER', text: 'x'.repeat(61) }] }, '/body/components/1/text'],
  ['a variable in the footer', { components: [body, { type: 'FOOTER', text: '{{1}}' }] }, '/body/components/1/text'],
  [
    'numbers in a template of names',
    { parameterFormat: 'NAMED', components: [numbered('{{1}}', 'a')] },
    '/body/components/0/text',
  ],
  ['names in a template of numbers', { components: [named('{{a}}', 'a')] }, '/body/components/0/text'],
  [
    'a name in capitals',
    { parameterFormat: 'NAMED', components: [named('{{Name}}', 'Name')] },
    '/body/components/0/text',
  ],
  ['a gap in the numbers', { components: [numbered('{{1}} {{3}}', 'a', 'b')] }, '/body/components/0/text'],
  [
    'a variable without an example',
    { components: [numbered('{{1}} {{2}}', 'a')] },
    '/body/components/0/example/body_text',
  ],
  ['an empty example', { components: [numbered('{{1}}', '')] }, '/body/components/0/example/body_text'],
  [
    'a name without an example',
    { parameterFormat: 'NAMED', components: [named('{{a}} {{b}}', 'a')] },
    '/body/components/0/example/body_text_named_params',
  ],
  ['no buttons', { components: buttons() }, '/body/components/1/buttons'],
  ['eleven buttons', { components: buttons(...Array.from({ length: 11 }, () => reply)) }, '/body/components/1/buttons'],
  ['a button without a kind', { components: buttons({ text: 'x' }) }, '/body/components/1/buttons/0/type'],
  ['a button without a text', { components: buttons({ type: 'QUICK_REPLY' }) }, '/body/components/1/buttons/0/text'],
  [
    'a text of 26 letters on a button',
    { components: buttons({ ...reply, text: 'x'.repeat(26) }) },
    '/body/components/1/buttons/0/text',
  ],
  [
    'two phone numbers',
    { components: buttons(...[1, 2].map(() => ({ type: 'PHONE_NUMBER', text: 'x', phone_number: '+5411' }))) },
    '/body/components/1/buttons',
  ],
  [
    'a link that is none',
    { components: buttons({ type: 'URL', text: 'x', url: 'e.com' }) },
    '/body/components/1/buttons/0/url',
  ],
  [
    'a link too long',
    { components: buttons({ type: 'URL', text: 'x', url: `https://e.com/${'x'.repeat(2000)}` }) },
    '/body/components/1/buttons/0/url',
  ],
  [
    'a variable in the middle of a link',
    { components: buttons({ type: 'URL', text: 'x', url: 'https://e.com/{{1}}/x', example: ['x'] }) },
    '/body/components/1/buttons/0/url',
  ],
  [
    'a link with a variable and no example',
    { components: buttons({ type: 'URL', text: 'x', url: 'https://e.com/{{1}}' }) },
    '/body/components/1/buttons/0/example',
  ],
  [
    'a phone number of letters',
    { components: buttons({ type: 'PHONE_NUMBER', text: 'x', phone_number: 'call me' }) },
    '/body/components/1/buttons/0/phone_number',
  ],
  [
    'a code of 16 letters',
    { components: buttons({ type: 'COPY_CODE', example: 'x'.repeat(16) }) },
    '/body/components/1/buttons/0/example',
  ],
])('%s is refused where it stands', (_, wish, path) => {
  expect(problemsOf(wish).map((problem) => problem.path)).toContain(path)
})

test('every problem is told at once', () => {
  expect(problemsOf({ name: 'No', language: '?', components: [{ type: 'FOOTER', text: '' }] })).toHaveLength(4)
})

test('components are spelled as Meta spells them, whichever way they came', () => {
  const given = [
    { type: 'header', format: 'text', text: 'x' },
    { type: 'body', text: '{{1}}', example: { body_text: ['a'], header_handle: ['h'] }, extra: true },
  ]
  expect(normalizeComponents(given)).toEqual([
    { type: 'HEADER', format: 'TEXT', text: 'x' },
    { type: 'BODY', text: '{{1}}', example: { body_text: [['a']], header_handle: ['h'] }, extra: true },
  ])
  expect(normalizeComponents([numbered('{{1}}', 'a')])).toEqual([numbered('{{1}}', 'a')])
})

test('variables are those of the body, each once, in order', () => {
  const components: TemplateComponent[] = [
    { type: 'HEADER', text: '{{other}}' },
    { type: 'BODY', text: '{{ monto }} de {{nombre}}, {{monto}}' },
  ]
  expect(variablesOf({ components })).toEqual(['monto', 'nombre'])
  expect(variablesOf({ components: [] })).toEqual([])
})

function problemsOf(wish: Partial<TemplateWish>): { path: string }[] {
  const whole = {
    name: 'welcome',
    language: 'es',
    category: 'UTILITY',
    parameterFormat: 'POSITIONAL',
    components: [body],
  }
  try {
    requireValidTemplate({ ...whole, ...wish } as TemplateWish)
    return []
  } catch (error) {
    if (error instanceof Refusal && error.is('invalid_request')) return error.facts.problems
    throw error
  }
}
