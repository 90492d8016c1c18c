/// <reference lib="esnext.disposable" preserve="true" />
import type { Credentials, Seed } from '../../generated/sandbox/types.gen.ts'

/** What a test may choose about its sandbox. */
export interface TestSandboxOptions {
  /** Any free port unless given. */
  port?: number
  /** Where everything is kept; a temporary folder, removed at the end, unless given. */
  dataDirectory?: string
  dialect?: 'auto' | 'prose' | 'reference'
  /** Which contract of HubMessage is spoken; `newer` unless given. */
  hubMessageGeneration?: 'newer' | 'older'
  /** Header of HubMessage's signatures; `X-HubMessage-Signature` unless given. */
  hubMessageSignatureHeader?: string
  /** How long one QR code can be scanned, in milliseconds; 20 seconds unless given. */
  qrTimeoutMs?: number
  /** The longest a `phone_number_id` send waits for WhatsApp, in milliseconds; 20 seconds unless given. */
  acceptanceWaitMs?: number
  /** Added to the sandbox's own seed: the body of `POST /_sandbox/seed`. */
  seed?: Seed
}

/** A whole sandbox inside the test's process: both APIs, the simulated world, the control API. */
export interface TestSandbox extends AsyncDisposable {
  /** Base URL: Keebai at the root, HubMessage under `/hubmessage`, control API under `/_sandbox`. */
  url: string
  /** The seeded company: tokens, a connected channel, an approved template. */
  credentials: Credentials
  /** Moves the clock by milliseconds; resolves when everything that became due has happened. */
  advance(ms: number): Promise<void>
  close(): Promise<void>
}

/** Starts a sandbox of its own; tests that run side by side never meet. */
export async function startSandbox(options: TestSandboxOptions = {}): Promise<TestSandbox> {
  const { openSandbox } = await import('../sandbox/sandbox.ts')
  const { url, credentials, advance, close } = await openSandbox({ port: 0, logLevel: 'error', lazy: true, ...options })
  return { url, credentials, advance, close, [Symbol.asyncDispose]: close }
}
