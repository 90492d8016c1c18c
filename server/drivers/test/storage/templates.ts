import { expect, test } from 'vitest'
import type { Template } from '../../../domain/templates/template.ts'
import type { Company } from '../../../domain/tokens/token.ts'
import { aCompany, ids, type MakeRig, start } from './rig.ts'

export function templateCases(makeRig: MakeRig): void {
  test('a template comes back as it was stored, to its own company', async () => {
    await using rig = await makeRig()
    const [company, stranger] = [aCompany(), aCompany()]
    const whole = aTemplate(company, {
      localStatus: 'DISABLED',
      ttlSeconds: 600,
      reason: 'INVALID_FORMAT',
      metaData: { order: [1, { two: null }] },
      components: [{ type: 'BODY', text: 'Año {{1}}', example: { body_text: [['x']] } }],
    })
    const bare = aTemplate(company)
    await rig.storage.transaction(async ({ companies, templates }) => {
      for (const one of [company, stranger]) await companies.insert(one)
      for (const one of [whole, bare]) await templates.insert(one)
    })
    const { templates } = (await rig.reopen()).read
    expect(await templates.find(company.id, whole.id)).toEqual(whole)
    expect(await templates.findByMetaId(company.id, bare.metaId)).toEqual(bare)
    expect(await templates.find(stranger.id, whole.id)).toBeUndefined()
    expect(await templates.findByMetaId(stranger.id, whole.metaId)).toBeUndefined()
  })

  test('updating a template writes everything but where it belongs', async () => {
    await using rig = await makeRig()
    const company = aCompany()
    const template = aTemplate(company)
    const changed = { ...template, status: 'PAUSED', category: 'MARKETING', statusAt: start + 9, components: [] }
    await rig.storage.transaction(async ({ companies, templates }) => {
      await companies.insert(company)
      await templates.insert(template)
      await templates.update({ ...changed, createdAt: start + 100 })
    })
    expect(await rig.storage.read.templates.find(company.id, template.id)).toEqual(changed)
  })

  test('one Meta id is known in every company that has its account', async () => {
    await using rig = await makeRig()
    const companies = [aCompany(), aCompany()]
    const of = companies.map((company) => aTemplate(company, { metaId: '7' }))
    await rig.storage.transaction(async (tables) => {
      for (const one of companies) await tables.companies.insert(one)
      for (const one of of) await tables.templates.insert(one)
    })
    const found = await rig.storage.read.templates.byMetaId('7')
    expect(found.map(({ id }) => id).toSorted()).toEqual(of.map(({ id }) => id).toSorted())
    const again = aTemplate(companies[0] ?? aCompany(), { metaId: '7' })
    await expect(rig.storage.transaction(({ templates }) => templates.insert(again))).rejects.toThrow()
  })

  test('a page is in the order of names, filtered by account and by the status that is shown', async () => {
    await using rig = await makeRig()
    const company = aCompany()
    const made = [
      aTemplate(company, { name: 'b', language: 'es' }),
      aTemplate(company, { name: 'a', language: 'pt_BR' }),
      aTemplate(company, { name: 'a', language: 'es' }),
      aTemplate(company, { name: 'c', status: 'PENDING' }),
      aTemplate(company, { name: 'd', localStatus: 'PAUSED' }),
      aTemplate(company, { name: 'e', waba: '43' }),
    ]
    await rig.storage.transaction(async ({ companies, templates }) => {
      await companies.insert(company)
      for (const one of made) await templates.insert(one)
    })
    const { templates } = rig.storage.read
    const names = async (...args: Parameters<typeof templates.page>) =>
      (await templates.page(...args)).map(({ name, language }) => `${name} ${language}`)
    expect(await names(company.id, {}, 0, 10)).toEqual(['a es', 'a pt_BR', 'b es', 'c es', 'd es', 'e es'])
    expect(await names(company.id, {}, 2, 2)).toEqual(['b es', 'c es'])
    expect(await names(company.id, { waba: '43' }, 0, 10)).toEqual(['e es'])
    expect(await names(company.id, { waba: '42', status: 'APPROVED' }, 0, 10)).toEqual(['a es', 'a pt_BR', 'b es'])
    expect(await names(company.id, { status: 'PAUSED' }, 0, 10)).toEqual(['d es'])
    expect([await templates.count(company.id, {}), await templates.count(company.id, { status: 'APPROVED' })]).toEqual([
      6, 4,
    ])
    expect(await templates.count(aCompany().id, {})).toBe(0)
    expect((await templates.ofWaba(company.id, '42')).map(({ name }) => name)).toEqual(['a', 'a', 'b', 'c', 'd'])
    const id = made[0]?.id ?? ''
    const removed = await rig.storage.transaction(async (tables) => [
      await tables.templates.remove(aCompany().id, id),
      await tables.templates.remove(company.id, id),
      await tables.templates.remove(company.id, id),
    ])
    expect(removed).toEqual([false, true, false])
  })
}

function aTemplate(company: Company, facts: Partial<Template> = {}): Template {
  return {
    id: ids.template(),
    company: company.id,
    waba: '42',
    metaId: ids.phoneNumberId(),
    name: 'welcome_v2',
    language: 'es',
    status: 'APPROVED',
    localStatus: null,
    category: 'UTILITY',
    parameterFormat: 'NAMED',
    components: [{ type: 'BODY', text: 'Hola {{nombre}}' }],
    ttlSeconds: null,
    reason: null,
    metaData: null,
    createdAt: start,
    statusAt: start,
    ...facts,
  }
}
