import type { Sandbox } from '../../../mocks/sandbox/sandbox.ts'
import { isObject, type Json, type JsonObject } from '../../json.ts'
import type { Finding } from '../../verify/finding.ts'
import { wordOf } from '../check-cases.ts'
import { type ErrorCase, isAbsent, type Pair } from '../entry.ts'
import { type Known, transformations } from '../transformations.ts'
import { type Actor, createActor } from './actor.ts'
import { compareBy } from './compare.ts'
import { equal } from './equal.ts'
import { type Answer, type Exchange, toEvent, type Wish } from './exchange.ts'
import type { Receiver } from './receiver.ts'
import { type Direction, pairedLocals, pointersOf, sidesOf, translate, valuesMeant } from './translate.ts'

/** What a trial is run on. */
export interface Rig {
  sandbox: Pick<Sandbox, 'gateway' | 'advance'>
  /** Where both surfaces and the control API are asked. */
  url: string
  receiver: Receiver
  pairs: readonly Pair[]
  cases: readonly ErrorCase[]
}

/** One intent under way: it acts through both shapes, and what it compares ends in findings. */
export interface Trial {
  name: string
  sandbox: Rig['sandbox']
  findings: Finding[]
  /** Entries whose transformations were run on real values, and errors that were really answered. */
  entries: Set<string>
  /** What both ways left behind. */
  facts: Record<string, Json>
  /** A fresh company that is told of every event. */
  actor(): Promise<Actor>
  /** What a transformation needs to know of a company. */
  known(actor: Actor, left?: string, right?: string): Known
  /** The other side's request for the same, by the entries; it is also translated back and has to be the same again. */
  translate(from: Exchange, place: string, known: Known, direction?: Direction): Wish
  /** Runs the transformations of these entries on the values of two exchanges, there and back. */
  compare(left: Exchange, right: Exchange, entries: readonly string[], known: Known): void
  /** Both answers are this error. */
  refused(id: string, left: Answer | undefined, right: Answer | undefined): void
  answered(answer: Answer, status: number): void
  /** Both ways left the same. */
  same(what: string, left: Json, right: Json): void
  fail(code: string, what: string, more?: Partial<Finding>): void
  /** Everything due has happened, deliveries included. */
  settle(): Promise<void>
  events(actor: Actor, isMeant: (data: JsonObject, event: JsonObject) => boolean): Exchange[]
}

const everyEvent = [
  'whatsapp.message.received',
  'whatsapp.message.sent',
  'whatsapp.message.delivered',
  'whatsapp.message.read',
  'whatsapp.message.failed',
  'whatsapp.channel.connected',
  'whatsapp.channel.disconnected',
  'whatsapp.channel.connection_changed',
]

export function createTrial(rig: Rig, name: string): Trial {
  const { sandbox, url, receiver, pairs, cases } = rig
  const findings: Finding[] = []
  const entries = new Set<string>()
  const facts: Record<string, Json> = {}

  function fail(code: string, what: string, more: Partial<Finding> = {}): void {
    const where = { provider: 'sandbox', ...more.where }
    findings.push({ check: 'cross-check', severity: 'error', code, what: `${name}: ${what}`, ...more, where })
  }

  async function actor(): Promise<Actor> {
    const response = await fetch(`${url}/_sandbox/companies`, { method: 'POST' })
    if (response.status !== 201) throw new Error(`POST /_sandbox/companies answered ${response.status}`)
    const made = createActor(url, (await response.json()) as Parameters<typeof createActor>[1])
    const body = { name: 'Cross-check', url: receiver.urlFor(made.company), events: everyEvent }
    answered(await made.keebai('createWebhook', { body }), 201)
    return made
  }

  function known({ channel }: Actor, left = '', right = ''): Known {
    return { channels: [channel], pointers: pointersOf(pairs, left, right) }
  }

  function translated(from: Exchange, place: string, about: Known, direction: Direction = 'forth'): Wish {
    const { wish, entries: used } = translate(pairs, from, place, about, direction)
    for (const id of used) entries.add(id)
    const there: Exchange = { place, root: { request: wish as JsonObject } }
    for (const pair of pairs.filter(({ id }) => used.includes(id))) {
      const { here, there: other } = sidesOf(pair, direction)
      if (!here || !other || pair.by === undefined) continue
      for (const [source, target] of pairedLocals(here, from.place, other, place)) {
        const [before] = valuesMeant(from, source)
        const [value] = valuesMeant(there, target)
        if (before === undefined || value === undefined) continue
        const again = transformations[pair.by][direction === 'forth' ? 'back' : 'forth'](value, about)
        if (!equal(again, before))
          differs(pair.id, 'is not the same again when it is translated back', before, again, there)
      }
    }
    return wish
  }

  function compare(left: Exchange, right: Exchange, ids: readonly string[], about: Known): void {
    for (const id of ids) {
      const pair = pairs.find((one) => one.id === id)
      if (!pair) throw new Error(`there is no entry ${id}`)
      entries.add(id)
      for (const { how, expected, got } of compareBy(pair, left, right, about)) differs(id, how, expected, got, right)
    }
  }

  function differs(id: string, how: string, expected: Json | undefined, got: Json | undefined, at: Exchange): void {
    const where = { operation: at.place }
    const more = { expected: show(expected), got: show(got), where, ...('curl' in at && { curl: String(at.curl) }) }
    fail('mapping-differs', `${id} ${how}.`, more)
  }

  function refused(id: string, left: Answer | undefined, right: Answer | undefined): void {
    const found = cases.find((one) => one.id === id)
    if (!found) throw new Error(`there is no error ${id}`)
    entries.add(id)
    for (const [answer, side] of [[left, found.keebai] as const, [right, found.hubmessage] as const]) {
      if (isAbsent(side) || !answer) continue
      const expected = `${side.status} ${side.word}`
      const got = `${answer.status} ${wordOf(answer.body)}`
      const more = { expected, got, curl: answer.curl, where: { operation: answer.place, status: answer.status } }
      if (expected !== got) fail('error-differs', `${answer.place} does not answer ${id}.`, more)
    }
  }

  function answered(answer: Answer, status: number): void {
    if (answer.status === status) return
    const got = `${answer.status} ${show(answer.body)}`
    const where = { operation: answer.place, status: answer.status }
    fail('answer-differs', `${answer.place} answers otherwise.`, {
      expected: String(status),
      got,
      curl: answer.curl,
      where,
    })
  }

  function same(what: string, left: Json, right: Json): void {
    facts[what] = left
    if (!equal(left, right)) fail('facts-differ', `${what} differ.`, { expected: show(left), got: show(right) })
  }

  return {
    name,
    sandbox,
    findings,
    entries,
    facts,
    actor,
    known,
    translate: translated,
    compare,
    refused,
    answered,
    same,
    fail,
    settle: () => sandbox.advance(0),
    events: ({ company }, isMeant) =>
      receiver
        .events(company)
        .filter((event) => isObject(event.data) && isMeant(event.data, event))
        .map(toEvent),
  }
}

function show(value: Json | undefined): string {
  return value === undefined ? 'nothing' : JSON.stringify(value)
}
