import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import type { Compilable } from 'kysely'
import { Kysely } from 'kysely'
import { createDialect } from './kysely-dialect.ts'
import type { Schema } from './schema.ts'

/** One connection to the store's file, with every statement prepared once. */
export interface Connection {
  db: DatabaseSync
  kysely: Kysely<Schema>
  prepare(sql: string): StatementSync
  /** A query of positional arguments, built and compiled by Kysely at its first use. */
  query<Args extends unknown[], Row>(build: (...args: Args) => Compilable<Row>): Query<Args, Row>
  /** A query of one row's columns; every row given has the same columns. */
  rowQuery<Row extends object, Result>(build: (row: Row) => Compilable<Result>): Query<[Row], Result>
}

export interface Query<Args extends unknown[], Row> {
  all(...args: Args): Row[]
  get(...args: Args): Row | undefined
  /** How many rows it changed. */
  run(...args: Args): number
}

export function openConnection(file: string, options: { readOnly: boolean }): Connection {
  const db = new DatabaseSync(file, options)
  const statements = new Map<string, StatementSync>()

  function prepare(sql: string): StatementSync {
    const known = statements.get(sql)
    if (known) return known
    const statement = db.prepare(sql)
    statements.set(sql, statement)
    return statement
  }

  return {
    db,
    kysely: new Kysely<Schema>({ dialect: createDialect(prepare) }),
    prepare,
    query<Args extends unknown[], Row>(build: (...args: Args) => Compilable<Row>) {
      const marks = Array.from({ length: build.length }, (_, index) => new Mark(index))
      return lazyQuery<Args, Row>(() => compile(prepare, build(...(marks as unknown[] as Args))))
    },
    rowQuery<Row extends object, Result>(build: (row: Row) => Compilable<Result>) {
      return lazyQuery<[Row], Result>((row) => {
        const marks = Object.keys(row).map((column) => [column, new Mark(column)])
        const { statement, bind } = compile(prepare, build(Object.fromEntries(marks) as Row))
        return { statement, bind: ([values]) => bind(values) }
      })
    },
  }
}

type Bound = SQLInputValue[]
type Bind<Args> = (args: Args) => Bound
type Compiled<Args> = { statement: StatementSync; bind: Bind<Args> }

/** Stands for an argument while a query is being built. */
class Mark {
  readonly key: number | string

  constructor(key: number | string) {
    this.key = key
  }
}

function compile(prepare: Connection['prepare'], query: Compilable<unknown>): Compiled<object> {
  const { sql, parameters } = query.compile()
  const keys = parameters.map((parameter) => (parameter instanceof Mark ? parameter.key : undefined))

  function bind(values: object): Bound {
    const given = values as Record<number | string, SQLInputValue>
    const bound: Bound = new Array(keys.length)
    for (let index = 0; index < keys.length; index += 1) {
      const key = keys[index]
      bound[index] = key === undefined ? (parameters[index] as SQLInputValue) : (given[key] as SQLInputValue)
    }
    return bound
  }
  return { statement: prepare(sql), bind }
}

// node:sqlite types no columns; Kysely's types of the query stand for them.
function lazyQuery<Args extends unknown[], Row>(compileWith: (...args: Args) => Compiled<Args>): Query<Args, Row> {
  let compiled: Compiled<Args> | undefined
  return {
    all(...args) {
      compiled ??= compileWith(...args)
      return compiled.statement.all(...compiled.bind(args)) as Row[]
    },
    get(...args) {
      compiled ??= compileWith(...args)
      return compiled.statement.get(...compiled.bind(args)) as Row | undefined
    },
    run(...args) {
      compiled ??= compileWith(...args)
      return Number(compiled.statement.run(...compiled.bind(args)).changes)
    },
  }
}
