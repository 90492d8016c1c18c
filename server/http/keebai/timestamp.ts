/** An instant as Keebai writes it, ISO 8601 in UTC. */
export function timestamp(at: number): string {
  return new Date(at).toISOString()
}

export function timestampOrNull(at: number | null): string | null {
  return at === null ? null : timestamp(at)
}
