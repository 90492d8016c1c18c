/** A run that cannot be made: unreadable input, or a provider that is not reachable. The message is one clear sentence. */
export class Unusable extends Error {
  override name = 'Unusable'
}
