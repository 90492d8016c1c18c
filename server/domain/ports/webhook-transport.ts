/** Posts one attempt of a delivery to a subscriber's URL. */
export interface WebhookTransport {
  /** Never throws; `timeoutMs` is for all of it. */
  post(request: { url: string; headers: Record<string, string>; body: string; timeoutMs: number }): Promise<PostAnswer>
  /** Why this URL can never be a target, or undefined. Names are resolved and checked again at each delivery. */
  objection(url: string): string | undefined
}

/** `body`: the first 1,024 bytes at most, as text. */
export type PostAnswer = { status: number; body: string } | { error: string }
