import {
  createClient as createHubMessage,
  type Client as HubMessageClient,
} from '../generated/hubmessage/client/index.ts'
import { createClient as createKeebai, type Client as KeebaiClient } from '../generated/keebai/client/index.ts'

export type { HubMessageClient, KeebaiClient }

export interface ClientSettings {
  /** Where the API is, with or without the trailing `/v1`: `https://api.keebai.com/v1`, `http://127.0.0.1:4010/hubmessage`. */
  baseUrl: string
  /** A personal access token at Keebai, a secret key at HubMessage. */
  token: string
  /** Instead of the global `fetch`. */
  fetch?: typeof fetch
}

/** Pass it to the functions of `keebai` as `client`. Throws TypeError when the base URL is none. */
export function createKeebaiClient(settings: ClientSettings): KeebaiClient {
  return createKeebai(toConfig(settings))
}

/** Pass it to the functions of `hubmessage` as `client`. Throws TypeError when the base URL is none. */
export function createHubMessageClient(settings: ClientSettings): HubMessageClient {
  return createHubMessage(toConfig(settings))
}

function toConfig({ baseUrl, token, fetch }: ClientSettings) {
  return { baseUrl: apiRoot(baseUrl), auth: token, ...(fetch && { fetch }) }
}

/** The generated paths begin with `/v1`, so the base URL must end before it. */
export function apiRoot(text: string): string {
  const url = URL.parse(text.trim())
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash || url.username || url.password) {
    throw new TypeError(`"${text}" is no base URL; it looks like https://api.example.com or https://api.example.com/v1`)
  }
  return url.origin + url.pathname.replace(/\/+$/, '').replace(/\/v1$/, '').replace(/\/+$/, '')
}
