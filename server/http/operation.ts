import type { Context } from '../domain/context.ts'
import type { Caller } from '../domain/tokens/token.ts'
import type { Frame } from './pipeline/event-stream.ts'
import type { Exchange } from './pipeline/exchange.ts'
import type { StagedFile } from './pipeline/take-form.ts'
import type { FileAnswer } from './pipeline/write-file.ts'

/** An answer the document declares: its status and the body that belongs to it. */
export type Reply<Responses> = { [S in keyof Responses]: { status: S; body: Responses[S] } }[keyof Responses]

/** Request already validated against the spec; caller already authenticated and in scope. */
export type Operation<Data, Responses> = (
  request: Omit<Data, 'url'>,
  caller: Caller,
  context: HttpContext,
  exchange: Exchange,
) => Promise<Reply<Responses>>

/** An operation that answers with server-sent events; it refuses before the first of them or not at all. */
export type StreamOperation<Data> = (
  request: Omit<Data, 'url'>,
  caller: Caller,
  context: HttpContext,
  exchange: Exchange,
) => Promise<{ stream: AsyncIterable<Frame> }>

/** An operation that answers with a file; it refuses before the first byte of it or not at all. */
export type FileOperation<Data> = (
  request: Omit<Data, 'url'>,
  caller: Caller,
  context: HttpContext,
  exchange: Exchange,
) => Promise<{ file: FileAnswer }>

/** An operation that takes a form: its files were put away as they came, and are its own from now on. */
export type UploadOperation<Data extends { body: object }, Responses, Kept> = (
  request: Omit<Data, 'url' | 'body'> & { body: Staged<Data['body'], Kept> },
  caller: Caller,
  context: HttpContext,
  exchange: Exchange,
) => Promise<Reply<Responses>>

type Staged<Body, Kept> = { [Name in keyof Body]: Blob extends Body[Name] ? StagedFile<Kept> : Body[Name] }

/** What operations touch: the domain's context and what the operator chose for HTTP. */
export interface HttpContext extends Context {
  http: HttpSettings
}

export interface HttpSettings {
  dialect: DialectSetting
  hubMessageGeneration: HubMessageGeneration
  /** Where people reach this server (`https://connect.example.com`); null takes each request's own host. */
  publicUrl: string | null
}

/** `auto` answers in the dialect of the request, the others always in the one named. */
export type DialectSetting = 'auto' | 'prose' | 'reference'

/** Which contract of HubMessage is spoken: that of August 2026, or that of April where it said something else. */
export type HubMessageGeneration = 'newer' | 'older'
