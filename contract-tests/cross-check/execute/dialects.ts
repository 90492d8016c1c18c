import { isObject, type Json, type JsonObject } from '../../json.ts'
import { isAbsent, type Side } from '../entry.ts'
import { parseSelector } from '../selector.ts'
import type { Known } from '../transformations.ts'
import type { Actor } from './actor.ts'
import { broadcastOf, type Effect, effectOf } from './effect.ts'
import type { Answer, Exchange } from './exchange.ts'
import { createTrial, type Rig, type Trial } from './trial.ts'

export type Dialect = 'prose' | 'reference'

/** Sandboxes of each `TRUNKLINE_DIALECT`, with the pairs of the dialects. */
export type DialectRigs = Record<'auto' | Dialect, Rig>

const lucio = '+5491155555555'

/**
 * The same send in both dialects, under each of the three settings: it leaves the same everywhere, and is answered in exactly one dialect,
 * with what the entries say of it and nothing else.
 */
export async function sendInBothDialects(
  rigs: DialectRigs,
  trial: Trial,
  place: string,
  message: JsonObject,
): Promise<void> {
  const { name } = trial
  const trials = {
    auto: trial,
    prose: createTrial(rigs.prose, name),
    reference: createTrial(rigs.reference, name),
  }
  const [auto, prose, reference] = await Promise.all(
    (['auto', 'prose', 'reference'] as const).map((setting) =>
      sendUnder(rigs[setting], trials[setting], setting, place, message),
    ),
  )
  for (const other of [trials.prose, trials.reference]) {
    trial.findings.push(...other.findings)
    for (const id of other.entries) trial.entries.add(id)
  }
  if (!auto || !prose || !reference) return
  const sent = [auto, prose, reference].flatMap((one) => one.sent)
  const [first, ...more] = sent
  if (!first) return
  for (const { facts } of more) trial.same('left behind', first.facts, facts)
  for (const { refused, known } of [auto, prose]) {
    trial.compare(refused, reference.refused, ['dialects.invalid-phone'], known)
  }
  for (const left of sent.filter(({ dialect }) => dialect === 'prose')) {
    for (const right of sent.filter(({ dialect }) => dialect === 'reference')) {
      trial.compare(left.answer, right.answer, ['dialects.accepted'], left.known)
      // The two broadcasts are another one each, at another time.
      trial.compare(
        withoutOwn(left.progress),
        withoutOwn(right.progress),
        ['dialects.status', 'dialects.progress'],
        left.known,
      )
    }
  }
}

interface Setting {
  sent: Sent[]
  /** A send to what is no phone number. */
  refused: Answer
  known: Known
}

interface Sent {
  dialect: Dialect
  answer: Answer
  progress: Answer
  facts: Json
  known: Known
}

async function sendUnder(
  rig: Rig,
  trial: Trial,
  setting: 'auto' | Dialect,
  place: string,
  message: JsonObject,
): Promise<Setting> {
  const actor = await trial.actor()
  const known = trial.known(actor)
  const headers = (dialect: Dialect): Record<string, string> => ({ 'Idempotency-Key': `cross-check-${dialect}` })
  const byChannel: JsonObject = { channel_id: actor.channel.id, to: lucio, meta_data: { order: 7 }, ...message }
  const asProse: Exchange = { place, root: { request: { headers: headers('prose'), body: byChannel } } }
  const translated = trial.translate(asProse, place, known)
  const asReference = { ...translated, headers: headers('reference') }

  const sent: Sent[] = []
  for (const [asked, wish] of [
    ['prose', { headers: headers('prose'), body: byChannel }],
    ['reference', asReference],
  ] as const) {
    const dialect = setting === 'auto' ? asked : setting
    const effect = await effectOf(trial, actor, lucio, () => actor.keebai(place, wish))
    trial.answered(effect.answer, 202)
    hasMembersOf(rig, trial, effect.answer, dialect, setting === 'auto')
    const progress = await progressOf(trial, actor, effect)
    sent.push({ dialect, answer: effect.answer, progress, facts: factsOf(effect), known })
  }
  const refused = await actor.keebai(place, { body: { ...byChannel, to: '+911' } })
  trial.refused(setting === 'reference' ? 'errors.invalid-phone' : 'errors.invalid', refused, undefined)
  return { sent, refused, known }
}

/** The answer has what the entries say of its dialect; under `auto` what they say of the other may stand beside it. */
function hasMembersOf(rig: Rig, trial: Trial, answer: Answer, dialect: Dialect, mayHaveOther: boolean): void {
  const [left, right] = [membersOf(rig, 'left', answer.place), membersOf(rig, 'right', answer.place)]
  const [own, other] = dialect === 'prose' ? [left, right] : [right, left]
  const got = Object.keys(isObject(answer.body) ? answer.body : {}).sort()
  const missing = own.filter((member) => !got.includes(member))
  const strange = got.filter((member) => !own.includes(member) && !(mayHaveOther && other.includes(member)))
  if (missing.length === 0 && strange.length === 0) return
  const what = `${answer.place} is not answered in the dialect ${dialect}.`
  trial.fail('dialect-differs', what, { expected: own.join(', '), got: got.join(', '), curl: answer.curl })
}

function membersOf({ pairs }: Rig, position: 'left' | 'right', place: string): string[] {
  const sides = pairs.map((pair) => pair[position]).filter((side): side is Side => !isAbsent(side))
  const selectors = sides.flatMap(({ fields }) => fields.map(parseSelector))
  const answered = selectors.filter(({ places, local }) => places?.includes(place) && local.startsWith('202.body.'))
  return [...new Set(answered.map(({ local }) => local.slice('202.body.'.length)))].sort()
}

async function progressOf(trial: Trial, actor: Actor, { answer }: Effect): Promise<Answer> {
  // A strict reference answer names no broadcast; the message of its id has one.
  const broadcastId = await broadcastOf(trial, actor, answer)
  const progress = await actor.keebai('getBroadcast', { path: { broadcastId: broadcastId ?? '' } })
  trial.answered(progress, 200)
  return progress
}

const ownToEach = { broadcast_id: '', started_at: '', completed_at: '' }

function withoutOwn(answer: Answer): Answer {
  const body = { ...(isObject(answer.body) ? answer.body : {}), ...ownToEach }
  return { ...answer, root: { request: { path: { broadcastId: '' } }, [answer.status]: { body } } }
}

/** What a send left behind, without what belongs to its company. */
function factsOf({ facts, phone, events }: Effect): Json {
  const shown = phone.map((one) => (isObject(one) ? { ...one, from: '' } : one))
  const told = events.map(({ place, root }) => {
    const data = isObject(root.body) && isObject(root.body.data) ? root.body.data : {}
    return { place, status: data.status ?? null, recipient: data.recipient_id ?? null, meta: data.meta_data ?? null }
  })
  told.sort((one, other) => (one.place < other.place ? -1 : 1))
  return { stored: facts ?? null, phone: shown, events: told }
}
