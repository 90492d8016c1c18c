import type { TransformationName } from './transformations.ts'

/**
 * How fields of one side stand to fields of the other: they map, by a named transformation from left to right and back, or
 * one side has nothing of the kind. Left is Keebai and right is HubMessage, or the two dialects of Keebai.
 */
export type Entry<Left extends string = 'keebai', Right extends string = 'hubmessage'> = EntryBase &
  (
    | ({ [Name in Left | Right]: Side } & { by: TransformationName })
    | ({ [Name in Left]: Side } & { [Name in Right]: Absent })
    | ({ [Name in Left]: Absent } & { [Name in Right]: Side })
  )

interface EntryBase {
  /** Unique; its subject and what it is about: `text.recipient`. */
  id: string
  note?: string
  /** Why no executed intent can show this mapping; every other mapping is run on real answers. */
  notExecuted?: string
}

export interface Side {
  /**
   * `PLACES FIELD` or `PLACES FIELD=VALUES`: the places are operations and events, several with `|`, every one with `*`;
   * the field is written as `fieldsOf` names it, with `error.` for every status from 400 on. With values only those are meant.
   */
  fields: readonly string[]
  /** Interactions of our own pact that show it, by their descriptions. */
  interactions?: readonly string[]
  /** Where the value stands that the transformation takes or makes, when it is more than one field. */
  at?: string
}

export interface Absent {
  /** Why this side has nothing of the kind. */
  absent: string
}

/** One subject of the correspondence. */
export interface Subject<Left extends string = 'keebai', Right extends string = 'hubmessage'> {
  title: string
  /** A sentence or two for the page. */
  about: string
  entries: readonly Entry<Left, Right>[]
}

/** How a refusal of one side stands to one of the other. */
export interface ErrorCase {
  id: string
  keebai: Refused | Absent
  hubmessage: Refused | Absent
  note?: string
  notExecuted?: string
}

export interface Refused {
  status: number
  /** Keebai: the code, or the message where it has none. HubMessage: the message. */
  word: string
  /** Descriptions of interactions and examples, `OPERATION answers STATUS: CASE`; `*` stands for anything. */
  answers: readonly string[]
}

export function isAbsent(side: object): side is Absent {
  return 'absent' in side
}

/** An entry with its sides by position. */
export interface Pair extends EntryBase {
  left: Side | Absent
  right: Side | Absent
  by: TransformationName | undefined
}

export function pairsOf<Left extends string, Right extends string>(
  subjects: readonly Subject<Left, Right>[],
  left: Left,
  right: Right,
): Pair[] {
  return subjects
    .flatMap(({ entries }) => entries)
    .map((entry) => {
      const sides = entry as unknown as Record<string, Side | Absent>
      const by = 'by' in entry ? entry.by : undefined
      const { id, note, notExecuted } = entry
      return {
        id,
        by,
        left: sides[left] as Side | Absent,
        right: sides[right] as Side | Absent,
        ...(note !== undefined && { note }),
        ...(notExecuted !== undefined && { notExecuted }),
      }
    })
}
