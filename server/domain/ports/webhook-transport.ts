/** Posts one attempt of a delivery to a subscriber's URL. Never throws. */
export interface WebhookTransport {
  post(request: {
    url: string
    headers: Record<string, string>
    body: string
    timeoutMs: number
  }): Promise<{ status: number } | { error: string }>
  /** Why this URL can never be a target, or undefined. Names are resolved and checked again at each delivery. */
  objection(url: string): string | undefined
}
